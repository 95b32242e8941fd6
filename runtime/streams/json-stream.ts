import { DockerError, DockerStreamError } from '../errors.js'
import { flatIterator } from './flat-iterator.js'
import { JsonSplitter, type JsonText, maxJsonValue } from './json-splitter.js'
import { SourceReader, type StreamSource } from './source.js'

/** How a {@link JsonStream} reads its values. */
export interface JsonStreamOptions {
  /**
   * The stream reports progress (pull, push, build, load, plugins): a value with an `errorDetail` is the failure of the
   * operation, and is thrown.
   */
  readonly progress?: boolean
  /**
   * Reads one value, instead of `JSON.parse`; for one that keeps integers above 2^53.
   *
   * @throws anything where the text is not one valid value; the stream then fails with it as the cause.
   */
  readonly parse?: (text: string) => unknown
}

/**
 * JSON values that arrive one after the other: events, stats, and the progress of pull, push, build, load and plugins.
 *
 * ```ts
 * for await (const event of stream) console.log(event)   // each value as it comes
 * const last = await stream.wait()                       // or only the outcome
 * ```
 *
 * Nothing is read before the stream is iterated or waited for, and no faster than it is consumed. It can be read once.
 * Leaving the loop, an abort and {@link destroy} free the connection at once. Any framing that the engines use is read:
 * LF, CRLF, RFC 7464, or nothing between the values. A value above 64 MiB ends the stream with an error.
 *
 * Iterating throws {@link DockerStreamError} where the stream is cut short or malformed, with the byte in `offset` (of
 * invalid text: where the value begins). With `progress` it also throws the failure that the engine reports with an
 * `errorDetail` after it answered with status 200, with the engine's message and code. A value that has only the older
 * `error` field is passed on as a value, as Docker's own client does.
 */
export class JsonStream<T> implements AsyncIterable<T>, AsyncDisposable {
  readonly #reader: SourceReader
  readonly #options: JsonStreamOptions
  #claimed = false

  constructor(source: StreamSource, options: JsonStreamOptions = {}) {
    this.#reader = new SourceReader(source)
    this.#options = options
  }

  /** @throws DockerError where the stream is or was being read already. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    if (this.#claimed) {
      throw new DockerError(
        `${this.#reader.context.operationId}: the stream has been read already; it can be read once`,
      )
    }
    this.#claimed = true
    return flatIterator(this.#batches(), this.#reader)
  }

  /**
   * Reads the stream to its end.
   *
   * @returns the last value, or `undefined` where there was none.
   * @throws what iterating throws.
   */
  async wait(): Promise<T | undefined> {
    let last: T | undefined
    for await (const value of this) last = value
    return last
  }

  /**
   * Drops the connection.
   *
   * @param error what the one who reads the stream gets to see; a {@link DockerStreamError} that says so by default.
   */
  destroy(error?: Error): void {
    this.#reader.destroy(error ?? this.#reader.destroyed())
  }

  /** Drops the connection, as {@link destroy} does. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.destroy()
  }

  async *#batches(): AsyncGenerator<Iterable<T>, void, undefined> {
    const reader = this.#reader
    const splitter = new JsonSplitter(reader.context, maxJsonValue, this.#options.parse)
    try {
      for (let chunk = await reader.next(); chunk !== undefined; chunk = await reader.next()) {
        yield this.#values(splitter.push(chunk))
      }
      if (!reader.ended) return
      const last = splitter.end()
      if (last !== undefined) yield [this.#parse(last)]
    } finally {
      reader.release()
    }
  }

  *#values(texts: Iterable<JsonText>): Generator<T, void, undefined> {
    for (const text of texts) yield this.#parse(text)
  }

  #parse(json: JsonText): T {
    const value = json.value ?? this.#valueOf(json)
    if (this.#options.progress) throwReported(value, this.#reader.context.operationId)
    // The one place where the engine is taken at its word: T is the document's description of these values.
    return value as T
  }

  #valueOf({ text, offset }: JsonText): unknown {
    try {
      return (this.#options.parse ?? JSON.parse)(text)
    } catch (cause) {
      const { operationId } = this.#reader.context
      const message = `${operationId}: malformed JSON in the value of byte ${offset}`
      throw new DockerStreamError(message, { operationId, offset }, { cause })
    }
  }
}

/** What a progress message may carry beside its own fields. */
interface Reported {
  readonly errorDetail?: unknown
  readonly error?: unknown
}

/** What `errorDetail` holds. */
interface ReportedDetail {
  readonly code?: unknown
  readonly message?: unknown
}

function throwReported(value: unknown, operationId: string): void {
  if (!isObject<Reported>(value) || !isObject<ReportedDetail>(value.errorDetail)) return
  const { code, message } = value.errorDetail
  const text = [message, value.error].find((candidate) => typeof candidate === 'string' && candidate !== '')
  throw new DockerStreamError(String(text ?? `${operationId}: the engine reported an error without a text`), {
    operationId,
    code: typeof code === 'number' ? code : undefined,
  })
}

function isObject<Shape extends { readonly [K in keyof Shape]?: unknown }>(value: unknown): value is Shape {
  return typeof value === 'object' && value !== null
}
