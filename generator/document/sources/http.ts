import type { Limits } from '../limits.js'
import { type Fail, failSize, readStreamBytes } from './bytes.js'
import { createFetcher, type Fetcher, type FetchResponse } from './proxy.js'

/** A URL as messages and generated files name it: without credentials, query and fragment, which can hold tokens. */
export function showUrl(source: string): string {
  try {
    const url = new URL(source)
    return `${url.protocol}//${url.host}${url.pathname}`
  } catch {
    // What cannot be parsed can still hold a password.
    return source.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//')
  }
}

/** Why a download failed, as the cause of its error. */
export class DownloadFailure extends Error {
  override readonly name = 'DownloadFailure'
  /** Whether it may succeed another time. */
  readonly transient: boolean

  constructor(message: string, transient: boolean, options?: ErrorOptions) {
    super(message, options)
    this.transient = transient
  }
}

/** What a download tells while it goes on. */
export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined
  /** Called with each piece: the bytes that are there, and how many there will be, where the server says it. */
  onProgress?(received: number, total: number | undefined): void
}

/**
 * Downloads a document. Redirects are followed, but never from `https:` to `http:`, and `fetch` follows none to another
 * scheme. The body is read as far as the limit and no further; a server that stalls is given up. Proxy settings are
 * respected.
 */
export async function readUrlBytes(
  source: string,
  limits: Limits,
  fail: Fail,
  options: DownloadOptions = {},
): Promise<Uint8Array> {
  const { signal } = options
  const timeout = AbortSignal.timeout(limits.downloadMilliseconds)
  const combined = signal === undefined ? timeout : AbortSignal.any([signal, timeout])
  const url = parseUrl(source, fail)
  const fetcher = await startFetcher(fail)
  try {
    const response = await follow(url, fetcher, fail, combined)
    return await readBody(response, limits, fail, { ...options, signal: combined })
  } catch (error) {
    signal?.throwIfAborted()
    if (timeout.aborted) {
      const message = `the server did not deliver the document within ${limits.downloadMilliseconds} ms`
      return fail('download-failed', message, 'try again, or download it yourself and give its path', error)
    }
    // fetch reports everything about the network as a TypeError, whose cause says what it was.
    if (!(error instanceof TypeError)) throw error
    const cause = innermost(error)
    // The only one who destroys a client while it is used: see createFetcher.
    const isClosing = codeOf(cause) === 'UND_ERR_DESTROYED'
    return fail(
      'download-failed',
      `the download failed: ${isClosing ? 'the proxy closes connections instead of answering' : cause.message}`,
      'check the URL, the network and the proxy settings',
      new DownloadFailure(error.message, isTransient(cause), { cause: error }),
    )
  } finally {
    await fetcher.close()
  }
}

/** The error that all others are about: fetch wraps what undici wraps, and only the last says what happened. */
function innermost(error: Error): Error {
  const { cause } = error
  return cause instanceof Error && cause.message !== '' ? innermost(cause) : error
}

/** Codes of what may be otherwise a moment later; a wrong name, port or certificate is not. */
const transientCodes = new Set(
  'EAI_AGAIN ECONNABORTED ECONNREFUSED ECONNRESET EHOSTUNREACH ENETUNREACH EPIPE ETIMEDOUT'
    .split(' ')
    .concat(['UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_SOCKET']),
)

function isTransient(error: Error): boolean {
  return transientCodes.has(codeOf(error))
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

async function startFetcher(fail: Fail): Promise<Fetcher> {
  try {
    return await createFetcher()
  } catch (cause) {
    // The settings may hold a password, and are not shown.
    const mend = 'check HTTPS_PROXY, HTTP_PROXY and NO_PROXY'
    return fail('download-failed', 'the proxy settings name no proxy that can be used', mend, cause)
  }
}

async function readBody(
  response: FetchResponse,
  limits: Limits,
  fail: Fail,
  { signal, onProgress }: DownloadOptions,
): Promise<Uint8Array> {
  const { body } = response
  // Of a body that is compressed, the header says how long it is before it is unpacked.
  const isPlain = (response.headers.get('content-encoding') ?? 'identity') === 'identity'
  const declared = Number(response.headers.get('content-length') ?? 0)
  if (isPlain && declared > limits.bytes) {
    await body?.cancel()
    failSize(fail, limits, declared)
  }
  if (body === null) return new Uint8Array()
  const total = isPlain && declared > 0 ? declared : undefined
  return readStreamBytes(onProgress === undefined ? body : watch(body, total, onProgress), limits, fail, signal)
}

async function* watch(
  body: AsyncIterable<Uint8Array>,
  total: number | undefined,
  onProgress: (received: number, total: number | undefined) => void,
): AsyncGenerator<Uint8Array> {
  let received = 0
  for await (const chunk of body) {
    received += chunk.byteLength
    onProgress(received, total)
    yield chunk
  }
}

function parseUrl(source: string, fail: Fail): URL {
  const url = URL.canParse(source) ? new URL(source) : fail('download-failed', 'this is no URL', 'check the URL')
  if (url.username === '' && url.password === '') return url
  return fail(
    'download-failed',
    'the URL holds credentials, which would end in messages and logs',
    'download the document yourself and give its path',
  )
}

const mostRedirects = 5

async function follow(start: URL, fetcher: Fetcher, fail: Fail, signal: AbortSignal): Promise<FetchResponse> {
  let url = start
  for (let redirects = 0; ; redirects++) {
    const response = await fetcher.fetch(url, { redirect: 'manual', signal, headers: { accept: '*/*' } })
    if (response.status === 200) return response
    await response.body?.cancel()
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) {
      const message = `the server answered with status ${response.status}`
      const transient = response.status >= 500 || response.status === 429 || response.status === 408
      return fail('download-failed', message, 'check the URL', new DownloadFailure(message, transient))
    }
    const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined
    const allowed = next?.protocol === 'https:' || (next?.protocol === 'http:' && url.protocol === 'http:')
    if (next === undefined || !allowed || redirects >= mostRedirects) {
      return fail('download-failed', 'the server redirects to where the download may not go', 'give the final URL')
    }
    url = next
  }
}
