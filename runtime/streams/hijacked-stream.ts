import type { Duplex, Writable } from 'node:stream'
import { ContainerInput } from './container-input.js'
import type { Framing } from './frames.js'
import { LogStream } from './log-stream.js'
import type { StreamSource } from './source.js'

/** A connection that has become a container's input and output. */
export interface HijackedSource extends StreamSource {
  /** The connection, after the response's head; bytes that came with the head have been put back. */
  readonly body: Duplex
}

/**
 * A connection to a container's process, of attach and exec start: its output, as a {@link LogStream}, and its input.
 *
 * ```ts
 * stream.stdin.end('input')                  // the process sees the end of its input …
 * const { stdout } = await stream.output()   // … and its output still arrives
 * ```
 *
 * The engine ends the output when the process ends (or the terminal detaches), and that is all it says: a process that
 * could not be started writes its error as output. The outcome is in the exit code, of `execInspect` or
 * `containerWait`.
 *
 * When the output has been read to its end the connection is freed, also while `stdin` is still open. A program that
 * only writes must call {@link destroy} when it is done.
 */
export class HijackedStream extends LogStream {
  /**
   * The input of the process, with backpressure.
   *
   * `end()` half-closes the connection: the process sees the end of its input, and its output goes on. Destroying it
   * before that drops the connection, so that a part of an input is not taken for all of it.
   *
   * When the connection closes, it closes; with an `error` where the engine had not taken all that was written, as is
   * usual for a process that ends before it has read everything. A later write fails with an `error` and in its
   * callback. None of these errors ends the process when nobody listens for it.
   */
  readonly stdin: Writable
  /** Resolves when the connection is closed, however that came about. */
  readonly closed: Promise<void>

  constructor(source: HijackedSource, framing: Framing) {
    super(source, framing)
    const connection = source.body
    const stdin = new ContainerInput(connection, source.context, (error) => this.destroy(error))
    this.stdin = stdin
    this.closed = new Promise((resolve) => {
      const close = (): void => {
        stdin.connectionClosed()
        resolve()
      }
      if (connection.closed) close()
      else connection.once('close', close)
    })
  }
}
