import type { Readable } from 'node:stream'
import { DockerError, DockerStreamError, type OperationContext } from '../errors.js'
import { PullReader } from './pull-reader.js'

/** Where a stream of this client gets its bytes from. */
export interface StreamSource {
  /** The response's body, or the connection that it arrives on. It must give bytes, not objects or text. */
  readonly body: Readable
  /** The call that it answers. */
  readonly context: OperationContext
  /** Ends the stream at any time. */
  readonly signal?: AbortSignal | undefined
}

/**
 * What a stream's consumer is told when its source failed.
 *
 * An error of this client passes. Anything else (`ECONNRESET`, an answer that ended before its length) becomes a
 * {@link DockerStreamError} that names the operation and how far the answer had been read.
 *
 * @param error what the source failed with, or `undefined` where it only closed.
 * @param offset bytes read so far.
 */
export function streamFailure(error: unknown, context: OperationContext, offset: number): DockerError {
  if (error instanceof DockerError) return error
  const reason = error instanceof Error ? (errorCode(error) ?? error.message) : 'closed'
  const message = `${context.operationId}: the connection broke at byte ${offset} of the answer (${reason})`
  return new DockerStreamError(message, { operationId: context.operationId, offset }, { cause: error })
}

/** The `code` that Node puts on a system error, where there is one. */
export function errorCode(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/**
 * Destroys a Node stream with an error as `http.IncomingMessage` does: those who listen for `error` get it; a stream
 * that nobody listens to closes without `end` and does not end the process.
 */
export function destroyQuietly(stream: Readable, error: Error): void {
  stream.on('error', ignore)
  stream.destroy(error)
}

/** The listener of events that need one and mean nothing. */
export function ignore(): void {}

/** A reason that a Node stream can carry as its error. */
export function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new DockerError(String(reason), { cause: reason })
}

/** Why a source was stopped from this side. */
interface Stop {
  /** What its reader gets to see; a stop without one is an end that the reader itself asked for. */
  readonly error?: unknown
}

/**
 * The one reader of a {@link StreamSource}: pulls its bytes, counts them, and frees the source whatever happens.
 *
 * The source is destroyed, and the signal let go, at its end, at its failure, at an abort and by {@link destroy} and
 * {@link release}, whichever comes first.
 */
export class SourceReader {
  readonly context: OperationContext
  readonly #body: Readable
  readonly #signal: AbortSignal | undefined
  readonly #pull: PullReader
  readonly #onStop = new Set<(error: unknown) => void>()
  #offset = 0
  #ended = false
  #stop: Stop | undefined

  constructor(source: StreamSource) {
    this.context = source.context
    this.#body = source.body
    this.#signal = source.signal
    this.#pull = new PullReader(source.body)
    source.body.once('close', this.#forgetSignal)
    if (this.#signal?.aborted) this.#abort()
    else this.#signal?.addEventListener('abort', this.#abort)
  }

  /** How many bytes have been given out. */
  get offset(): number {
    return this.#offset
  }

  /** Whether all bytes have been given out, so that what is missing is missing and not unwanted. */
  get ended(): boolean {
    return this.#ended
  }

  /**
   * The next bytes, or `undefined` at the end or after {@link release}.
   *
   * @throws the signal's reason after an abort, the error of {@link destroy}, {@link DockerStreamError} where the
   * connection broke. A source that broke gives out what had arrived before it throws.
   */
  async next(): Promise<Buffer | undefined> {
    if (this.#stop === undefined) {
      try {
        const chunk = await this.#pull.next()
        if (this.#stop === undefined) return this.#take(chunk)
      } catch (error) {
        if (this.#stop === undefined) this.destroy(this.#failure(error))
      }
    }
    this.throwIfStopped()
    return undefined
  }

  /** @throws the signal's reason after an abort, or the error of {@link destroy}. */
  throwIfStopped(): void {
    if (this.#stop !== undefined && 'error' in this.#stop) throw this.#stop.error
  }

  /** Calls `listener` with the error when the source is stopped by an abort or {@link destroy}. */
  onStop(listener: (error: unknown) => void): void {
    this.#onStop.add(listener)
  }

  /** Frees the source; whoever reads or will read it gets `error`. */
  destroy(error: unknown): void {
    this.#end({ error })
    for (const listener of this.#onStop) listener(error)
    this.#onStop.clear()
  }

  /** Frees the source because its reader has what it wanted. */
  release(): void {
    this.#end({})
  }

  /** The error of a stream that is destroyed by its owner, who gave none. */
  destroyed(): DockerStreamError {
    const { operationId } = this.context
    const message = `${operationId}: the stream was destroyed at byte ${this.#offset}, before its end`
    return new DockerStreamError(message, { operationId, offset: this.#offset })
  }

  #take(chunk: unknown): Buffer | undefined {
    if (chunk === undefined) {
      this.#ended = true
      return undefined
    }
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    this.#offset += bytes.length
    return bytes
  }

  #failure(error: unknown): unknown {
    return this.#signal?.aborted ? this.#signal.reason : streamFailure(error, this.context, this.#offset)
  }

  #end(stop: Stop): void {
    this.#forgetSignal()
    if (this.#stop !== undefined) return
    this.#stop = stop
    this.#pull.release()
    // Without an error: what uses the same connection must not take our end for a failure of its own.
    this.#body.destroy()
    this.#pull.interrupt()
  }

  readonly #forgetSignal = (): void => {
    this.#signal?.removeEventListener('abort', this.#abort)
  }

  readonly #abort = (): void => {
    this.destroy(this.#signal?.reason)
  }
}
