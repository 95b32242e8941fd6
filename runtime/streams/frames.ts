import { DockerStreamError, type OperationContext } from '../errors.js'

/** A piece of a container's output. */
export interface LogChunk {
  /** Where the container wrote it. Always `stdout` for a container with a terminal. */
  readonly stream: 'stdout' | 'stderr'
  /** The bytes, as they arrived: a piece may begin and end anywhere, also inside a character. */
  readonly data: Buffer
}

/** How a container's output travels: as it is (`raw`, of a terminal), or in frames that say which stream they hold. */
export type Framing = 'raw' | 'multiplexed'

const headerLength = 8
const maxDaemonError = 64 * 1024

/**
 * Takes the engine's multiplexed stream apart: frames of an 8-byte header (stream type, three unused bytes, length as
 * big-endian uint32) and a payload.
 *
 * Type 0 (an echo of stdin) and 1 are stdout, 2 is stderr. The payload of type 3 is an error of the engine, which the
 * API reference does not mention. Payloads are passed on piece by piece as slices of the chunks that they arrive in,
 * never gathered, so that the work is linear in bytes and the memory constant, whatever a frame's length.
 */
export class FrameDecoder {
  readonly #context: OperationContext
  readonly #header = Buffer.alloc(headerLength)
  #headerFill = 0
  #remaining = 0
  #stream: LogChunk['stream'] | 'error' = 'stdout'
  #atFrameStart = false
  #offset = 0
  #daemonError: Buffer[] = []
  #daemonErrorLength = 0

  constructor(context: OperationContext) {
    this.#context = context
  }

  /** Whether the piece that was yielded last begins its frame. */
  get atFrameStart(): boolean {
    return this.#atFrameStart
  }

  /**
   * Yields the pieces of payload in `chunk`. Must be run to its end before the next call.
   *
   * @throws DockerStreamError at an unknown stream type, or with the engine's text at a frame of type 3.
   */
  *push(chunk: Buffer): Generator<LogChunk, void, undefined> {
    let position = 0
    while (position < chunk.length) {
      if (this.#headerFill < headerLength) {
        position += this.#readHeader(chunk, position)
        continue
      }
      const end = Math.min(chunk.length, position + this.#remaining)
      const data = position === 0 && end === chunk.length ? chunk : chunk.subarray(position, end)
      this.#offset += data.length
      this.#remaining -= data.length
      position = end
      if (this.#stream === 'error') {
        this.#gatherDaemonError(data)
      } else {
        yield { stream: this.#stream, data }
        this.#atFrameStart = false
      }
      if (this.#remaining === 0) this.#headerFill = 0
    }
  }

  /**
   * Must be called where the stream ends.
   *
   * @throws DockerStreamError where it ends inside a frame.
   */
  end(): void {
    if (this.#daemonErrorLength > 0) throw this.#reportedError(this.#offset)
    if (this.#headerFill === 0) return
    const place =
      this.#headerFill < headerLength
        ? `after ${this.#headerFill} of a frame header's ${headerLength} bytes`
        : `${this.#remaining} bytes before the end of a frame`
    throw this.#error(`the stream was cut short at byte ${this.#offset}, ${place}`, this.#offset)
  }

  #readHeader(chunk: Buffer, position: number): number {
    const available = chunk.length - position
    const taken = Math.min(headerLength - this.#headerFill, available)
    if (taken === headerLength) {
      this.#beginFrame(chunk[position] ?? 0, chunk.readUInt32BE(position + 4))
    } else {
      chunk.copy(this.#header, this.#headerFill, position, position + taken)
      if (this.#headerFill === 0) this.#checkType(this.#header[0] ?? 0)
      if (this.#headerFill + taken === headerLength) {
        this.#beginFrame(this.#header[0] ?? 0, this.#header.readUInt32BE(4))
      } else {
        this.#headerFill += taken
      }
    }
    this.#offset += taken
    return taken
  }

  #beginFrame(type: number, length: number): void {
    if (this.#headerFill === 0) this.#checkType(type)
    this.#stream = type === 2 ? 'stderr' : type === 3 ? 'error' : 'stdout'
    this.#remaining = length
    this.#atFrameStart = true
    this.#headerFill = length === 0 ? 0 : headerLength
    if (type === 3 && length === 0) throw this.#reportedError(undefined)
  }

  #checkType(type: number): void {
    if (type <= 3) return
    const message =
      `byte ${this.#offset} should begin a frame and has the unknown stream type ${type}; ` +
      "a container with a terminal sends a raw stream, which must be read with framing 'raw'"
    throw this.#error(message, this.#offset)
  }

  #gatherDaemonError(data: Buffer): void {
    this.#daemonError.push(data)
    this.#daemonErrorLength += data.length
    if (this.#remaining === 0 || this.#daemonErrorLength >= maxDaemonError) throw this.#reportedError(undefined)
  }

  #reportedError(offset: number | undefined): DockerStreamError {
    const text = Buffer.concat(this.#daemonError).subarray(0, maxDaemonError).toString('utf8').trim()
    this.#daemonError = []
    const message = text === '' ? `${this.#context.operationId}: the engine reported an error without a text` : text
    return new DockerStreamError(message, { operationId: this.#context.operationId, offset })
  }

  #error(message: string, offset: number): DockerStreamError {
    const { operationId } = this.#context
    return new DockerStreamError(`${operationId}: ${message}`, { operationId, offset })
  }
}
