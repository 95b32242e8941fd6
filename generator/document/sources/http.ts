import type { Limits } from '../limits.js'
import { type Fail, failSize, readStreamBytes } from './bytes.js'

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

/**
 * Downloads a document. Redirects are followed, but never from `https:` to `http:`, and `fetch` follows none to another
 * scheme. The body is read as far as the limit and no further; a server that stalls is given up.
 */
export async function readUrlBytes(
  source: string,
  limits: Limits,
  fail: Fail,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const timeout = AbortSignal.timeout(limits.downloadMilliseconds)
  const combined = signal === undefined ? timeout : AbortSignal.any([signal, timeout])
  const url = parseUrl(source, fail)
  try {
    const response = await follow(url, fail, combined)
    const declared = Number(response.headers.get('content-length') ?? 0)
    if (declared > limits.bytes) {
      await response.body?.cancel()
      failSize(fail, limits, declared)
    }
    return response.body === null ? new Uint8Array() : await readStreamBytes(response.body, limits, fail, combined)
  } catch (error) {
    signal?.throwIfAborted()
    if (timeout.aborted) {
      const message = `the server did not deliver the document within ${limits.downloadMilliseconds} ms`
      return fail('download-failed', message, 'try again, or download it yourself and give its path', error)
    }
    // fetch reports everything about the network as a TypeError, whose cause says what it was.
    if (!(error instanceof TypeError)) throw error
    const cause = error.cause instanceof Error ? error.cause.message : ''
    return fail(
      'download-failed',
      `the download failed: ${cause || error.message}`,
      'check the URL and the network',
      error,
    )
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

async function follow(start: URL, fail: Fail, signal: AbortSignal): Promise<Response> {
  let url = start
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(url, { redirect: 'manual', signal, headers: { accept: '*/*' } })
    if (response.status === 200) return response
    await response.body?.cancel()
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) {
      return fail('download-failed', `the server answered with status ${response.status}`, 'check the URL')
    }
    const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined
    const allowed = next?.protocol === 'https:' || (next?.protocol === 'http:' && url.protocol === 'http:')
    if (next === undefined || !allowed || redirects >= mostRedirects) {
      return fail('download-failed', 'the server redirects to where the download may not go', 'give the final URL')
    }
    url = next
  }
}
