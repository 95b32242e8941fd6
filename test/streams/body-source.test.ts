import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { PassThrough, Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { DockerError, InvalidInputError } from '../../runtime/errors.js'
import { type ByteSource, toReadable } from '../../runtime/streams/body-source.js'
import { closed, collect } from './support.js'

async function* generate(): AsyncGenerator<Uint8Array | string> {
  yield 'ä'
  yield new Uint8Array(0)
  yield new Uint8Array([98, 99])
}

function web(): ReadableStream<Uint8Array> {
  return ReadableStream.from([new Uint8Array([97]), new Uint8Array([98, 99])])
}

function stream(source: ByteSource): Readable {
  const readable = toReadable(source)
  if (readable instanceof Readable) return readable
  throw new Error('not a Readable')
}

describe('a body', () => {
  it.each<[string, { given: ByteSource; want: string }]>([
    ['a string', { given: 'äbc', want: 'äbc' }],
    ['a Buffer', { given: Buffer.from('abc'), want: 'abc' }],
    ['a view', { given: new Uint8Array(Buffer.from('xabcx')).subarray(1, 4), want: 'abc' }],
  ])('of %s is a Buffer', (_, { given, want }) => {
    const body = toReadable(given)
    expect(Buffer.isBuffer(body) && body.toString()).toBe(want)
  })

  it('of bytes is not copied', () => {
    const bytes = new Uint8Array(10)
    const body = toReadable(bytes)
    expect(Buffer.isBuffer(body) && body.buffer).toBe(bytes.buffer)
  })

  it.each<[string, { given: () => ByteSource; want: string }]>([
    [
      'a Readable',
      { given: () => Readable.from([Buffer.from('ab'), Buffer.from('c')], { objectMode: false }), want: 'abc' },
    ],
    ['a Readable of strings', { given: () => Readable.from(['ä', '', 'b']), want: 'äb' }],
    ['a web stream', { given: web, want: 'abc' }],
    ['a Blob', { given: () => new Blob(['äb', new Uint8Array([99])]), want: 'äbc' }],
    ['a generator', { given: generate, want: 'äbc' }],
    ['an empty generator', { given: async function* () {}, want: '' }],
  ])('of %s is a Readable', async (_, { given, want }) => {
    expect(Buffer.concat(await collect(stream(given()))).toString()).toBe(want)
  })

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a number', 7],
    ['a function', () => {}],
    ['an object of Object', { a: 1 }],
    ['an object of Array', [new Uint8Array(1)]],
    ['an object of ArrayBuffer', new ArrayBuffer(1)],
  ])('of %s is refused', (text, given) => {
    const untyped: (source: never) => unknown = toReadable
    const call = (): unknown => Reflect.apply(untyped, undefined, [given])
    expect(call).toThrow(InvalidInputError)
    expect(call).toThrow(`the body is ${text};`)
  })

  it("of a program's output is whole, also where the program ends before it is read", async () => {
    const program = spawn(process.execPath, ['-e', 'process.stdout.write("all of it")'])
    const body = stream(program.stdout)
    // Node then lets flow, into nothing, what nobody reads.
    await once(program, 'exit')
    await turn()
    expect(Buffer.concat(await collect(body)).toString()).toBe('all of it')
  })

  it('of a stream that was read, destroyed or locked is refused', async () => {
    const read = Readable.from(['a'])
    await collect(read)
    const destroyed = new PassThrough().destroy()
    const locked = web()
    locked.getReader()
    for (const given of [read, destroyed, locked]) expect(() => toReadable(given)).toThrow(InvalidInputError)
  })

  it('fails with the error of its source as the cause', async () => {
    const cause = new Error('mine')
    const failing = async function* (): AsyncGenerator<string> {
      yield 'a'
      throw cause
    }
    const sources: (() => ByteSource)[] = [
      failing,
      () => Readable.from(failing()),
      () => new PassThrough().destroy(cause),
      () => new ReadableStream<Uint8Array>({ start: (controller) => controller.error(cause) }),
    ]
    for (const given of sources) {
      const all = collect(stream(given()))
      await expect(all).rejects.toBeInstanceOf(DockerError)
      await expect(all).rejects.toMatchObject({ cause, message: 'the stream given as body failed: mine' })
    }
  })

  it('fails for a file that is missing, also when it is read late', async () => {
    const body = stream(createReadStream('no-such-file'))
    await turn()
    await expect(collect(body)).rejects.toMatchObject({ cause: { code: 'ENOENT' } })
  })

  it.each([
    ['is read', true],
    ['waits to be read', false],
  ])('fails for a Readable that closes without its end while it %s', async (_, isRead) => {
    const source = new PassThrough()
    const body = stream(source)
    const closing = async (): Promise<void> => {
      source.write('a')
      await turn()
      source.destroy()
      await turn()
    }
    const reading = isRead ? [collect(body), closing()] : [closing().then(() => collect(body))]
    await expect(Promise.all(reading)).rejects.toMatchObject({ cause: { code: 'ERR_STREAM_PREMATURE_CLOSE' } })
  })

  it('of a Readable that ends before it is read ends', async () => {
    const source = new PassThrough().end()
    const body = stream(source)
    source.resume()
    await turn()
    expect(await collect(body)).toEqual([])
  })

  it('fails for a source that gives something else', async () => {
    for (const given of [[7], [{}]]) {
      await expect(collect(stream(Readable.from(given)))).rejects.toThrow(/it must give bytes or strings/)
    }
  })

  it('frees its source when it is destroyed, also while it waits', async () => {
    const readable = new PassThrough()
    let cancelled: unknown
    const waiting = new ReadableStream<Uint8Array>({
      pull: () => new Promise(() => {}),
      cancel: (reason) => {
        cancelled = reason
      },
    })
    let returned = false
    const iterable: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          returned = true
          return { done: true, value: undefined }
        },
      }),
    }
    for (const given of [readable, waiting, iterable]) {
      const body = stream(given)
      const failed = once(body, 'error')
      body.resume()
      await turn()
      body.destroy(new Error('enough'))
      await failed
      await closed(body)
    }
    expect(readable.destroyed).toBe(true)
    expect(cancelled).toMatchObject({ message: 'enough' })
    expect(returned).toBe(true)
  })

  it.each<[string, (pieces: AsyncGenerator<Uint8Array>) => ByteSource]>([
    ['a generator', (pieces) => pieces],
    ['a Readable', (pieces) => Readable.from(pieces, { objectMode: false })],
    ['a Readable of objects', (pieces) => Readable.from(pieces, { highWaterMark: 1 })],
  ])('asks %s for no more than is read', async (_, sourceOf) => {
    let pulled = 0
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      for (; pulled < 16_384; pulled++) yield new Uint8Array(65_536)
    }
    const body = stream(sourceOf(pieces()))
    await once(body, 'readable')
    for (let index = 0; index < 50; index++) await turn()
    expect(pulled).toBeLessThan(8)
    body.destroy()
  })
})
