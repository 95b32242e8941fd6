import { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { answerError, type Endpoint, type EndpointOptions, resolveEndpoint } from '../endpoint/index.js'
import { apiError, DockerConnectionError, DockerError, InvalidInputError, type OperationContext } from '../errors.js'
import { member } from '../member.js'
import { isObserved, observed, type RequestObserver } from '../observer.js'
import type { OperationDescriptor, RequestOptions } from '../operation.js'
import { EngineAgent } from './agent.js'
import { AgreedVersion, type AskEngine } from './agreed-version.js'
import { isSuccess, parseJson, readError, readText } from './answer.js'
import { exchange, timeoutError, type WireRequest } from './exchange.js'
import { startLimit } from './limit.js'
import { OwnConnections } from './own-connections.js'
import { contextOf, isReplayable, type PreparedRequest, prepareRequest } from './prepare.js'

/** How a client reaches its engine. */
export interface TransportSettings {
  readonly endpoint: EndpointOptions
  /** `auto`, or the version that is sent as it is. */
  readonly apiVersion: string
  /** The newest version that the client was generated for. */
  readonly ours: string
  /** Milliseconds until an answer must have begun; 0 for no limit. */
  readonly timeout: number
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly onRequest: RequestObserver | undefined
}

/** An answer that is a success, its body not yet read. */
export interface Answer {
  readonly response: IncomingMessage
  readonly context: OperationContext
}

/** What a call needs that has a connection for itself. */
export interface Place {
  /** Its dialler's connections end with the client. */
  readonly endpoint: Endpoint
  readonly wire: WireRequest
}

/** An endpoint, and the two kinds of connections to it. */
interface Opened {
  readonly endpoint: Endpoint
  readonly agent: EngineAgent
  readonly own: OwnConnections
}

/** The way to one engine: finds it, agrees on a version, and carries requests. Everything happens at first use. */
export class Transport {
  readonly #settings: TransportSettings
  readonly #closing = new AbortController()
  readonly #version: AgreedVersion
  #opened: Promise<Opened> | undefined
  #closed: Promise<void> | undefined

  constructor(settings: TransportSettings) {
    this.#settings = settings
    this.#version = new AgreedVersion(settings, this.#ask)
  }

  /** The endpoint, found at the first call. */
  async endpoint(): Promise<Endpoint> {
    return (await this.#open()).endpoint
  }

  /** The version that paths carry. */
  async version(): Promise<string> {
    await this.#open()
    return this.#version.get(this.#closing.signal)
  }

  /** The time limit of a call. */
  timeout(options: RequestOptions | undefined): number {
    return options?.timeout === undefined ? this.#settings.timeout : checkTimeout(options.timeout)
  }

  /**
   * Sends a request.
   *
   * @throws DockerApiError for an error status, DockerConnectionError, DockerTimeoutError, the signal's reason
   */
  send(request: PreparedRequest, options: RequestOptions | undefined): Promise<Answer> {
    const sending = this.#limited(request, options, sendPooled)
    const { body } = request
    // A stream that was given as body is not left open, however the call failed.
    if (body instanceof Readable) sending.catch(() => body.destroy())
    return sending
  }

  /**
   * Sends a request on a connection of its own.
   *
   * @param open dials, asks, and gives what becomes of the connection
   * @throws what {@link send} throws
   */
  connect<T>(
    request: PreparedRequest,
    options: RequestOptions | undefined,
    open: (place: Place) => Promise<T>,
  ): Promise<T> {
    return this.#limited(request, options, async ({ endpoint, own }, wire) => {
      const dialler = own.dialler(endpoint.dialler, this.#closing.signal)
      return open({ endpoint: { ...endpoint, dialler }, wire })
    })
  }

  /** Ends every connection; calls that are under way fail, and later ones are refused. */
  close(): Promise<void> {
    this.#closed ??= this.#end()
    return this.#closed
  }

  async #end(): Promise<void> {
    this.#closing.abort(new DockerError('the client was closed during the call'))
    const opened = await this.#opened?.catch(() => undefined)
    opened?.agent.destroy()
    opened?.own.end(new DockerError('the client was closed'))
    await opened?.endpoint.dialler.close?.()
  }

  #open(): Promise<Opened> {
    if (this.#closing.signal.aborted) return Promise.reject(new DockerError('the client is closed'))
    this.#opened ??= resolveEndpoint(this.#settings.endpoint).then(
      (endpoint) => ({ endpoint, agent: new EngineAgent(endpoint), own: new OwnConnections() }),
      (error: unknown) => {
        this.#opened = undefined
        throw error
      },
    )
    return this.#opened
  }

  /** Makes a call within its limits, and once more where the engine tells that it takes newer versions only. */
  async #limited<T>(
    request: PreparedRequest,
    options: RequestOptions | undefined,
    call: (opened: Opened, wire: WireRequest) => Promise<T>,
  ): Promise<T> {
    options?.signal?.throwIfAborted()
    const timeout = this.timeout(options)
    const opened = await this.#open()
    const expired = (): Error => timeoutError(contextOf(request, request.path), opened.endpoint, timeout)
    const limit = startLimit({ signals: [options?.signal, this.#closing.signal], timeout, expired })
    try {
      try {
        return await this.#once(opened, request, limit.signal, call)
      } catch (error) {
        if (!this.#version.raise(error) || !isReplayable(request)) throw error
        return await this.#once(opened, request, limit.signal, call)
      }
    } catch (error) {
      throw this.#closing.signal.aborted && !options?.signal?.aborted ? this.#closing.signal.reason : error
    } finally {
      limit.clear()
    }
  }

  async #once<T>(
    opened: Opened,
    request: PreparedRequest,
    signal: AbortSignal,
    call: (opened: Opened, wire: WireRequest) => Promise<T>,
  ): Promise<T> {
    const version = request.unversioned ? undefined : (this.#version.known ?? (await this.#version.get(signal)))
    const wire = wireOf(request, { endpoint: opened.endpoint, version, signal })
    const { onRequest } = this.#settings
    if (!isObserved(onRequest)) return call(opened, wire)
    const facts = { ...wire.context, endpoint: opened.endpoint.address, requestBytes: bodyLength(wire.body) }
    return observed(onRequest, facts, () => call(opened, wire), answerFacts)
  }

  readonly #ask: AskEngine = (asking) => ({
    ping: (method) =>
      this.#question(
        { operationId: 'SystemPing', method, path: '/_ping', unversioned: true },
        asking,
        ({ response }) => {
          const header = response.headers['api-version']
          // As Docker's own client has it, a header without a value is none.
          const apiVersion = typeof header === 'string' && header !== '' ? header : undefined
          return { status: response.statusCode ?? 0, apiVersion }
        },
      ),
    minimum: () =>
      this.#question(versionOperation, asking, ({ response, context }, text) =>
        response.statusCode === 200 ? minimumOf(parseJson(text, context)) : undefined,
      ),
  })

  async #question<T>(
    operation: OperationDescriptor,
    asking: AbortSignal,
    understand: (answer: Answer, text: string) => T,
  ): Promise<T> {
    const opened = await this.#open()
    const { timeout, headers } = this.#settings
    const request = prepareRequest(operation, undefined, undefined, { headers })
    const expired = (): Error => timeoutError(contextOf(request, request.path), opened.endpoint, timeout)
    const limit = startLimit({ signals: [asking, this.#closing.signal], timeout, expired })
    try {
      const wire = wireOf(request, { endpoint: opened.endpoint, version: undefined, signal: limit.signal })
      const { response } = await exchange(opened.agent, opened.endpoint, wire)
      const text = await readText(response, wire.context, limit.signal)
      const error = answerError(apiError(response.statusCode ?? 0, text, wire.context), opened.endpoint)
      if (error instanceof DockerConnectionError) throw error
      return understand({ response, context: wire.context }, text)
    } finally {
      limit.clear()
    }
  }
}

const versionOperation: OperationDescriptor = {
  operationId: 'SystemVersion',
  method: 'GET',
  path: '/version',
  unversioned: true,
}

function wireOf(
  request: PreparedRequest,
  { endpoint, version, signal }: { endpoint: Endpoint; version: string | undefined; signal: AbortSignal },
): WireRequest {
  const path = `${endpoint.basePath}${version === undefined ? '' : `/v${version}`}${request.path}`
  const target = request.query === '' ? path : `${path}?${request.query}`
  return { context: contextOf(request, path), target, headers: request.headers, body: request.body, signal }
}

async function sendPooled({ agent, endpoint }: Opened, wire: WireRequest): Promise<Answer> {
  const { response, request } = await exchange(agent, endpoint, wire)
  const { context, signal } = wire
  const status = response.statusCode ?? 0
  try {
    if (isSuccess(status, context)) return { response, context }
    throw answerError(await readError(status, response, context, signal), endpoint)
  } catch (error) {
    // An upload that the engine refused is not read on by it; one that was whole leaves its connection to the pool.
    if (request.writableFinished) response.resume()
    else request.destroy()
    throw error
  }
}

function bodyLength(body: Buffer | Readable | undefined): number | undefined {
  if (body === undefined) return 0
  return Buffer.isBuffer(body) ? body.length : undefined
}

/** A connection that was taken over has no length; a WebSocket's handshake is over when it is given, so it was a 101. */
function answerFacts(result: unknown): { status: number; responseBytes: number | undefined } {
  const response = member(result, ['response'])
  if (response instanceof IncomingMessage) {
    const length = Number(response.headers['content-length'] ?? Number.NaN)
    return { status: response.statusCode ?? 0, responseBytes: Number.isNaN(length) ? undefined : length }
  }
  const status = member(result, ['head', 'status'])
  return { status: typeof status === 'number' ? status : 101, responseBytes: undefined }
}

/**
 * Milliseconds that a limit may have.
 *
 * @throws InvalidInputError for what is no limit
 */
export function checkTimeout(timeout: number): number {
  if (timeout >= 0) return timeout
  throw new InvalidInputError('option timeout must be milliseconds >= 0')
}

function minimumOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('MinAPIVersion' in answer)) return undefined
  return typeof answer.MinAPIVersion === 'string' ? answer.MinAPIVersion : undefined
}
