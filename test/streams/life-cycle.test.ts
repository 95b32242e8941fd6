import { getEventListeners, once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DockerConnectionError } from '../../runtime/errors.js'
import { ByteStream } from '../../runtime/streams/byte-stream.js'
import { JsonStream } from '../../runtime/streams/json-stream.js'
import { LogStream } from '../../runtime/streams/log-stream.js'
import type { StreamSource } from '../../runtime/streams/source.js'
import { chunked, closed, collect, frame, outcome, source } from './support.js'

type Iterate = (from: StreamSource) => AsyncGenerator<unknown, void, undefined>

/** Every way to iterate, and bytes that give it one value. */
const kinds: [string, { iterate: Iterate; bytes: Buffer }][] = [
  ['json', { iterate: (from) => new JsonStream(from)[Symbol.asyncIterator](), bytes: Buffer.from('{"a":1}\n') }],
  ['frames', { iterate: (from) => new LogStream(from, 'multiplexed')[Symbol.asyncIterator](), bytes: frame(1, 'a') }],
  ['raw', { iterate: (from) => new LogStream(from, 'raw')[Symbol.asyncIterator](), bytes: Buffer.from('a') }],
  ['lines', { iterate: (from) => new LogStream(from, 'raw').lines(), bytes: Buffer.from('a\n') }],
]

const unhandled: unknown[] = []
const note = (error: unknown): void => {
  unhandled.push(error)
}

beforeEach(() => {
  process.on('unhandledRejection', note).on('uncaughtException', note)
})

afterEach(async () => {
  await new Promise(setImmediate)
  process.off('unhandledRejection', note).off('uncaughtException', note)
  expect(unhandled.splice(0)).toEqual([])
})

describe.each(kinds)('iterating %s', (_, { iterate, bytes }) => {
  it('frees the source at once on return, also while it waits', async () => {
    const body = new PassThrough()
    const iterator = iterate(source(body))
    const pending = iterator.next()
    await new Promise(setImmediate)
    const left = iterator.return()
    expect(body.destroyed).toBe(true)
    expect(await left).toEqual({ done: true, value: undefined })
    expect(await pending).toEqual({ done: true, value: undefined })
  })

  it('frees the source on return before the first value', async () => {
    const body = new PassThrough()
    await iterate(source(body)).return()
    expect(body.destroyed).toBe(true)
  })

  it('frees the source when the loop throws', async () => {
    const body = new PassThrough()
    body.write(bytes)
    const loop = async (): Promise<void> => {
      for await (const value of iterate(source(body))) throw new Error(`mine ${typeof value}`)
    }
    await expect(loop()).rejects.toThrow('mine object')
    expect(body.destroyed).toBe(true)
  })

  it('throws the reason of an abort: before, while it waits, and between values of one chunk', async () => {
    const reason = new Error('enough')
    await expect(collect(iterate(source(new PassThrough(), AbortSignal.abort(reason))))).rejects.toBe(reason)

    const controller = new AbortController()
    const body = new PassThrough()
    body.write(Buffer.concat([bytes, bytes]))
    const iterator = iterate(source(body, controller.signal))
    await iterator.next()
    const rest = collect(iterator)
    controller.abort(reason)
    await expect(rest).rejects.toBe(reason)
    expect(body.destroyed).toBe(true)
  })

  it('throws the reason where the abort reached the source first', async () => {
    const controller = new AbortController()
    const body = new PassThrough()
    controller.signal.addEventListener('abort', () => body.destroy(new Error('aborted')))
    const all = collect(iterate(source(body, controller.signal)))
    const reason = { why: 'not an Error' }
    controller.abort(reason)
    await expect(all).rejects.toBe(reason)
  })

  it('gives what had arrived, then an error that names the operation and the byte, when the source breaks', async () => {
    const body = new PassThrough()
    body.write(bytes)
    const iterator = iterate(source(body))
    await iterator.next()
    body.write(bytes)
    body.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
    const { values, error } = await outcome(iterator)
    expect(values).toHaveLength(1)
    expect(error).toMatchObject({
      name: 'DockerStreamError',
      operationId: 'ContainerLogs',
      offset: bytes.length * 2,
      message: expect.stringMatching(/^ContainerLogs: .* at byte \d+ .*ECONNRESET/),
    })
  })

  it('throws when the source closes before its end, whoever closed it', async () => {
    const body = new PassThrough()
    const all = collect(iterate(source(body)))
    await new Promise(setImmediate)
    body.destroy()
    await expect(all).rejects.toMatchObject({ name: 'DockerStreamError', offset: 0 })
    await expect(collect(iterate(source(body)))).rejects.toMatchObject({ name: 'DockerStreamError' })
  })

  it('passes the errors of this client', async () => {
    const body = new PassThrough()
    const error = new DockerConnectionError('gone', { endpoint: 'unix:///x', source: 'test' })
    const all = collect(iterate(source(body)))
    body.destroy(error)
    await expect(all).rejects.toBe(error)
  })

  it('survives an error of a source that nobody reads', async () => {
    const body = new PassThrough()
    const iterator = iterate(source(body))
    body.destroy(new Error('early'))
    await closed(body)
    await expect(iterator.next()).rejects.toMatchObject({ name: 'DockerStreamError' })
  })

  it('leaves no listener on the signal, whatever ends it', async () => {
    const { signal } = new AbortController()
    const before = getEventListeners(signal, 'abort').length
    for (let index = 0; index < 2500; index++) {
      await collect(iterate(source([bytes], signal)))
      for await (const value of iterate(source([bytes, bytes], signal))) if (value !== undefined) break
      const broken = chunked([bytes])
      const rest = iterate(source(broken, signal))
      broken.destroy(new Error('x'))
      await outcome(rest)
      await iterate(source([bytes], signal)).return()
    }
    expect(getEventListeners(signal, 'abort')).toHaveLength(before)
  })

  it('asks the source for no more than it is asked for itself', async () => {
    let pulled = 0
    const chunk = Buffer.concat(Array.from({ length: 1000 }, () => bytes))
    const body = new Readable({
      read() {
        pulled += chunk.length
        this.push(pulled > 2 ** 30 ? null : chunk)
      },
    })
    const iterator = iterate(source(body))
    for (let index = 0; index < 5; index++) await iterator.next()
    for (let index = 0; index < 50; index++) await new Promise(setImmediate)
    expect(pulled).toBeLessThan(256 * 1024)
    await iterator.return()
  })
})

describe('a byte stream', () => {
  it('is the bytes of its source', async () => {
    const chunks = [Buffer.from('a'), Buffer.alloc(100_000, 'b'), Buffer.from('c')]
    expect(Buffer.concat(await collect(new ByteStream(source(chunks))))).toEqual(Buffer.concat(chunks))
  })

  it('holds a bounded amount for a consumer that stalls', async () => {
    let pulled = 0
    const body = new Readable({
      read() {
        pulled += 65_536
        this.push(pulled > 2 ** 30 ? null : Buffer.alloc(65_536))
      },
    })
    const stream = new ByteStream(source(body))
    await once(stream, 'readable')
    for (let index = 0; index < 50; index++) await new Promise(setImmediate)
    expect(pulled).toBeLessThan(1024 * 1024)
    stream.destroy()
    await closed(stream)
    expect(body.destroyed).toBe(true)
  })

  it('fails with the operation and the byte where its source breaks', async () => {
    const body = new PassThrough()
    const stream = new ByteStream(source(body))
    body.write('abc')
    const all = outcome(stream)
    await once(stream, 'readable')
    body.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))
    const { error } = await all
    expect(error).toMatchObject({ name: 'DockerStreamError', operationId: 'ContainerLogs', offset: 3 })
  })

  it('fails with the reason of an abort, read or not', async () => {
    for (const read of [false, true]) {
      const controller = new AbortController()
      const body = new PassThrough()
      const stream = new ByteStream(source(body, controller.signal))
      if (read) stream.resume()
      const failed = once(stream, 'error')
      const reason = new Error('enough')
      controller.abort(reason)
      expect((await failed)[0]).toBe(reason)
      expect(body.destroyed).toBe(true)
    }
  })

  it('without a listener closes without end when its source breaks', async () => {
    const body = new PassThrough()
    const stream = new ByteStream(source(body))
    const target = stream.pipe(new PassThrough())
    body.destroy(new Error('x'))
    await closed(stream)
    expect(target.writableEnded).toBe(false)
  })

  it('leaves no listener on the signal', async () => {
    const { signal } = new AbortController()
    for (let index = 0; index < 1000; index++) {
      await collect(new ByteStream(source([Buffer.from('a')], signal)))
      const left = new ByteStream(source([Buffer.from('a')], signal))
      left.destroy()
      await closed(left)
    }
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })
})
