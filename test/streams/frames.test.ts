import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameDecoder, type LogChunk } from '../../runtime/streams/frames.js'
import { LogStream } from '../../runtime/streams/log-stream.js'
import { context, cut, cutPlaces, frame, outcome, payloads, source, streamError, vectors } from './support.js'

const frames = fc.array(fc.tuple(fc.constantFrom(0, 1, 2), fc.uint8Array({ maxLength: 60 })), { maxLength: 12 })

function encode(list: readonly (readonly [number, Uint8Array])[]): Buffer {
  return Buffer.concat(list.map(([type, payload]) => frame(type, Buffer.from(payload))))
}

function wanted(list: readonly (readonly [number, Uint8Array])[]): { stdout: string; stderr: string } {
  return payloads(list.map(([type, data]) => ({ stream: type === 2 ? 'stderr' : 'stdout', data: Buffer.from(data) })))
}

function read(chunks: readonly Buffer[]) {
  return outcome(new LogStream(source(chunks), 'multiplexed'))
}

describe('the frames of a multiplexed stream', () => {
  it('give the same payload however they are cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(frames, cutPlaces, async (list, places) => {
        const { values, error } = await read(cut(encode(list), places))
        expect(error).toBeUndefined()
        expect(payloads(values)).toEqual(wanted(list))
        expect(values.every(({ data }) => data.length > 0)).toBe(true)
      }),
    )
  })

  it('give what came before a cut, and an error at its byte unless it is between frames', async () => {
    await fc.assert(
      fc.asyncProperty(frames, cutPlaces, fc.nat(800), async (list, places, at) => {
        const bytes = encode(list)
        const end = Math.min(at, bytes.length)
        const bounds = list.map((_, index) => encode(list.slice(0, index + 1)).length)
        const { values, error } = await read(cut(bytes.subarray(0, end), places))
        const full = wanted(list)
        const { stdout, stderr } = payloads(values)
        expect(full.stdout.startsWith(stdout) && full.stderr.startsWith(stderr)).toBe(true)
        const headers = [0, ...bounds].filter((bound) => bound < end)
        const inLast = end - (headers.at(-1) ?? 0)
        const payloadLength = end - 8 * headers.length + Math.max(0, 8 - inLast)
        if (end > 0) expect(stdout.length + stderr.length).toBe(payloadLength)
        if ([0, ...bounds].includes(end)) expect(error).toBeUndefined()
        else expect(streamError(error)).toMatchObject({ offset: end, operationId: 'ContainerLogs' })
      }),
    )
  })

  it('of an unknown type are an error at their first byte', async () => {
    await fc.assert(
      fc.asyncProperty(frames, fc.integer({ min: 4, max: 255 }), cutPlaces, async (list, type, places) => {
        const good = encode(list)
        const { values, error } = await read(cut(Buffer.concat([good, frame(type, 'never'), frame(1, 'x')]), places))
        expect(payloads(values)).toEqual(wanted(list))
        expect(streamError(error).offset).toBe(good.length)
        expect(streamError(error).message).toContain(`type ${type}`)
      }),
    )
  })

  it('of type 3 are the error of the engine', async () => {
    await fc.assert(
      fc.asyncProperty(frames, cutPlaces, async (list, places) => {
        const bytes = Buffer.concat([encode(list), frame(3, 'bööm'), frame(1, 'never')])
        const { values, error } = await read(cut(bytes, places))
        expect(payloads(values)).toEqual(wanted(list))
        expect(streamError(error).message).toBe('bööm')
      }),
    )
  })

  it.each([
    ['without a text', { given: frame(3, ''), want: 'ContainerLogs: the engine reported an error without a text' }],
    ['cut inside its text', { given: frame(3, 'boom!').subarray(0, 12), want: 'boom' }],
    ['longer than 64 KiB', { given: frame(3, Buffer.alloc(200_000, 'x')), want: 'x'.repeat(65_536) }],
  ])('an error of the engine %s', async (_, { given, want }) => {
    expect(streamError((await read([given])).error).message).toBe(want)
  })

  it('are passed on as slices of the chunk that they came in', () => {
    const chunk = Buffer.concat([frame(1, 'abc'), frame(2, 'def')])
    const pieces = [...new FrameDecoder(context).push(chunk)]
    expect(pieces.map(({ data }) => data.toString())).toEqual(['abc', 'def'])
    for (const { data } of pieces) expect(data.buffer).toBe(chunk.buffer)
  })

  it('of 3 GiB pass without being gathered', () => {
    const decoder = new FrameDecoder(context)
    const header = Buffer.alloc(8)
    header[0] = 2
    header.writeUInt32BE(3 * 2 ** 30, 4)
    expect([...decoder.push(header)]).toEqual([])
    const chunk = Buffer.alloc(2 ** 24)
    let bytes = 0
    for (let index = 0; index < 192; index++) for (const { data } of decoder.push(chunk)) bytes += data.length
    expect(bytes).toBe(3 * 2 ** 30)
    expect(() => decoder.end()).not.toThrow()
  })

  it('cost the same for each byte, whatever their size', () => {
    const time = (size: number): number => {
      const chunk = Buffer.concat(Array.from({ length: 400_000 / size }, () => frame(1, Buffer.alloc(size))))
      const decoder = new FrameDecoder(context)
      const begin = process.hrtime.bigint()
      for (let at = 0; at < chunk.length; at++) for (const _ of decoder.push(chunk.subarray(at, at + 1)));
      return Number(process.hrtime.bigint() - begin)
    }
    time(100)
    const small = Math.min(time(100), time(100))
    const large = Math.min(time(400_000), time(400_000))
    expect(large).toBeLessThan(small * 5)
  })
})

describe('the stdcopy rows of the behaviour vectors', () => {
  // Docker's own demultiplexer ends without an error where the stream is cut; ours says that it was.
  const stricter = new Set(['truncated header', 'truncated payload'])

  it.each(vectors('stdcopy').map((row) => [row.name, row] as const))('%s', async (name, row) => {
    const bytes = Buffer.from(row.hex, 'hex')
    for (const chunks of [[bytes], cut(bytes, [...bytes.keys()])]) {
      const { values, error } = await read(chunks.filter((chunk) => chunk.length > 0))
      const got = payloads(values)
      expect(got.stdout).toBe(row.stdout)
      if (name !== 'truncated payload') expect(got.stderr).toBe(row.stderr)
      expect(error !== undefined).toBe(row.error !== null || stricter.has(name))
    }
  })
})

describe('a raw stream', () => {
  it('is stdout as it is', async () => {
    const chunks: LogChunk[] = [{ stream: 'stdout', data: Buffer.from([9, 0, 0, 1]) }]
    const { values, error } = await outcome(new LogStream(source([Buffer.from([9, 0, 0, 1])]), 'raw'))
    expect({ values, error }).toEqual({ values: chunks, error: undefined })
  })
})
