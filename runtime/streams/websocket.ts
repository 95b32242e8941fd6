import { Agent, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ClientOptions, WebSocket } from 'ws'
import type { Endpoint } from '../endpoint/endpoint.js'
import { connectionError } from '../endpoint/explain.js'
import { apiError, DockerApiError, DockerTimeoutError, type OperationContext } from '../errors.js'
import { HijackedStream } from './hijacked-stream.js'
import { ignore } from './source.js'
import { WebSocketDuplex } from './websocket-duplex.js'

/** An attach over WebSocket. */
export interface WebSocketRequest {
  /** Where the engine is; the WebSocket gets a connection of its own. */
  readonly endpoint: Endpoint
  /** The path with its query, as it goes into the request line. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>> | undefined
  readonly context: OperationContext
  /** Ends the handshake or the stream at any time. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds until the handshake must be done; `0` or nothing is no limit. */
  readonly timeout?: number | undefined
}

const maxErrorBody = 64 * 1024
/** The longest delay that a timer takes, because the output may go on for long after the end of the input. */
const longestDelay = 2 ** 31 - 1

/**
 * Opens a WebSocket to a container (`containerAttachWebsocket`) and gives it as a {@link HijackedStream}.
 *
 * The engine sends stdout and stderr mixed, without frames, so that all output is `stdout`. `stdin.end()` sends a close
 * frame, which the engine takes for the end of the input; the output goes on until the engine closes.
 *
 * @throws DockerApiError where the engine answers with anything but 101; DockerConnectionError where it can't be
 * reached or drops the connection before it answers; DockerTimeoutError after `timeout`; the signal's reason after an
 * abort.
 */
export async function openWebSocket(request: WebSocketRequest): Promise<HijackedStream> {
  const { context, endpoint, signal } = request
  const { WebSocket } = await import('ws')
  const limit = new Limit(request)
  let connection: Duplex | undefined
  try {
    connection = await limit.race(endpoint.dialler.dial(limit.signal), discard)
    const client = new WebSocket(`ws://${endpoint.host}${request.path}`, clientOptions(request, connection))
    const body = new WebSocketDuplex(client, connection)
    await limit.race(handshake(client, context), ignore)
    return new HijackedStream({ body, context, signal }, 'raw')
  } catch (error) {
    if (connection !== undefined) discard(connection)
    if (limit.signal.aborted) throw limit.signal.reason
    throw error instanceof DockerApiError ? error : connectionError(error, endpoint)
  } finally {
    limit.clear()
  }
}

/** What ends a handshake from our side: the caller's signal and the timeout. */
class Limit {
  readonly #controller = new AbortController()
  readonly #caller: AbortSignal | undefined
  readonly #timer: NodeJS.Timeout | undefined

  constructor({ context, endpoint, signal, timeout = 0 }: WebSocketRequest) {
    this.#caller = signal
    if (signal?.aborted) this.#abort()
    signal?.addEventListener('abort', this.#abort)
    if (timeout > 0) {
      const message = `${context.operationId}: no answer from ${endpoint.address} within ${timeout} ms`
      const details = { endpoint: endpoint.address, source: endpoint.source, code: 'ETIMEDOUT' }
      this.#timer = setTimeout(() => this.#controller.abort(new DockerTimeoutError(message, details)), timeout)
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** What `pending` settles with, or the reason of the limit; `discardLate` gets a value that comes after it. */
  race<T>(pending: Promise<T>, discardLate: (value: T) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const abandon = (): void => reject(this.signal.reason)
      if (this.signal.aborted) abandon()
      this.signal.addEventListener('abort', abandon, { once: true })
      pending.then((value) => {
        if (this.signal.aborted) discardLate(value)
        resolve(value)
      }, reject)
    })
  }

  clear(): void {
    clearTimeout(this.#timer)
    this.#caller?.removeEventListener('abort', this.#abort)
  }

  readonly #abort = (): void => {
    this.#controller.abort(this.#caller?.reason)
  }
}

/** Lets a WebSocket client use a connection that is open already. */
class ConnectionAgent extends Agent {
  readonly #connection: Duplex

  constructor(connection: Duplex) {
    super()
    this.#connection = connection
  }

  override createConnection(): Duplex {
    return this.#connection
  }
}

function clientOptions(request: WebSocketRequest, connection: Duplex): ClientOptions {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    headers[name] = typeof value === 'string' ? value : value.join(', ')
  }
  const options: ClientOptions & { closeTimeout: number } = {
    agent: new ConnectionAgent(connection),
    headers: { ...headers, Host: request.endpoint.host },
    perMessageDeflate: false,
    // Before API 1.28 the engine sends bytes as text, cut anywhere.
    skipUTF8Validation: true,
    closeTimeout: longestDelay,
  }
  return options
}

function handshake(client: WebSocket, context: OperationContext): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once('open', resolve)
    client.once('error', reject)
    client.once('unexpected-response', (_request: unknown, response: IncomingMessage) => {
      errorText(response).then(
        (text) => reject(apiError(response.statusCode ?? 0, text, context)),
        (error: unknown) => reject(error),
      )
    })
  })
}

/** The engine's own words: the `message` of its JSON, or the plain text of an attach that is refused. */
async function errorText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk)
    chunks.push(bytes)
    length += bytes.length
    if (length >= maxErrorBody) break
  }
  const text = Buffer.concat(chunks).subarray(0, maxErrorBody).toString('utf8').trim()
  return messageOf(text) ?? (text || (response.statusMessage ?? ''))
}

function messageOf(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const has = typeof value === 'object' && value !== null && 'message' in value
    return has && typeof value.message === 'string' ? value.message.trim() : undefined
  } catch {
    return undefined
  }
}

function discard(connection: Duplex): void {
  connection.on('error', ignore)
  connection.destroy()
}
