import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { connectionError, type Endpoint } from '../endpoint/index.js'
import { DockerError, DockerTimeoutError, type OperationContext } from '../errors.js'
import { ignore } from '../streams/source.js'
import type { EngineAgent, EngineRequest } from './agent.js'

/** A request with its place: what goes on the wire. */
export interface WireRequest {
  readonly context: OperationContext
  /** Path and query, as they go into the request line. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: Buffer | Readable | undefined
  /** Ends the request at any time until the head of its answer is there. */
  readonly signal: AbortSignal
}

/** An answer whose body has not been read. */
export interface Exchange {
  readonly response: IncomingMessage
  readonly request: ClientRequest
}

/**
 * Sends one request and gives its answer when the head is there.
 *
 * @throws the signal's reason, DockerConnectionError, or what the caller's own body stream failed with
 */
export function exchange(agent: EngineAgent, endpoint: Endpoint, wire: WireRequest): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const { signal, target: path } = wire
    signal.throwIfAborted()
    const headers = { host: endpoint.host, ...wire.headers }
    const options: EngineRequest = { agent, method: wire.context.method, path, headers, dialling: signal }
    const request = httpRequest(options)
    const settle = (): void => signal.removeEventListener('abort', abort)
    const stop = (reason: unknown): void => {
      settle()
      request.on('error', ignore)
      request.destroy()
      reject(reason)
    }
    const abort = (): void => stop(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    request.once('response', (response) => {
      settle()
      // The failure of an upload whose answer is there is told by the answer, or by its breaking off.
      request.on('error', ignore)
      resolve({ response, request })
    })
    request.once('error', (error) => {
      settle()
      // Pieces of a connection that is being taken down may fail after the error that counts.
      request.on('error', ignore)
      if (signal.aborted) reject(signal.reason)
      // Each turn takes a kept connection out of the pool, so that a new one comes at last.
      else if (isStale(request, error, wire)) resolve(exchange(agent, endpoint, wire))
      else reject(failure(error, endpoint))
    })
    send(request, wire.body, stop)
  })
}

/**
 * Whether a kept connection was closed by the engine before it saw the request, so that it may be sent again. Only what
 * changes nothing is: of anything else the engine may have done its part already.
 */
function isStale(request: ClientRequest, error: Error, wire: WireRequest): boolean {
  const code = 'code' in error ? error.code : undefined
  const isSafe = wire.context.method === 'GET' || wire.context.method === 'HEAD'
  return request.reusedSocket && isSafe && (code === 'ECONNRESET' || code === 'EPIPE')
}

function failure(error: Error, endpoint: Endpoint): Error {
  return error instanceof DockerError ? error : connectionError(error, endpoint)
}

function send(request: ClientRequest, body: Buffer | Readable | undefined, stop: (reason: unknown) => void): void {
  if (body === undefined || Buffer.isBuffer(body)) {
    request.end(body)
    return
  }
  body.once('error', stop)
  upload(request, body)
}

/**
 * How many bytes of an upload may wait for their connection: 1 MiB. A socket asks for a pause after the first piece of
 * a usual size, and idles until the next one comes; several go out in one write.
 */
const uploadWindow = 1024 * 1024

/** What a waiting piece takes beside its bytes, about: many small ones must not fill the memory. */
const pieceOverhead = 512

/** Sends a stream. The end of either side, however it comes, is the end of the other. */
function upload(request: ClientRequest, body: Readable): void {
  let waiting = 0
  body.on('data', (chunk: Buffer) => {
    if (request.destroyed) return
    waiting = request.write(chunk) ? 0 : waiting + chunk.length + pieceOverhead
    if (waiting >= uploadWindow) body.pause()
  })
  request.on('drain', () => {
    waiting = 0
    body.resume()
  })
  body.once('end', () => request.end())
  body.once('close', () => {
    if (!body.readableEnded) request.destroy()
  })
  request.once('close', () => body.destroy())
}

/** The error of an answer that did not begin in time. */
export function timeoutError(context: OperationContext, endpoint: Endpoint, timeout: number): DockerTimeoutError {
  const { operationId, method, path } = context
  return new DockerTimeoutError(
    `${operationId} (${method} ${path}): no answer from ${endpoint.address} within ${timeout} ms; ` +
      'give the call a longer timeout, or 0 for none',
    { endpoint: endpoint.address, source: endpoint.source, code: 'ETIMEDOUT' },
  )
}
