import { type Duplex, Writable } from 'node:stream'
import { DockerError, DockerStreamError, type OperationContext } from '../errors.js'
import { ignore } from './source.js'

type WriteCallback = (error?: Error | null) => void

/** The writable half of a hijacked connection. */
export class ContainerInput extends Writable {
  readonly #connection: Duplex
  readonly #context: OperationContext
  readonly #drop: (error?: Error) => void

  /** @param drop ends the connection, because the input was destroyed before its end. */
  constructor(connection: Duplex, context: OperationContext, drop: (error?: Error) => void) {
    super({ decodeStrings: true })
    this.#connection = connection
    this.#context = context
    this.#drop = drop
    // A process that ends before it has read its input is normal, and must not end ours.
    this.on('error', ignore)
  }

  /** Must be called when the connection has closed. */
  connectionClosed(): void {
    if (this.destroyed || this.writableFinished) return
    this.destroy(this.writableLength > 0 ? this.#closedError(undefined) : undefined)
  }

  /** As any Writable's, but a write to an input that has closed is an `error` too, not only one in the callback. */
  override write(chunk: unknown, encoding?: BufferEncoding | WriteCallback, callback?: WriteCallback): boolean {
    const closed = this.destroyed && !this.writableEnded
    if (closed) process.nextTick(() => this.emit('error', this.#closedError(undefined)))
    return typeof encoding === 'function' || encoding === undefined
      ? super.write(chunk, encoding ?? callback)
      : super.write(chunk, encoding, callback)
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: WriteCallback): void {
    this.#send([chunk], callback)
  }

  override _writev(chunks: { chunk: Buffer }[], callback: WriteCallback): void {
    this.#send(
      chunks.map(({ chunk }) => chunk),
      callback,
    )
  }

  override _final(callback: WriteCallback): void {
    // An end that comes too late to be heard is as good as one that is heard.
    if (this.#connection.writable) this.#connection.end(() => callback())
    else callback()
  }

  override _destroy(error: Error | null, callback: WriteCallback): void {
    if (!this.writableFinished && !this.#connection.destroyed) this.#drop(error ?? undefined)
    callback(error)
  }

  #send(chunks: readonly Buffer[], callback: WriteCallback): void {
    if (!this.#connection.writable) {
      callback(this.#closedError(undefined))
      return
    }
    const sent = (error?: Error | null): void => {
      // Node calls back without an error for what a connection that is destroyed had not sent.
      callback(error || this.#connection.destroyed ? this.#closedError(error ?? undefined) : null)
    }
    this.#connection.cork()
    chunks.forEach((chunk, index) => {
      if (index < chunks.length - 1) this.#connection.write(chunk)
      else this.#connection.write(chunk, sent)
    })
    this.#connection.uncork()
  }

  #closedError(cause: Error | undefined): DockerError {
    if (cause instanceof DockerError) return cause
    const { operationId } = this.#context
    const message = `${operationId}: the connection was closed before all input was taken; the process may have ended`
    return new DockerStreamError(message, { operationId }, cause === undefined ? undefined : { cause })
  }
}
