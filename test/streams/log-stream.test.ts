import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DockerError, DockerStreamError } from '../../runtime/errors.js'
import { LogStream } from '../../runtime/streams/log-stream.js'
import { chunked, closed, collect, cut, cutPlaces, frame, outcome, source } from './support.js'

const twoSides = [frame(1, 'out 1\n'), frame(2, 'err 1\n'), frame(1, 'out 2\n')]

function logs(chunks: readonly Buffer[]): LogStream {
  return new LogStream(source(chunks), 'multiplexed')
}

describe('text and output', () => {
  it('are of both streams', async () => {
    expect(await logs(twoSides).text()).toBe('out 1\nerr 1\nout 2\n')
    const { stdout, stderr } = await logs(twoSides).output()
    expect([String(stdout), String(stderr)]).toEqual(['out 1\nout 2\n', 'err 1\n'])
  })

  it('keep characters that are split, by stream', async () => {
    const [a, b] = cut(Buffer.from('é'), [1])
    const [c, d] = cut(Buffer.from('ü'), [1])
    const bytes = [frame(1, a ?? ''), frame(2, c ?? ''), frame(1, b ?? ''), frame(2, d ?? '')]
    expect(await logs(bytes).text()).toBe('éü')
  })

  it('reject where the stream is cut', async () => {
    const bytes = [frame(1, 'abc').subarray(0, 10)]
    await expect(logs(bytes).text()).rejects.toMatchObject({ name: 'DockerStreamError', offset: 10 })
    await expect(logs(bytes).output()).rejects.toMatchObject({ name: 'DockerStreamError', offset: 10 })
  })
})

describe('lines', () => {
  it('are the same however the stream is cut into frames and chunks', async () => {
    const text = fc.array(
      fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll(/[\r\n]/g, '')),
      { maxLength: 8 },
    )
    await fc.assert(
      fc.asyncProperty(text, cutPlaces, cutPlaces, fc.constantFrom('\n', '\r\n'), async (want, inner, outer, end) => {
        const payload = Buffer.from(want.map((line) => line + end).join(''))
        const bytes = Buffer.concat(cut(payload, inner).map((piece) => frame(1, piece)))
        const lines = await collect(logs(cut(bytes, outer)).lines())
        expect(lines.map((line) => `${line}`)).toEqual(want)
      }),
    )
  })

  it('of stdout and stderr don’t mix', async () => {
    const lines = await collect(logs([frame(1, 'a'), frame(2, 'b\n'), frame(1, 'c\r\nd'), frame(2, 'e')]).lines())
    expect(lines.map(({ stream, text }) => [stream, text])).toEqual([
      ['stderr', 'b'],
      ['stdout', 'ac'],
      ['stdout', 'd'],
      ['stderr', 'e'],
    ])
  })

  it.each([
    [
      'with a timestamp',
      { given: '2024-05-01T12:00:00.123456789Z a b\n', want: ['2024-05-01T12:00:00.123456789Z', 'a b'] },
    ],
    ['with an offset', { given: '2024-05-01T12:00:00.1+02:00 a\r\n', want: ['2024-05-01T12:00:00.1+02:00', 'a'] }],
    ['that are empty', { given: '2024-05-01T12:00:00Z \n', want: ['2024-05-01T12:00:00Z', ''] }],
    [
      'without a timestamp',
      { given: 'Hello 2024-05-01T12:00:00Z \n', want: [undefined, 'Hello 2024-05-01T12:00:00Z '] },
    ],
  ])('%s', async (_, { given, want }) => {
    const [line] = await collect(logs([frame(1, given)]).lines({ timestamps: true }))
    expect([line?.timestamp, line?.text]).toEqual(want)
    const [plain] = await collect(logs([frame(1, given)]).lines())
    expect(plain).toMatchObject({ text: given.replace(/\r?\n$/, '') })
    expect(plain).not.toHaveProperty('timestamp')
  })

  it('that the engine sends in several messages have one timestamp', async () => {
    const stamp = (second: number): string => `2024-05-01T12:00:0${second}.000000000Z `
    const bytes = Buffer.concat([
      frame(1, `${stamp(1)}aa`),
      frame(2, `${stamp(2)}x\n`),
      frame(1, `${stamp(3)}bb`),
      frame(1, `${stamp(4)}c`),
      frame(1, `${stamp(5)}\n`),
      frame(1, `${stamp(6)}d\n`),
    ])
    for (const places of [[], [...bytes.keys()], [10, 100, 113, 150, 190]]) {
      const lines = await collect(logs(cut(bytes, places)).lines({ timestamps: true }))
      expect(lines.map(({ text, timestamp }) => `${timestamp} ${text}`)).toEqual([
        `${stamp(2)}x`,
        `${stamp(1)}aabbc`,
        `${stamp(6)}d`,
      ])
    }
  })

  it('that are very long cost a time that is linear in their bytes', async () => {
    const chunks = Array.from({ length: 20_000 }, () => frame(1, Buffer.alloc(1000, 'x')))
    const lines = await collect(logs(chunks).lines())
    expect(lines.map(({ text }) => text.length)).toEqual([20_000_000])
  })

  it('come before the error of a cut, but not the line that is cut', async () => {
    const { values, error } = await outcome(logs([frame(1, 'a\nb'), frame(1, 'c').subarray(0, 3)]).lines())
    expect(values.map(String)).toEqual(['a'])
    expect(error).toBeInstanceOf(DockerStreamError)
  })
})

describe('stdout and stderr', () => {
  it('give each its bytes', async () => {
    const stream = logs(twoSides)
    const [stdout, stderr] = await Promise.all([collect(stream.stdout), collect(stream.stderr)])
    expect([Buffer.concat(stdout).toString(), Buffer.concat(stderr).toString()]).toEqual(['out 1\nout 2\n', 'err 1\n'])
    expect(stream.stdout).toBe(stream.stdout)
  })

  it('drop what was not asked for', async () => {
    const many = Array.from({ length: 100 }, () => [frame(2, Buffer.alloc(10_000)), frame(1, 'x')]).flat()
    expect(Buffer.concat(await collect(logs(many).stdout)).toString()).toBe('x'.repeat(100))
  })

  it('hold each other back when one is not read, and go on when it is destroyed', async () => {
    const body = chunked(Array.from({ length: 1000 }, (_, index) => frame(1 + (index % 2), Buffer.alloc(10_000))))
    const stream = new LogStream(source(body), 'multiplexed')
    const { stdout, stderr } = stream
    let got = 0
    stdout.on('data', (data: Buffer) => {
      got += data.length
    })
    while (stderr.readableLength < stderr.readableHighWaterMark) await new Promise(setImmediate)
    expect(stderr.readableLength).toBeLessThan(stderr.readableHighWaterMark + 10_000)
    expect(got).toBeLessThan(100_000)
    const held = got
    for (let index = 0; index < 20; index++) await new Promise(setImmediate)
    expect(got).toBe(held)
    stderr.destroy()
    await once(stdout, 'end')
    expect(got).toBe(5_000_000)
  })

  it('fail both with the error of the source', async () => {
    const stream = logs([frame(1, 'a'), frame(3, 'boom')])
    const errors = Promise.all([once(stream.stdout, 'error'), once(stream.stderr, 'error')])
    stream.stdout.resume()
    for (const [error] of await errors) expect(error).toMatchObject({ name: 'DockerStreamError', message: 'boom' })
  })

  it('without a listener for errors close and don’t end the process', async () => {
    const stream = logs([frame(1, 'a'), frame(3, 'boom')])
    const target = new PassThrough()
    stream.stdout.pipe(target)
    await closed(stream.stdout)
    expect(stream.stdout.errored).toMatchObject({ message: 'boom' })
    expect(target.writableEnded).toBe(false)
  })

  it('free the source when all that were asked for are destroyed, read or not', async () => {
    for (const both of [false, true]) {
      const body = new PassThrough()
      body.write(frame(1, 'a'))
      const stream = new LogStream(source(body), 'multiplexed')
      const sides = both ? [stream.stdout, stream.stderr] : [stream.stdout]
      if (both) stream.stdout.read()
      for (const side of sides) {
        expect(body.destroyed).toBe(false)
        side.destroy()
        await closed(side)
      }
      expect(body.destroyed).toBe(true)
    }
  })

  it('fail when the stream is destroyed, also when nobody reads', async () => {
    const stream = new LogStream(source(new PassThrough()), 'multiplexed')
    const failed = once(stream.stderr, 'error')
    stream.destroy(new Error('mine'))
    expect((await failed)[0]).toMatchObject({ message: 'mine' })
    await once(stream.stdout, 'error').then(([error]) => expect(error).toMatchObject({ message: 'mine' }))
  })
})

describe('a log stream', () => {
  it.each<[string, (stream: LogStream) => unknown]>([
    ['for await', (stream) => stream[Symbol.asyncIterator]()],
    ['.stdout', (stream) => stream.stdout],
    ['.stderr', (stream) => stream.stderr],
    ['.lines()', (stream) => stream.lines()],
    ['.text()', (stream) => stream.text()],
    ['.output()', (stream) => stream.output()],
  ])('that %s reads can’t be read by another', async (name, first) => {
    const stream = logs([])
    const result = first(stream)
    expect(() => stream[Symbol.asyncIterator]()).toThrow(DockerError)
    expect(() => stream.lines()).toThrow(`which ${name} reads already`)
    await expect(stream.text()).rejects.toThrow('it can be read once')
    await expect(stream.output()).rejects.toThrow('it can be read once')
    if (!name.startsWith('.std')) expect(() => stream.stdout).toThrow('it can be read once')
    await result
  })

  it('reads nothing before it is asked', async () => {
    const body = chunked([frame(1, 'a')])
    const stream = new LogStream(source(body), 'multiplexed')
    await new Promise(setImmediate)
    expect(body.readableDidRead).toBe(false)
    expect(await stream.text()).toBe('a')
  })
})
