import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { DockerError } from '../errors.js'
import { flatIterator } from './flat-iterator.js'
import { FrameDecoder, type Framing, type LogChunk } from './frames.js'
import { LineSplitter, type LogLine } from './log-lines.js'
import { LogSides } from './log-sides.js'
import { SourceReader, type StreamSource } from './source.js'

/** How {@link LogStream.lines} reads lines. */
export interface LogLinesOptions {
  /** Splits the timestamp off each line; for logs that were asked for with `timestamps: true`. */
  readonly timestamps?: boolean
}

/**
 * The output of a container, service, task or exec.
 *
 * ```ts
 * for await (const { stream, data } of logs) process[stream].write(data)   // as it comes
 * for await (const line of logs.lines()) console.log(line.text)            // by line
 * logs.stdout.pipe(file)                                                   // as Node streams
 * const text = await logs.text()                                           // all of it
 * ```
 *
 * Nothing is read before it is consumed, and no faster. It can be consumed once, in one of these ways; a second one
 * throws {@link DockerError}. Leaving a loop, an abort and {@link destroy} free the connection at once.
 *
 * Every way throws or rejects with {@link DockerStreamError} where the stream is cut short or the engine reports an
 * error in it, and with the signal's reason after an abort.
 */
export class LogStream implements AsyncIterable<LogChunk>, AsyncDisposable {
  /** The reader of the connection, for the streams that build on this one. */
  protected readonly reader: SourceReader
  readonly #framing: Framing
  #sides: LogSides | undefined
  #consumer: string | undefined

  /** @param framing whether the output has frames, or is the raw one of a terminal, all of which is `stdout`. */
  constructor(source: StreamSource, framing: Framing) {
    this.reader = new SourceReader(source)
    this.#framing = framing
  }

  /** The output piece by piece, in the order of its arrival. */
  [Symbol.asyncIterator](): AsyncGenerator<LogChunk, void, undefined> {
    this.#claim('for await')
    return flatIterator(this.#batches(), this.reader)
  }

  /**
   * What the container wrote to stdout; everything for one with a terminal.
   *
   * Of a stream of which only one of `stdout` and `stderr` was asked for, the bytes of the other are dropped. Where
   * both are wanted, ask for both before reading either, and read both: they come over one connection, so that one
   * that is not read holds the other back as soon as its buffer (Node's high water mark) is full.
   *
   * A failure reaches each of them as an `error` event. As with Node's own HTTP responses, one without a listener for
   * `error` then closes without `end` and does not end the process. Destroying all that were asked for frees the
   * connection.
   */
  get stdout(): Readable {
    return this.#side('stdout')
  }

  /** What the container wrote to stderr; see {@link stdout}. */
  get stderr(): Readable {
    return this.#side('stderr')
  }

  /**
   * The output line by line, as UTF-8. The last line counts also without a line end. Lines of stdout and stderr don't
   * mix; each is given out when it is complete.
   */
  lines(options: LogLinesOptions = {}): AsyncGenerator<LogLine, void, undefined> {
    this.#claim('.lines()')
    return flatIterator(this.#lines(options.timestamps ?? false), this.reader)
  }

  /** All output of both streams as UTF-8 text, in the order of its arrival. It is held in memory. */
  async text(): Promise<string> {
    this.#claim('.text()')
    const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') }
    const parts: string[] = []
    for await (const batch of this.#batches()) {
      for (const { stream, data } of batch) parts.push(decoders[stream].write(data))
    }
    return parts.join('') + decoders.stdout.end() + decoders.stderr.end()
  }

  /** All output, each stream by itself. It is held in memory. */
  async output(): Promise<{ stdout: Buffer; stderr: Buffer }> {
    this.#claim('.output()')
    const parts: Record<LogChunk['stream'], Buffer[]> = { stdout: [], stderr: [] }
    for await (const batch of this.#batches()) {
      for (const { stream, data } of batch) parts[stream].push(data)
    }
    return { stdout: Buffer.concat(parts.stdout), stderr: Buffer.concat(parts.stderr) }
  }

  /**
   * Drops the connection.
   *
   * @param error what the one who reads the stream gets to see; a {@link DockerStreamError} that says so by default.
   */
  destroy(error?: Error): void {
    this.reader.destroy(error ?? this.reader.destroyed())
  }

  /** Drops the connection, as {@link destroy} does. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.destroy()
  }

  #claim(consumer: string): void {
    if (this.#consumer === undefined) {
      this.#consumer = consumer
      return
    }
    const { operationId } = this.reader.context
    throw new DockerError(
      `${operationId}: ${consumer} can't read the stream, which ${this.#consumer} reads already; it can be read once`,
    )
  }

  #side(name: LogChunk['stream']): Readable {
    if (this.#sides === undefined) {
      this.#claim(`.${name}`)
      const sides = new LogSides(this.#batches(), () => this.reader.release())
      this.#sides = sides
      this.reader.onStop((error) => sides.fail(error))
    }
    return this.#sides.get(name)
  }

  async *#lines(timestamps: boolean): AsyncGenerator<Iterable<LogLine>, void, undefined> {
    const splitters = {
      stdout: new LineSplitter('stdout', timestamps),
      stderr: new LineSplitter('stderr', timestamps),
    }
    const decoder = new FrameDecoder(this.reader.context)
    for await (const batch of this.#batches(decoder)) yield linesOf(batch, splitters, decoder)
    if (!this.reader.ended) return
    yield [splitters.stdout.end(), splitters.stderr.end()].flatMap((line) => line ?? [])
  }

  /** The pieces of each chunk that arrives, which are decoded only as they are taken. */
  async *#batches(
    decoder = new FrameDecoder(this.reader.context),
  ): AsyncGenerator<Iterable<LogChunk>, void, undefined> {
    const { reader } = this
    try {
      for (let data = await reader.next(); data !== undefined; data = await reader.next()) {
        if (this.#framing === 'multiplexed') yield decoder.push(data)
        else if (data.length > 0) yield [{ stream: 'stdout', data }]
      }
      if (this.#framing === 'multiplexed' && reader.ended) decoder.end()
    } finally {
      reader.release()
    }
  }
}

function* linesOf(
  batch: Iterable<LogChunk>,
  splitters: Readonly<Record<LogChunk['stream'], LineSplitter>>,
  decoder: FrameDecoder,
): Generator<LogLine, void, undefined> {
  for (const { stream, data } of batch) yield* splitters[stream].push(data, decoder.atFrameStart)
}
