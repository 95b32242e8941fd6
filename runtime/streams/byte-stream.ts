import { Readable } from 'node:stream'
import { asError, destroyQuietly, SourceReader, type StreamSource } from './source.js'

/**
 * The bytes of an answer, as a tar of `containerExport` or `imageGet`: a Node Readable that is never gathered, and
 * reads no faster than it is read.
 *
 * It fails with {@link DockerStreamError} where the connection breaks before the end, and with the signal's reason
 * after an abort. As with Node's own HTTP responses, the failure of one without a listener for `error` closes it
 * without `end` and does not end the process. Destroying it frees the connection.
 */
export class ByteStream extends Readable {
  readonly #reader: SourceReader

  constructor(source: StreamSource) {
    super()
    this.#reader = new SourceReader(source)
    this.#reader.onStop((error) => destroyQuietly(this, asError(error)))
  }

  override _read(): void {
    this.#reader.next().then(
      (chunk) => {
        if (!this.destroyed) this.push(chunk ?? null)
      },
      (error: unknown) => destroyQuietly(this, asError(error)),
    )
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#reader.release()
    callback(error)
  }
}
