/** How a frame differs from a whole, correct one. */
interface FrameOptions {
  /** False for a frame that others continue. */
  readonly isLast?: boolean
  readonly mask?: Buffer
  /** In how many bytes its length is written, beside the two that all frames begin with. */
  readonly lengthSize?: 0 | 2 | 8
}

/** A frame of a WebSocket as a server sends it: opcode 2 is binary, 1 text, 0 continues, 8 closes, 9 and 10 are ping and pong. */
export function serverFrame(
  payload: Buffer | string,
  opcode = 2,
  { isLast = true, mask, lengthSize }: FrameOptions = {},
): Buffer {
  const data = Buffer.from(payload)
  const size = lengthSize ?? (data.length < 126 ? 0 : data.length < 65_536 ? 2 : 8)
  const head = Buffer.alloc(2 + size)
  head[0] = (isLast ? 0x80 : 0) | opcode
  head[1] = (mask ? 0x80 : 0) | (size === 0 ? data.length : size === 2 ? 126 : 127)
  if (size === 2) head.writeUInt16BE(data.length, 2)
  if (size === 8) head.writeBigUInt64BE(BigInt(data.length), 2)
  return Buffer.concat([head, mask ?? Buffer.alloc(0), data])
}

/** What a client has sent, unmasked; what is left of a frame that is not whole yet is not there. */
export function clientFrames(bytes: Buffer): { opcode: number; isLast: boolean; payload: Buffer }[] {
  const frames: { opcode: number; isLast: boolean; payload: Buffer }[] = []
  let at = 0
  while (at + 6 <= bytes.length) {
    const first = bytes.readUInt8(at)
    const second = bytes.readUInt8(at + 1)
    if (second < 0x80) throw new Error('a frame of a client has no mask')
    const mark = second - 0x80
    const size = mark === 126 ? 2 : mark === 127 ? 8 : 0
    if (at + 6 + size > bytes.length) break
    const length = size === 0 ? mark : size === 2 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
    const mask = bytes.subarray(at + 2 + size, at + 6 + size)
    const begin = at + 6 + size
    if (begin + length > bytes.length) break
    const payload = bytes.subarray(begin, begin + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0))
    frames.push({ opcode: first & 0x0f, isLast: first >= 0x80, payload: Buffer.from(payload) })
    at = begin + length
  }
  return frames
}
