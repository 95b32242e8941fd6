import { Agent, type ClientRequestArgs } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Endpoint } from '../endpoint/index.js'

/** How many connections are kept for later requests. */
const maxFreeSockets = 16

/** The pool of kept-alive connections to one engine, opened through the endpoint's dialler. */
export class EngineAgent extends Agent {
  readonly #endpoint: Endpoint
  readonly #closing = new AbortController()

  constructor(endpoint: Endpoint) {
    // The last one used is used next: the others may close unnoticed, and an engine over ssh costs a process each.
    super({ keepAlive: true, maxFreeSockets, scheduling: 'lifo' })
    this.#endpoint = endpoint
  }

  override createConnection(
    _options: ClientRequestArgs,
    callback: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    this.#endpoint.dialler.dial(this.#closing.signal).then(
      (connection) => {
        // Connections are made half-open for hijacks; in the pool one that the engine has closed must not be used again.
        connection.on('end', () => connection.end())
        callback(null, connection)
      },
      // Node's own type wants a stream beside the error; nobody looks at it.
      (error: Error) => (callback as (error: Error) => void)(error),
    )
    return undefined
  }

  /** Ends every connection and every attempt to make one. */
  override destroy(): void {
    this.#closing.abort(new Error('the client was closed'))
    super.destroy()
  }
}
