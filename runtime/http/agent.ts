import { Agent, type ClientRequestArgs, type RequestOptions } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Endpoint } from '../endpoint/index.js'
import { startLimit } from './limit.js'

/** How many connections are kept for later requests. */
const maxFreeSockets = 16

/** What a request of the pool is made with. */
export interface EngineRequest extends RequestOptions {
  /**
   * Ends an attempt to connect. It is not the `signal` of Node's own options: who sends the request watches it already,
   * and watching it twice costs as much as the request itself.
   */
  readonly dialling: AbortSignal
}

/** The pool of kept-alive connections to one engine, opened through the endpoint's dialler. */
export class EngineAgent extends Agent {
  readonly #endpoint: Endpoint
  readonly #closing = new AbortController()

  constructor(endpoint: Endpoint) {
    // The last one used is used next: the others may close unnoticed, and an engine over ssh costs a process each.
    super({ keepAlive: true, maxFreeSockets, scheduling: 'lifo' })
    this.#endpoint = endpoint
  }

  /** All connections go to one engine, so that none is told apart from another. */
  override getName(): string {
    return 'engine'
  }

  override createConnection(
    { dialling }: ClientRequestArgs & Partial<EngineRequest>,
    callback: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    this.#dial(dialling).then(
      (connection) => {
        // Connections are made half-open for hijacks; in the pool one that the engine has closed must not be used again.
        connection.on('end', () => connection.end())
        callback(null, socketLike(connection))
      },
      // Node's own type wants a stream beside the error; nobody looks at it.
      (error: Error) => (callback as (error: Error) => void)(error),
    )
    return undefined
  }

  async #dial(signal: AbortSignal | undefined): Promise<Duplex> {
    const limit = startLimit({ signals: [signal, this.#closing.signal] })
    try {
      return await this.#endpoint.dialler.dial(limit.signal)
    } finally {
      limit.clear()
    }
  }

  /** Ends every connection and every attempt to make one. */
  override destroy(): void {
    this.#closing.abort(new Error('the client was closed'))
    super.destroy()
  }
}

/** What node:http asks of every connection, and no Duplex but a socket has. */
const socketMethods = ['ref', 'unref', 'setTimeout', 'setKeepAlive', 'setNoDelay']

/** A caller's dialler may give any Duplex; what it can't do is left undone. */
function socketLike(connection: Duplex): Duplex {
  for (const name of socketMethods) {
    if (!(name in connection)) Object.defineProperty(connection, name, { value: () => connection })
  }
  return connection
}
