import type { LogChunk } from './frames.js'

/** One line of a container's output. */
export interface LogLine {
  readonly stream: LogChunk['stream']
  /** The line without its line end (LF or CRLF) and without its timestamp, if that was asked for. */
  readonly text: string
  /** When the engine took the line, as it writes it: RFC 3339 with nanoseconds, as `2024-05-01T12:00:00.123456789Z`. */
  readonly timestamp?: string
  /** The text. */
  toString(): string
}

const newline = 0x0a
const carriageReturn = '\r'
const longestTimestamp = '2006-01-02T15:04:05.999999999+07:00 '.length
const timestampPattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) /

class Line implements LogLine {
  readonly stream: LogChunk['stream']
  readonly text: string
  declare readonly timestamp?: string

  constructor(stream: LogChunk['stream'], text: string, timestamp: string | undefined) {
    this.stream = stream
    this.text = text
    if (timestamp !== undefined) this.timestamp = timestamp
  }

  toString(): string {
    return this.text
  }
}

/**
 * Cuts the bytes of one of a container's streams into lines. Linear in bytes however long a line is; characters that
 * are split across pieces are put together, because a line becomes text only when it is whole.
 */
export class LineSplitter {
  readonly #stream: LogChunk['stream']
  readonly #timestamps: boolean
  #pending: Buffer[] = []
  #held: Buffer | undefined

  constructor(stream: LogChunk['stream'], timestamps: boolean) {
    this.#stream = stream
    this.#timestamps = timestamps
  }

  /**
   * The lines that end in `data`.
   *
   * @param atFrameStart whether the engine began a message of its own here. It cuts a line above 16 KiB into several
   * messages and puts a timestamp before each; those inside the line are taken out with `timestamps`.
   */
  push(data: Buffer, atFrameStart: boolean): LogLine[] {
    const bytes = this.#timestamps ? this.#withoutInnerTimestamp(data, atFrameStart) : data
    if (bytes === undefined) return []
    const last = bytes.lastIndexOf(newline)
    if (last === -1) {
      if (bytes.length > 0) this.#pending.push(bytes)
      return []
    }
    const text = this.#take(bytes.subarray(0, last))
    if (last + 1 < bytes.length) this.#pending.push(bytes.subarray(last + 1))
    return text.split('\n').map((line) => this.#line(line))
  }

  /** The last line, where no line end closes it. */
  end(): LogLine | undefined {
    if (this.#held !== undefined) this.#pending.push(withoutTimestamp(this.#held))
    return this.#pending.length === 0 ? undefined : this.#line(this.#take(Buffer.alloc(0)))
  }

  /** The data without a timestamp inside the line; `undefined` while too little is there to tell. */
  #withoutInnerTimestamp(data: Buffer, atFrameStart: boolean): Buffer | undefined {
    let bytes = data
    if (this.#held !== undefined) {
      if (atFrameStart) this.#pending.push(withoutTimestamp(this.#held))
      else bytes = Buffer.concat([this.#held, data])
    } else if (!atFrameStart) return data
    this.#held = undefined
    if (this.#pending.length === 0) return bytes
    if (bytes.length < longestTimestamp && !bytes.includes(newline)) {
      this.#held = bytes
      return undefined
    }
    return withoutTimestamp(bytes)
  }

  #take(tail: Buffer): string {
    if (this.#pending.length === 0) return tail.toString('utf8')
    const bytes = Buffer.concat([...this.#pending, tail])
    this.#pending = []
    return bytes.toString('utf8')
  }

  #line(line: string): LogLine {
    const text = line.endsWith(carriageReturn) ? line.slice(0, -1) : line
    const match = this.#timestamps ? timestampPattern.exec(text) : null
    return match === null
      ? new Line(this.#stream, text, undefined)
      : new Line(this.#stream, text.slice(match[0].length), match[1])
  }
}

function withoutTimestamp(data: Buffer): Buffer {
  const match = timestampPattern.exec(data.toString('latin1', 0, longestTimestamp))
  return match === null ? data : data.subarray(match[0].length)
}
