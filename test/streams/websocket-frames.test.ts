import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFrame, maxPayload, opcodes, WebSocketDecoder } from '../../runtime/streams/websocket-frames.js'
import { clientFrames, serverFrame } from './server-frame.js'
import { cut, cutPlaces } from './support.js'

/** What a decoder has found in bytes: the output's fingerprint, the rest one by one, and how it ended. */
interface Verdict {
  readonly output: string
  readonly said: readonly string[]
  readonly isBetweenFrames: boolean
  readonly fault: string | undefined
}

function decode(chunks: readonly Buffer[]): Verdict {
  const decoder = new WebSocketDecoder()
  const output: Buffer[] = []
  const said: string[] = []
  let fault: string | undefined
  try {
    for (const chunk of chunks) {
      for (const { kind, payload } of decoder.push(chunk)) {
        if (kind === 'data') output.push(payload)
        else said.push(`${kind} ${payload.toString('hex')}`)
      }
    }
  } catch (error) {
    fault = String(error)
  }
  return { output: fingerprint(output), said, isBetweenFrames: decoder.isBetweenFrames, fault }
}

/** Stands for bytes that would take long to be compared one by one. */
function fingerprint(pieces: readonly Buffer[]): string {
  const hash = createHash('sha1')
  for (const piece of pieces) hash.update(piece)
  return hash.digest('hex')
}

/** Frames that follow one another, with what they say. */
interface Sent {
  readonly bytes: Buffer
  readonly output: Buffer
  readonly said: readonly string[]
}

const control = fc.tuple(fc.constantFrom(9, 10), fc.uint8Array({ maxLength: 125 })).map(([opcode, bytes]): Sent => {
  const payload = Buffer.from(bytes)
  const said = opcode === 9 ? [`ping ${payload.toString('hex')}`] : []
  return { bytes: serverFrame(payload, opcode), output: Buffer.alloc(0), said }
})

/** Each form of a length, filled with some byte. */
const part = fc
  .tuple(fc.constantFrom(0, 1, 125, 126, 300, 65_535, 65_536), fc.nat(255))
  .map(([length, byte]) => Buffer.alloc(length, byte))

/** A message, whole or in parts, with a control frame after each part or without. */
const message = fc
  .tuple(
    fc.constantFrom(1, 2),
    fc.array(fc.tuple(part, fc.option(control, { nil: undefined })), { minLength: 1, maxLength: 3 }),
  )
  .map(([opcode, parts]): Sent[] =>
    parts.flatMap(([output, between], index) => {
      const isLast = index === parts.length - 1
      const sent = { bytes: serverFrame(output, index === 0 ? opcode : 0, { isLast }), output, said: [] }
      return between === undefined ? [sent] : [sent, between]
    }),
  )

const single = control.map((sent) => [sent])
const conversation = fc.array(fc.oneof(message, single), { maxLength: 4 }).map((all) => all.flat())

/** Bytes that no server may send, and what is said of them. */
const faults: readonly [string, Buffer, string][] = [
  ['reserved bits', Buffer.from([0xc2, 0]), 'sets bits that are reserved'],
  ['an unknown opcode', Buffer.from([0x83, 0]), 'has the unknown opcode 3'],
  ['an unknown control opcode', Buffer.from([0x8b, 0]), 'has the unknown opcode 11'],
  [
    'a masked frame',
    serverFrame('abc', 2, { mask: Buffer.from([1, 2, 3, 4]) }),
    'is masked, as only those of a client are',
  ],
  [
    'a control frame in parts',
    serverFrame('', 9, { isLast: false }),
    'is a part of a control frame, which must be whole',
  ],
  ['an oversized ping', serverFrame(Buffer.alloc(126), 9), 'is a control frame of more than 125 bytes'],
  ['an oversized close frame', serverFrame(Buffer.alloc(70_000), 8), 'is a control frame of more than 125 bytes'],
  ['a continuation of nothing', serverFrame('abc', 0), 'continues a message that it did not begin'],
  [
    'a message inside another one',
    Buffer.concat([serverFrame('', 2, { isLast: false }), serverFrame('abc', 2)]),
    'begins a message inside another one',
  ],
  [
    'a second end of a message',
    Buffer.concat([serverFrame('', 1, { isLast: false }), serverFrame('', 0), serverFrame('', 0)]),
    'continues a message that it did not begin',
  ],
  [
    'a length with its highest bit set',
    Buffer.from([0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0]),
    'is longer than any can be',
  ],
  ['a length beyond what is exact', Buffer.from([0x82, 127, 0, 0x20, 0, 0, 0, 0, 0, 0]), 'is longer than any can be'],
]

describe('frames of a server', () => {
  it('give the same, however they are cut, and wherever they end', () => {
    fc.assert(
      fc.property(conversation, cutPlaces, fc.double({ min: 0, max: 1, noNaN: true }), (frames, places, share) => {
        const bytes = Buffer.concat(frames.map((frame) => frame.bytes))
        const whole = decode([bytes])
        expect(whole.output).toBe(fingerprint(frames.map(({ output }) => output)))
        expect(whole.said).toEqual(frames.flatMap(({ said }) => said))
        const bounds = [0, ...frames.map((_, index) => sizeOf(frames.slice(0, index + 1)))]
        const end = Math.round(share * bytes.length)
        // Inside the heads too, which lie behind long payloads.
        const all = [...places, ...bounds.flatMap((bound) => [bound + 1, bound + 2, bound + 5])]
        const bound = bounds[Math.floor(share * bounds.length)] ?? 0
        for (const stop of [bytes.length, end, bound, bound + 1]) {
          const begun = bytes.subarray(0, stop)
          const verdict = decode(cut(begun, all))
          expect(verdict).toEqual(decode([begun]))
          expect([verdict.fault, verdict.isBetweenFrames]).toEqual([undefined, bounds.includes(begun.length)])
        }
      }),
    )
  })

  it('are refused alike, however they are cut, where they are wrong', () => {
    fc.assert(
      fc.property(conversation, fc.constantFrom(...faults), cutPlaces, (frames, [, wrong, what], places) => {
        const bytes = Buffer.concat([...frames.map((frame) => frame.bytes), wrong])
        const verdict = decode(cut(bytes, places))
        expect(verdict).toEqual(decode([bytes]))
        expect(verdict.fault).toContain(`a WebSocket frame of the engine ${what}`)
        expect(verdict.output).toBe(fingerprint(frames.map(({ output }) => output)))
      }),
    )
  })

  it.each(faults)('%s is refused', (_, bytes, what) => {
    expect(decode([bytes]).fault).toBe(`Error: a WebSocket frame of the engine ${what}`)
  })

  it('random bytes give the same, however they are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), cutPlaces, (random, places) => {
        const bytes = Buffer.from(random)
        expect(decode(cut(bytes, places))).toEqual(decode([bytes]))
      }),
    )
  })

  it.each([2, 8] as const)('may tell a short length in %d bytes', (lengthSize) => {
    expect(decode([serverFrame('abc', 2, { lengthSize })]).output).toBe(fingerprint([Buffer.from('abc')]))
  })

  it('of 8 PiB give their payload as it comes, without holding it', () => {
    const decoder = new WebSocketDecoder()
    const head = Buffer.from([0x82, 127, 0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])
    expect([...decoder.push(head)]).toEqual([])
    const chunk = Buffer.alloc(1000, 'x')
    const events = [...decoder.push(chunk)]
    expect(events.map(({ payload }) => [payload.buffer, payload.length])).toEqual([[chunk.buffer, 1000]])
    expect(decoder.isBetweenFrames).toBe(false)
  })

  it('end with a close frame, with what it says; what follows is not looked at', () => {
    const close = serverFrame(Buffer.concat([Buffer.from([0x03, 0xe8]), Buffer.from('bye')]), 8)
    const verdict = decode([Buffer.concat([serverFrame('ab'), close, Buffer.from([0xff, 0xff])]), Buffer.from('more')])
    expect(verdict).toEqual({
      output: fingerprint([Buffer.from('ab')]),
      said: [`close 03e8${Buffer.from('bye').toString('hex')}`],
      isBetweenFrames: true,
      fault: undefined,
    })
  })
})

describe('a frame of ours', () => {
  it('is masked, whole, and leaves the payload as it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(opcodes)),
        fc.oneof(fc.nat(200), fc.constantFrom(125, 126, maxPayload)),
        (opcode, length) => {
          const payload = Buffer.from(Array.from({ length }, (_, index) => index % 251))
          const before = Buffer.from(payload)
          const frame = encodeFrame(opcode, payload)
          expect(payload.equals(before)).toBe(true)
          const [sent, another] = clientFrames(frame)
          expect([sent?.opcode, sent?.isLast, sent?.payload.equals(payload), another]).toEqual([
            opcode,
            true,
            true,
            undefined,
          ])
        },
      ),
    )
  })

  it('has a mask of its own each time', () => {
    const masks = Array.from({ length: 20 }, () => encodeFrame(opcodes.close, Buffer.alloc(0)).toString('hex'))
    expect(new Set(masks).size).toBeGreaterThan(15)
    for (const frame of masks) expect(frame).toMatch(/^8880[0-9a-f]{8}$/)
  })

  it('is refused where it is too long to be held twice', () => {
    expect(() => encodeFrame(opcodes.binary, Buffer.alloc(maxPayload + 1))).toThrow(RangeError)
  })
})

function sizeOf(frames: readonly { readonly bytes: Buffer }[]): number {
  return frames.reduce((sum, { bytes }) => sum + bytes.length, 0)
}
