import { DockerStreamError, type OperationContext } from '../errors.js'

/** The text of one JSON value, and where in the stream it begins. */
export interface JsonText {
  readonly text: string
  /** Bytes before the value. */
  readonly offset: number
  /** What the text says, where that was found out with its end. */
  readonly value?: unknown
}

/** The largest value that a {@link JsonSplitter} gathers, in bytes, where nothing else is said: 64 MiB. */
export const maxJsonValue = 64 * 1024 * 1024

const quote = 0x22
const backslash = 0x5c
const recordSeparator = 0x1e
const newline = 0x0a

/** What the byte at hand is part of. */
type State = 'between' | 'container' | 'containerString' | 'string' | 'number' | 'literal'

/**
 * Cuts a stream of bytes into JSON values, whatever stands between them: LF, CRLF, blanks, the 0x1E of RFC 7464, or
 * nothing. Adjacent numbers need a blank between them, as in JSON text anywhere.
 *
 * Only the bounds of a value are found here; whether it is valid is for `JSON.parse` to say. No byte is looked at more
 * than twice, and a value that lies within one chunk is not copied before it becomes text.
 */
export class JsonSplitter {
  readonly #context: OperationContext
  readonly #limit: number
  readonly #parse: (text: string) => unknown
  #state: State = 'between'
  #depth = 0
  #escaped = false
  #literal = 0
  #chunkOffset = 0
  #valueOffset = 0
  #pieces: Buffer[] = []
  #gathered = 0
  #lines = true
  #lineEnd = -1

  /**
   * @param limit bytes of the largest value that is gathered from chunks.
   * @param parse what a line is tried with. It must throw at a text that is not one valid value.
   */
  constructor(context: OperationContext, limit = maxJsonValue, parse: (text: string) => unknown = JSON.parse) {
    this.#context = context
    this.#limit = limit
    this.#parse = parse
  }

  /**
   * Yields the values that end in `chunk`. Must be run to its end before the next call.
   *
   * @throws DockerStreamError at a byte that no value can begin with, at a record separator inside a value, and at a
   * value above the limit.
   */
  *push(chunk: Buffer): Generator<JsonText, void, undefined> {
    let start = 0
    let position = 0
    this.#lineEnd = -1
    while (position < chunk.length) {
      if (this.#state === 'between') {
        start = this.#begin(chunk, position)
        position = start + 1
        if (start === chunk.length) break
        const line = this.#tryLine(chunk, start)
        if (line === undefined) continue
        yield line
        position = this.#lineEnd
        continue
      }
      const end = this.#scan(chunk, position)
      if (end === undefined) break
      yield this.#finish(chunk.subarray(start, end))
      position = end
      start = end
    }
    if (this.#state !== 'between') this.#gather(chunk.subarray(start))
    this.#chunkOffset += chunk.length
  }

  /**
   * Must be called where the stream ends. Returns the number that nothing has ended yet, if there is one.
   *
   * @throws DockerStreamError where the stream ends inside a value.
   */
  end(): JsonText | undefined {
    if (this.#state === 'between') return undefined
    if (this.#state === 'number') {
      const value = this.#finish(Buffer.alloc(0))
      if (/\d$/.test(value.text)) return value
    }
    const message = `the stream was cut short at byte ${this.#chunkOffset}, inside the JSON value of byte ${this.#valueOffset}`
    throw this.#error(message, this.#chunkOffset)
  }

  #begin(chunk: Buffer, from: number): number {
    let position = from
    while (position < chunk.length && isSeparator(chunk[position])) position++
    const first = chunk[position]
    if (first === undefined) return position
    this.#valueOffset = this.#chunkOffset + position
    this.#state = stateOf(first)
    if (this.#state === 'between') {
      throw this.#error(`malformed JSON: no value can begin with byte ${this.#valueOffset}`, this.#valueOffset)
    }
    this.#depth = 1
    this.#literal = first === 0x66 ? 4 : 3
    return position
  }

  /**
   * The object or array that is all of the rest of its line, as in everything that engines send: a line that parses is
   * one whole value, and is found several times as fast as by looking at each byte. After the first line that is none,
   * no other is tried.
   */
  #tryLine(chunk: Buffer, start: number): JsonText | undefined {
    if (!this.#lines || this.#state !== 'container') return undefined
    if (this.#lineEnd < start) {
      const end = chunk.indexOf(newline, start)
      this.#lineEnd = end === -1 ? chunk.length : end
    }
    if (this.#lineEnd === chunk.length) return undefined
    const text = chunk.toString('utf8', start, this.#lineEnd)
    try {
      const value = this.#parse(text)
      this.#state = 'between'
      return { text, offset: this.#valueOffset, value }
    } catch {
      this.#lines = false
      return undefined
    }
  }

  #scan(chunk: Buffer, from: number): number | undefined {
    switch (this.#state) {
      case 'number':
        return endOfNumber(chunk, from)
      case 'literal': {
        const taken = Math.min(this.#literal, chunk.length - from)
        this.#literal -= taken
        return this.#literal === 0 ? from + taken : undefined
      }
      case 'string':
        return this.#endOfString(chunk, from)
      default:
        return this.#endOfContainer(chunk, from)
    }
  }

  #endOfString(chunk: Buffer, from: number): number | undefined {
    let escaped = this.#escaped
    for (let position = from; position < chunk.length; position++) {
      if (escaped) {
        escaped = false
        continue
      }
      const byte = chunk[position]
      if (byte === backslash) escaped = true
      else if (byte === quote) return position + 1
      else if (byte === recordSeparator) throw this.#separatorInside(position)
    }
    this.#escaped = escaped
    return undefined
  }

  #endOfContainer(chunk: Buffer, from: number): number | undefined {
    let position = from
    while (position < chunk.length) {
      if (this.#state === 'containerString') {
        const end = this.#endOfString(chunk, position)
        if (end === undefined) return undefined
        position = end
        this.#state = 'container'
        this.#escaped = false
        continue
      }
      const byte = chunk[position++]
      if (byte === quote) {
        this.#state = 'containerString'
        this.#escaped = false
      } else if (byte === 0x7b || byte === 0x5b) this.#depth++
      else if (byte === 0x7d || byte === 0x5d) {
        if (--this.#depth === 0) return position
      } else if (byte === recordSeparator) throw this.#separatorInside(position - 1)
    }
    return undefined
  }

  #gather(piece: Buffer): void {
    this.#gathered += piece.length
    if (this.#gathered > this.#limit) {
      const message = `the JSON value of byte ${this.#valueOffset} is longer than ${this.#limit} bytes`
      throw this.#error(message, this.#valueOffset)
    }
    this.#pieces.push(piece)
  }

  #finish(tail: Buffer): JsonText {
    let bytes = tail
    if (this.#pieces.length > 0) {
      this.#gather(tail)
      bytes = Buffer.concat(this.#pieces, this.#gathered)
      this.#pieces = []
      this.#gathered = 0
    }
    this.#state = 'between'
    this.#escaped = false
    return { text: bytes.toString('utf8'), offset: this.#valueOffset }
  }

  #separatorInside(position: number): DockerStreamError {
    const offset = this.#chunkOffset + position
    const message = `malformed JSON: a record separator at byte ${offset}, inside the value of byte ${this.#valueOffset}`
    return this.#error(message, offset)
  }

  #error(message: string, offset: number): DockerStreamError {
    const { operationId } = this.#context
    return new DockerStreamError(`${operationId}: ${message}`, { operationId, offset })
  }
}

function isSeparator(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0x20 || byte === 0x09 || byte === recordSeparator
}

function stateOf(byte: number): State {
  if (byte === 0x7b || byte === 0x5b) return 'container'
  if (byte === quote) return 'string'
  if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) return 'number'
  return byte === 0x74 || byte === 0x66 || byte === 0x6e ? 'literal' : 'between'
}

function endOfNumber(chunk: Buffer, from: number): number | undefined {
  for (let position = from; position < chunk.length; position++) {
    const byte = chunk[position] ?? 0
    const inNumber =
      (byte >= 0x30 && byte <= 0x39) || byte === 0x2e || byte === 0x2d || byte === 0x2b || (byte | 0x20) === 0x65
    if (!inNumber) return position
  }
  return undefined
}
