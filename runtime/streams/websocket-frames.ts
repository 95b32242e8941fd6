import { randomBytes } from 'node:crypto'

/**
 * The frames of a WebSocket (RFC 6455, section 5), as an engine and its client exchange them: to the engine a message
 * is nothing but the bytes in it, so that text, binary and continued frames are all alike here.
 */

/** The opcodes of frames. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** The number that says what a frame is. */
export type Opcode = (typeof opcodes)[keyof typeof opcodes]

/** What the frames of a server say. A pong says nothing. */
export interface WebSocketEvent {
  /** `data`: a piece of output, which need not be a whole frame; `ping` and `close` come whole. */
  readonly kind: 'data' | 'ping' | 'close'
  readonly payload: Buffer
}

/** What the head of a frame says. */
interface FrameHead {
  readonly opcode: Opcode
  /** Whether the message ends with this frame. */
  readonly isLast: boolean
  /** Bytes of the payload. */
  readonly length: number
}

/** The most that a ping, a pong or a close frame may hold. */
const maxControlLength = 125
/** Lengths in the second byte of a head that stand for "in the next two bytes" and "in the next eight". */
const lengthMarks = { two: 126, eight: 127 } as const

/**
 * Takes the frames of a server apart, however they are cut.
 *
 * Output is passed on as slices of the chunks that it arrives in, never gathered, so that the memory is constant
 * whatever a frame's length. It is not checked for UTF-8: engines before API 1.28 send it as text, cut anywhere.
 */
export class WebSocketDecoder {
  #head: number[] = []
  #frame: FrameHead | undefined
  /** Bytes that are missing of the frame's payload. */
  #missing = 0
  #control: Buffer[] = []
  #isMessageOpen = false
  #isClosed = false

  /** Whether the last byte ended a frame. */
  get isBetweenFrames(): boolean {
    return this.#frame === undefined && this.#head.length === 0
  }

  /**
   * Yields what `chunk` says. Must be run to its end before the next call. After a close frame comes nothing more.
   *
   * @throws Error where the server breaks the protocol
   */
  *push(chunk: Buffer): Generator<WebSocketEvent, void, undefined> {
    let position = 0
    while (position < chunk.length && !this.#isClosed) {
      const frame = this.#frame
      if (frame === undefined) {
        this.#head.push(chunk.readUInt8(position))
        position++
        this.#begin()
      } else {
        const piece = chunk.subarray(position, position + this.#missing)
        position += piece.length
        this.#missing -= piece.length
        if (isControl(frame.opcode)) this.#control.push(piece)
        else yield { kind: 'data', payload: piece }
      }
      yield* this.#end()
    }
  }

  #begin(): void {
    const frame = parseHead(this.#head)
    if (frame === undefined) return
    if (!isControl(frame.opcode)) {
      const isContinuation = frame.opcode === opcodes.continuation
      if (isContinuation && !this.#isMessageOpen) throw fault('continues a message that it did not begin')
      if (!isContinuation && this.#isMessageOpen) throw fault('begins a message inside another one')
      this.#isMessageOpen = !frame.isLast
    }
    this.#head = []
    this.#frame = frame
    this.#missing = frame.length
  }

  *#end(): Generator<WebSocketEvent, void, undefined> {
    const frame = this.#frame
    if (frame === undefined || this.#missing > 0) return
    this.#frame = undefined
    if (!isControl(frame.opcode)) return
    const payload = Buffer.concat(this.#control)
    this.#control = []
    if (frame.opcode === opcodes.close) this.#isClosed = true
    if (frame.opcode !== opcodes.pong) yield { kind: frame.opcode === opcodes.ping ? 'ping' : 'close', payload }
  }
}

/** The head that these bytes are, or nothing where some are missing; it must be asked at each byte. */
function parseHead(bytes: readonly number[]): FrameHead | undefined {
  const [first, second, ...extension] = bytes
  if (first === undefined || second === undefined) return undefined
  const opcode = opcodeOf(first & 0x0f)
  const isLast = first >= 0x80
  if ((first & 0x70) !== 0) throw fault('sets bits that are reserved')
  if (opcode === undefined) throw fault(`has the unknown opcode ${first & 0x0f}`)
  if (second >= 0x80) throw fault('is masked, as only those of a client are')
  if (isControl(opcode) && !isLast) throw fault('is a part of a control frame, which must be whole')
  if (isControl(opcode) && second > maxControlLength) {
    throw fault(`is a control frame of more than ${maxControlLength} bytes`)
  }
  const size = second === lengthMarks.two ? 2 : second === lengthMarks.eight ? 8 : 0
  if (extension.length < size) return undefined
  const length = size === 0 ? second : extension.reduce((sum, byte) => sum * 256 + byte, 0)
  // The protocol's own limit is beyond it, and nobody's output comes near.
  if (!Number.isSafeInteger(length)) throw fault('is longer than any can be')
  return { opcode, isLast, length }
}

function opcodeOf(value: number): Opcode | undefined {
  return Object.values(opcodes).find((opcode) => opcode === value)
}

function isControl(opcode: Opcode): boolean {
  return opcode >= opcodes.close
}

function fault(what: string): Error {
  return new Error(`a WebSocket frame of the engine ${what}`)
}

/** The most bytes that {@link encodeFrame} takes: what is longer is sent as several frames. */
export const maxPayload = 0x8000

/**
 * A whole frame of a client, masked.
 *
 * @param payload is left as it is
 * @throws RangeError for a payload of more than {@link maxPayload} bytes
 */
export function encodeFrame(opcode: Opcode, payload: Uint8Array): Buffer {
  const { length } = payload
  if (length > maxPayload) throw new RangeError(`a frame of ours holds at most ${maxPayload} bytes`)
  const isShort = length <= maxControlLength
  const frame = Buffer.allocUnsafe((isShort ? 2 : 4) + 4 + length)
  frame.writeUInt8(0x80 | opcode, 0)
  frame.writeUInt8(0x80 | (isShort ? length : lengthMarks.two), 1)
  if (!isShort) frame.writeUInt16BE(length, 2)
  const mask = randomBytes(4)
  const begin = frame.length - length
  frame.set(mask, begin - mask.length)
  // Over an iterator this would take ten times as long.
  for (let index = 0; index < length; index++) {
    frame[begin + index] = (payload[index] ?? 0) ^ (mask[index & 3] ?? 0)
  }
  return frame
}
