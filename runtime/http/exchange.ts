import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { pipeline, type Readable } from 'node:stream'
import { connectionError, type Endpoint } from '../endpoint/index.js'
import { DockerError, DockerTimeoutError, type OperationContext } from '../errors.js'
import { ignore } from '../streams/source.js'
import type { EngineAgent } from './agent.js'

/** A request with its place: what goes on the wire. */
export interface WireRequest {
  readonly context: OperationContext
  /** Path and query, as they go into the request line. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: Buffer | Readable | undefined
  readonly signal: AbortSignal | undefined
  /** Milliseconds until the head of the answer must be there; 0 for no limit. */
  readonly timeout: number
}

/** An answer whose body has not been read. */
export interface Exchange {
  readonly response: IncomingMessage
  readonly request: ClientRequest
}

/**
 * Sends one request and gives its answer when the head is there.
 *
 * @throws the signal's reason after an abort, DockerTimeoutError, DockerConnectionError, or what the caller's own body
 * stream failed with
 */
export function exchange(agent: EngineAgent, endpoint: Endpoint, wire: WireRequest): Promise<Exchange> {
  wire.signal?.throwIfAborted()
  return attempt(agent, endpoint, wire).catch((error: unknown) => {
    if (error instanceof StaleConnection) return attempt(agent, endpoint, wire)
    throw error
  })
}

/** A kept connection that the engine closed before it saw the request, so that it may be sent again. */
class StaleConnection extends Error {}

function attempt(agent: EngineAgent, endpoint: Endpoint, wire: WireRequest): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const { method } = wire.context
    const request = httpRequest({ agent, method, path: wire.target, headers: { host: endpoint.host, ...wire.headers } })
    const stop = (reason: unknown): void => {
      settle()
      request.on('error', ignore)
      request.destroy()
      reject(reason)
    }
    const abort = (): void => stop(wire.signal?.reason)
    const timer = wire.timeout > 0 ? setTimeout(() => stop(timeoutError(wire, endpoint)), wire.timeout) : undefined
    const settle = (): void => {
      clearTimeout(timer)
      wire.signal?.removeEventListener('abort', abort)
    }
    wire.signal?.addEventListener('abort', abort, { once: true })
    request.once('response', (response) => {
      settle()
      // The failure of an upload whose answer is there is told by the answer, or by its breaking off.
      request.on('error', ignore)
      resolve({ response, request })
    })
    request.once('error', (error) => {
      settle()
      reject(isStale(request, error, wire) ? new StaleConnection() : failure(error, endpoint))
    })
    send(request, wire.body, stop)
  })
}

/** Only what changes nothing is sent again: of anything else the engine may have done its part already. */
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
  pipeline(body, request, ignore)
}

/** The error of an answer that did not begin in time. */
export function timeoutError(wire: Pick<WireRequest, 'context' | 'timeout'>, endpoint: Endpoint): DockerTimeoutError {
  const { operationId, method, path } = wire.context
  return new DockerTimeoutError(
    `${operationId} (${method} ${path}): no answer from ${endpoint.address} within ${wire.timeout} ms; ` +
      'give the call a longer timeout, or 0 for none',
    { endpoint: endpoint.address, source: endpoint.source, code: 'ETIMEDOUT' },
  )
}
