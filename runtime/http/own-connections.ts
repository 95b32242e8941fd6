import type { Duplex } from 'node:stream'
import type { Dialler } from '../endpoint/index.js'
import { ignore } from '../streams/source.js'
import { startLimit } from './limit.js'

/** The connections that calls have for themselves: no pool knows them, so they are kept here for the client's end. */
export class OwnConnections {
  readonly #open = new Set<Duplex>()

  /**
   * A dialler whose connections end with the client.
   *
   * @param closing ends the attempts to connect, too
   */
  dialler(dialler: Dialler, closing: AbortSignal): Dialler {
    return {
      dial: async (signal) => {
        const limit = startLimit({ signals: [signal, closing] })
        try {
          return this.#keep(await dialler.dial(limit.signal))
        } finally {
          limit.clear()
        }
      },
    }
  }

  /** Ends all connections; who reads one gets the error. */
  end(error: Error): void {
    for (const connection of this.#open) connection.destroy(error)
  }

  #keep(connection: Duplex): Duplex {
    // One that breaks while nobody reads it must not end the process; who reads it later still learns of it.
    connection.on('error', ignore)
    this.#open.add(connection)
    connection.once('close', () => this.#open.delete(connection))
    return connection
  }
}
