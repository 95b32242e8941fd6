import type { IncomingMessage } from 'node:http'
import { type Endpoint, type EndpointOptions, resolveEndpoint } from '../endpoint/index.js'
import { BadRequestError, DockerError, type OperationContext } from '../errors.js'
import type { RequestOptions } from '../operation.js'
import { minimumInRefusal } from '../version.js'
import { EngineAgent } from './agent.js'
import { isSuccess, parseJson, readError, readText } from './answer.js'
import { type Exchange, exchange, type WireRequest } from './exchange.js'
import { negotiateVersion, newerMessage } from './negotiate.js'
import { contextOf, isReplayable, type PreparedRequest } from './prepare.js'
import { type Upgraded, upgrade } from './upgrade.js'

/** How a client reaches its engine. */
export interface TransportSettings {
  readonly endpoint: EndpointOptions
  /** `auto`, or the version that is sent as it is. */
  readonly apiVersion: string
  /** The newest version that the client was generated for. */
  readonly ours: string
  /** Milliseconds until an answer must have begun; 0 for no limit. */
  readonly timeout: number
}

/** An answer that is a success, its body not yet read. */
export interface Answer {
  readonly response: IncomingMessage
  readonly context: OperationContext
}

/** A connection that was handed over, and the call that it belongs to. */
export interface TakenOver extends Upgraded {
  readonly context: OperationContext
}

/** The way to one engine: finds it, agrees on a version, and carries requests. Everything happens at first use. */
export class Transport {
  readonly #settings: TransportSettings
  readonly #closing = new AbortController()
  #opened: Promise<{ endpoint: Endpoint; agent: EngineAgent }> | undefined
  #version: Promise<string> | undefined

  constructor(settings: TransportSettings) {
    this.#settings = settings
  }

  /** The endpoint, found at the first call. */
  async endpoint(): Promise<Endpoint> {
    return (await this.#open()).endpoint
  }

  /** The version that paths carry. One question for all calls that wait for it; a failure is asked again. */
  version(): Promise<string> {
    if (this.#settings.apiVersion !== 'auto') return Promise.resolve(this.#settings.apiVersion)
    this.#version ??= this.#negotiate().catch((error: unknown) => {
      this.#version = undefined
      throw error
    })
    return this.#version
  }

  /**
   * Sends a request.
   *
   * @throws DockerApiError for an error status, DockerConnectionError, DockerTimeoutError, the signal's reason
   */
  async send(request: PreparedRequest, options: RequestOptions | undefined): Promise<Answer> {
    try {
      return await this.#sendOnce(request, options)
    } catch (error) {
      if (!(await this.#raiseVersion(error)) || !isReplayable(request)) throw error
      return this.#sendOnce(request, options)
    }
  }

  /** Sends a request that takes its connection over. */
  async upgrade(request: PreparedRequest, options: RequestOptions | undefined, protocol: string): Promise<TakenOver> {
    try {
      return await this.#upgradeOnce(request, options, protocol)
    } catch (error) {
      if (!(await this.#raiseVersion(error))) throw error
      return this.#upgradeOnce(request, options, protocol)
    }
  }

  /** Path and query of a request as they go on the wire, with the context that errors name. */
  async target(request: PreparedRequest, signal?: AbortSignal): Promise<{ target: string; context: OperationContext }> {
    const { endpoint } = await this.#open()
    const version = request.unversioned ? '' : `/v${await waitFor(this.version(), signal)}`
    const path = `${endpoint.basePath}${version}${request.path}`
    return { target: request.query === '' ? path : `${path}?${request.query}`, context: contextOf(request, path) }
  }

  /** The time limit of a call. */
  timeout(options: RequestOptions | undefined): number {
    return options?.timeout ?? this.#settings.timeout
  }

  /** A signal for one call: the caller's and the client's own end. */
  signal(options: RequestOptions | undefined): AbortSignal | undefined {
    return options?.signal
  }

  /** Ends every connection; calls that are under way fail, and later ones are refused. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return
    this.#closing.abort()
    const opened = await this.#opened?.catch(() => undefined)
    opened?.agent.destroy()
    for (const end of this.#takenOver) end()
    await opened?.endpoint.dialler.close?.()
  }

  readonly #takenOver = new Set<() => void>()

  async #sendOnce(request: PreparedRequest, options: RequestOptions | undefined): Promise<Answer> {
    const signal = this.signal(options)
    const { endpoint, agent } = await this.#open()
    const { target, context } = await this.target(request, signal)
    const { headers, body } = request
    const wire: WireRequest = { context, target, headers, body, signal, timeout: this.timeout(options) }
    const answer = await this.#unlessClosed(() => exchange(agent, endpoint, wire))
    return this.#checked(answer, context, signal)
  }

  async #checked(answer: Exchange, context: OperationContext, signal: AbortSignal | undefined): Promise<Answer> {
    const { response, request } = answer
    const status = response.statusCode ?? 0
    if (isSuccess(status, context)) return { response, context }
    const error = await readError(status, response, context, signal)
    // An upload that the engine refused is not read on by it; one that was whole leaves its connection to the pool.
    if (!request.writableFinished) request.destroy()
    throw error
  }

  async #upgradeOnce(
    request: PreparedRequest,
    options: RequestOptions | undefined,
    protocol: string,
  ): Promise<TakenOver> {
    const signal = this.signal(options)
    const { endpoint } = await this.#open()
    const { target, context } = await this.target(request, signal)
    const { headers, body } = request
    const wire: WireRequest = { context, target, headers, body, signal, timeout: this.timeout(options) }
    const upgraded = await this.#unlessClosed(() => upgrade(endpoint, wire, protocol))
    this.#track(upgraded)
    return { ...upgraded, context }
  }

  #track({ connection }: Upgraded): void {
    const end = (): void => void connection.destroy(new DockerError('the client was closed'))
    this.#takenOver.add(end)
    connection.once('close', () => this.#takenOver.delete(end))
  }

  #open(): Promise<{ endpoint: Endpoint; agent: EngineAgent }> {
    if (this.#closing.signal.aborted) return Promise.reject(new DockerError('the client is closed'))
    this.#opened ??= resolveEndpoint(this.#settings.endpoint).then(
      (endpoint) => ({ endpoint, agent: new EngineAgent(endpoint) }),
      (error: unknown) => {
        this.#opened = undefined
        throw error
      },
    )
    return this.#opened
  }

  async #unlessClosed<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      if (!this.#closing.signal.aborted) throw error
      throw new DockerError('the client was closed during the call', { cause: error })
    }
  }

  async #negotiate(): Promise<string> {
    const { endpoint, agent } = await this.#open()
    const ask = async (method: 'HEAD' | 'GET', path: string): Promise<Exchange & { context: OperationContext }> => {
      const target = `${endpoint.basePath}${path}`
      const context = { operationId: 'SystemPing', method, path: target }
      const { timeout } = this.#settings
      const wire: WireRequest = { context, target, headers: {}, body: undefined, signal: undefined, timeout }
      return { ...(await this.#unlessClosed(() => exchange(agent, endpoint, wire))), context }
    }
    return negotiateVersion(this.#settings.ours, {
      ping: async (method) => {
        const { response, context } = await ask(method, '/_ping')
        await readText(response, context)
        const header = response.headers['api-version']
        return { status: response.statusCode ?? 0, apiVersion: typeof header === 'string' ? header : undefined }
      },
      minimum: async () => {
        const { response, context } = await ask('GET', '/version')
        const text = await readText(response, context)
        return response.statusCode === 200 ? minimumOf(parseJson(text, context)) : undefined
      },
      warn: warnOnce,
    })
  }

  /** Where an engine refuses our version as too old, which it says only then: its minimum from now on. */
  async #raiseVersion(error: unknown): Promise<boolean> {
    if (this.#settings.apiVersion !== 'auto' || !(error instanceof BadRequestError)) return false
    const minimum = minimumInRefusal(error.message)
    if (minimum === undefined) return false
    if ((await this.version()) === minimum) return true
    this.#version = Promise.resolve(minimum)
    warnOnce(newerMessage(this.#settings.ours, minimum))
    return true
  }
}

function minimumOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('MinAPIVersion' in answer)) return undefined
  return typeof answer.MinAPIVersion === 'string' ? answer.MinAPIVersion : undefined
}

const warned = new Set<string>()

function warnOnce(message: string): void {
  if (warned.has(message)) return
  warned.add(message)
  process.emitWarning(message, { type: 'DockerApiVersionWarning' })
}

/** What a promise gives, unless the signal ends the wait for it; the promise itself goes on for others. */
function waitFor<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
