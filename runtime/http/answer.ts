import { STATUS_CODES } from 'node:http'
import type { Readable } from 'node:stream'
import { apiError, type DockerApiError, DockerError, DockerStreamError, type OperationContext } from '../errors.js'
import { SourceReader, streamFailure } from '../streams/source.js'

/** Whole answers: their text, their JSON, and the errors that they tell. */

/** An error's text is shown to people; what is longer is cut. */
const maxErrorText = 64 * 1024

/**
 * All text of an answer.
 *
 * @throws DockerStreamError where it breaks off, the signal's reason after an abort
 */
export function readText(body: Readable, context: OperationContext, signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let isOver = false
    const end = (): void => {
      isOver = true
      signal?.removeEventListener('abort', abort)
      resolve(textOf(chunks))
    }
    const fail = (error: unknown): void => {
      if (isOver) return
      isOver = true
      signal?.removeEventListener('abort', abort)
      const offset = chunks.reduce((sum, { length }) => sum + length, 0)
      reject(signal?.aborted ? signal.reason : streamFailure(error, context, offset))
    }
    const abort = (): void => {
      fail(signal?.reason)
      body.destroy()
    }
    // A whole answer is wanted to its end: it flows, which takes less than to ask for each piece.
    body.on('data', (chunk: Buffer) => chunks.push(chunk))
    body
      .on('end', end)
      .on('error', fail)
      .on('close', () => fail(undefined))
    if (body.errored !== null || body.closed) fail(body.errored)
    else if (signal?.aborted) abort()
    else signal?.addEventListener('abort', abort)
  })
}

function textOf(chunks: readonly Buffer[]): string {
  const [only, another] = chunks
  if (only !== undefined && another === undefined) return only.toString('utf8')
  return Buffer.concat(chunks).toString('utf8')
}

/** The beginning of a text; the rest is not waited for. */
async function readErrorText(body: Readable, context: OperationContext, signal?: AbortSignal): Promise<string> {
  const reader = new SourceReader({ body, context, signal })
  const chunks: Buffer[] = []
  try {
    let size = 0
    for (let chunk = await reader.next(); chunk !== undefined && size < maxErrorText; chunk = await reader.next()) {
      size += chunk.length
      chunks.push(chunk)
    }
  } catch (error) {
    // A refusal that breaks off is still the refusal.
    if (signal?.aborted) throw error
  } finally {
    reader.release()
  }
  return Buffer.concat(chunks).toString('utf8')
}

/**
 * The value of a JSON answer.
 *
 * @throws DockerStreamError where the text is no JSON or breaks off
 */
export function parseJson(
  text: string,
  context: OperationContext,
  parse: (text: string) => unknown = JSON.parse,
): unknown {
  try {
    return parse(text)
  } catch {
    // The parser's own message repeats a part of the text, which may hold a secret.
    const what = text.trim() === '' ? 'is empty' : 'is not JSON'
    const { operationId, method, path } = context
    const message = `${operationId} (${method} ${path}): the answer ${what}; is this endpoint a Docker engine?`
    throw new DockerStreamError(message, { operationId })
  }
}

/**
 * The error that an answer tells. An engine's own is `{"message": "…"}`; attach, proxies and old engines send text.
 *
 * @param body what was not read yet of the answer
 */
export async function readError(
  status: number,
  body: Readable,
  context: OperationContext,
  signal?: AbortSignal,
): Promise<DockerApiError> {
  const text = context.method === 'HEAD' ? '' : await readErrorText(body, context, signal)
  if (context.method === 'HEAD') body.resume()
  return apiError(status, errorMessage(text) ?? silentError(status, context), context)
}

/** The message in an error's text; undefined where it says nothing. */
export function errorMessage(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string') {
      return value.message.trim() === '' ? undefined : value.message.trim()
    }
  } catch {
    // Not JSON: the text itself is the message.
  }
  return text.trim() === '' ? undefined : text.trim().slice(0, maxErrorText)
}

function silentError(status: number, { method, path }: OperationContext): string {
  const name = STATUS_CODES[status] ?? 'an unknown status'
  if (method === 'HEAD') return `${status} ${name} for ${method} ${path}`
  return `${status} ${name} for ${method} ${path}, without a message; does the engine support this API version?`
}

/**
 * True where a status is a success: 2xx, 101 after an upgrade, and 304, which says that nothing had to be done.
 *
 * @throws DockerError for a redirect: engines send one where a name is empty or malformed, and it is never followed
 */
export function isSuccess(status: number, context: OperationContext): boolean {
  if (status >= 300 && status < 400 && status !== 304) {
    const { operationId, method, path } = context
    throw new DockerError(`${operationId}: the engine redirects ${method} ${path} (${status}); is a name malformed?`)
  }
  return status < 400
}
