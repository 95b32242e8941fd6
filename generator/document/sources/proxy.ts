/** The part of `fetch` that downloads need. */
export type FetchFunction = (url: URL, init: FetchInit) => Promise<FetchResponse>

/** How a document is asked for. */
export interface FetchInit {
  readonly redirect: 'manual'
  readonly signal: AbortSignal
  readonly headers: Readonly<Record<string, string>>
}

/** The part of an answer that downloads need. */
export interface FetchResponse {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: (AsyncIterable<Uint8Array> & { cancel(): Promise<void> }) | null
}

/** A way to download, which may hold connections. */
export interface Fetcher {
  readonly fetch: FetchFunction
  close(): Promise<void>
}

const variables = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']

/** How often a proxy may close a connection before it is given up. */
const patience = 3

/**
 * The platform's `fetch`, or one that goes through the proxy of `HTTPS_PROXY` and `HTTP_PROXY`, but for what `NO_PROXY`
 * names. Node's own ignores them up to Node 22; those of Bun and Deno do not.
 *
 * @throws Error where the variables hold no proxy
 */
export async function createFetcher(): Promise<Fetcher> {
  const isNode = !('Bun' in globalThis) && !('Deno' in globalThis)
  const hasProxy = variables.some((name) => (process.env[name] ?? '') !== '')
  if (!isNode || !hasProxy) return { fetch: (url, init) => fetch(url, init), close: async () => undefined }
  const undici = await import('undici')
  const dispatcher = new undici.EnvHttpProxyAgent({
    // Proxies forward plain HTTP, and many refuse to tunnel it.
    proxyTunnel: false,
    clientFactory: (origin, options) => {
      const pool = new undici.Pool(origin, options)
      let closed = 0
      // undici would connect again and again to a proxy that closes instead of answering.
      pool.on('disconnect', (_origin, _targets, error) => {
        if (++closed >= patience) void pool.destroy(error)
      })
      return pool
    },
  })
  return {
    fetch: (url, init) => undici.fetch(url, { ...init, dispatcher }),
    close: () => dispatcher.destroy(),
  }
}
