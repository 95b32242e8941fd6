import { Readable } from 'node:stream'
import { DockerError, InvalidInputError } from '../errors.js'
import { prematureClose } from './pull-reader.js'
import { ignore } from './source.js'

/** What is used of a web `ReadableStream`, in words that Node's types, the DOM's and those of other runtimes share. */
export interface WebByteStream {
  getReader(): WebByteReader
}

/** What is used of the reader of a web `ReadableStream`. */
export interface WebByteReader {
  read(): Promise<{ readonly done: boolean; readonly value?: unknown }>
  cancel(reason?: unknown): Promise<void>
}

/** What is used of a `Blob` or `File`. */
export interface BlobLike {
  readonly size: number
  stream(): WebByteStream
}

/**
 * Bytes for a request: at once (`Uint8Array`, `Buffer`, a string, which is sent as UTF-8), or as they come (a Node
 * `Readable`, a web `ReadableStream`, a `Blob`, or any `AsyncIterable` of bytes or strings).
 */
export type ByteSource = Uint8Array | string | Readable | WebByteStream | BlobLike | AsyncIterable<Uint8Array | string>

/** A source as the request sees it: pulled chunk by chunk, and left when the request needs no more. */
interface Pull {
  /** The next chunk, or `undefined` at the end. */
  next(): Promise<unknown>
  /** Frees the source. Must not throw. */
  leave(error: Error | null): void
}

/**
 * Bytes for a request as a Node `Readable`, or as a `Buffer` where they are at hand, so that their length can be told.
 *
 * The Readable pulls from the source as it is read itself. Destroying it frees the source; what the source fails with
 * is the `cause` of its error.
 *
 * @throws InvalidInputError where `source` is none, or a stream that has been read already.
 */
export function toReadable(source: ByteSource): Readable | Buffer {
  if (typeof source === 'string') return Buffer.from(source)
  if (source instanceof Uint8Array) return Buffer.from(source.buffer, source.byteOffset, source.byteLength)
  return source instanceof Readable ? new FlowingBody(unread(source)) : new PulledBody(pullOf(source))
}

/** The bytes of a Node Readable, passed on as they flow: a promise for each piece would cost more than sending it. */
class FlowingBody extends Readable {
  readonly #source: Readable
  #isFlowing = false
  #isOver = false
  #failure: unknown

  constructor(source: Readable) {
    super()
    this.#source = source
    // The call may have to find the engine first. Of a program that has ended, Node meanwhile lets flow into nothing
    // what nobody waits for; and a failure that nobody listens to would end the process.
    source.on('readable', ignore)
    source.on('end', this.#end).on('error', this.#fail).on('close', this.#close)
    if (source.errored !== null) this.#fail(source.errored)
  }

  override _read(): void {
    if (this.#failure !== undefined) {
      this.destroy(sourceFailure(this.#failure))
      return
    }
    if (this.#isOver) return
    if (!this.#isFlowing) {
      this.#isFlowing = true
      this.#source.off('readable', ignore).on('data', this.#give)
    }
    this.#source.resume()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#isOver = true
    this.#source.off('readable', ignore).off('data', this.#give)
    this.#source.destroy()
    callback(error)
  }

  readonly #give = (chunk: unknown): void => {
    const bytes = bytesOf(chunk)
    if (bytes instanceof Error) this.destroy(bytes)
    else if (bytes.length > 0 && !this.push(bytes)) this.#source.pause()
  }

  readonly #end = (): void => {
    if (this.#isOver) return
    this.#isOver = true
    this.push(null)
  }

  /** Before it is read, the failure waits for its reader. */
  readonly #fail = (error: unknown): void => {
    if (this.#isOver) return
    this.#isOver = true
    if (this.#isFlowing) this.destroy(sourceFailure(error))
    else this.#failure = error
  }

  readonly #close = (): void => this.#fail(prematureClose())
}

/** The chunks of a web stream or an iterable, each asked for when it is wanted. */
class PulledBody extends Readable {
  readonly #pull: Pull

  constructor(pull: Pull) {
    super()
    this.#pull = pull
  }

  override _read(): void {
    this.#pull.next().then(
      (chunk) => this.#give(chunk),
      (cause: unknown) => this.destroy(sourceFailure(cause)),
    )
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#pull.leave(error)
    callback(error)
  }

  #give(chunk: unknown): void {
    if (this.destroyed) return
    if (chunk === undefined) {
      this.push(null)
      return
    }
    const bytes = bytesOf(chunk)
    if (bytes instanceof Error) this.destroy(bytes)
    // A push without bytes is not counted as an answer to `_read`, so the next chunk has to be asked for here.
    else if (bytes.length === 0) this._read()
    else this.push(bytes)
  }
}

function sourceFailure(cause: unknown): DockerError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new DockerError(`the stream given as body failed: ${reason}`, { cause })
}

/** What a source gave as bytes, or what is wrong with it. */
function bytesOf(chunk: unknown): Buffer | InvalidInputError {
  if (Buffer.isBuffer(chunk)) return chunk
  if (typeof chunk === 'string') return Buffer.from(chunk)
  if (chunk instanceof Uint8Array) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  return new InvalidInputError(`the stream given as body gave ${describe(chunk)}; it must give bytes or strings`)
}

function unread(source: Readable): Readable {
  if (source.readableEnded || (source.destroyed && source.errored === null)) {
    throw new InvalidInputError('the stream given as body has been read or destroyed already')
  }
  return source
}

function pullOf(source: unknown): Pull {
  if (hasMethod<WebByteStream>(source, 'getReader')) return pullOfWebStream(source)
  if (hasMethod<BlobLike>(source, 'stream')) return pullOfWebStream(source.stream())
  if (hasMethod<AsyncIterable<unknown>>(source, Symbol.asyncIterator)) return pullOfIterator(source)
  throw new InvalidInputError(
    `the body is ${describe(source)}; give a string, bytes, a Readable, a ReadableStream, a Blob or an AsyncIterable of bytes`,
  )
}

function pullOfWebStream(source: WebByteStream): Pull {
  let reader: WebByteReader
  try {
    reader = source.getReader()
  } catch (cause) {
    throw new InvalidInputError('the ReadableStream given as body is locked: something reads it already', { cause })
  }
  return {
    next: async () => {
      const { done, value } = await reader.read()
      return done ? undefined : (value ?? null)
    },
    leave: (error) => {
      reader.cancel(error ?? undefined).catch(ignore)
    },
  }
}

function pullOfIterator(source: AsyncIterable<unknown>): Pull {
  const iterator = source[Symbol.asyncIterator]()
  return {
    next: async () => {
      const { done, value } = await iterator.next()
      return done ? undefined : (value ?? null)
    },
    leave: () => {
      Promise.resolve(iterator.return?.()).catch(ignore)
    },
  }
}

function hasMethod<T>(value: unknown, name: keyof T): value is T {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function'
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value !== 'object') return `a ${typeof value}`
  return `an object of ${value.constructor?.name ?? 'no class'}`
}
