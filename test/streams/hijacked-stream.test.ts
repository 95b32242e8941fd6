import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Framing } from '../../runtime/streams/frames.js'
import { HijackedStream } from '../../runtime/streams/hijacked-stream.js'
import { closed, compiledRoom, context, frame, outcome, serve } from './support.js'

type Peer = Awaited<ReturnType<typeof serve>>
type Pair = { stream: HijackedStream; connection: Socket; peer: Socket; sockets: Peer }

const open = new Set<Peer>()
const unhandled: unknown[] = []
const note = (error: unknown): void => {
  unhandled.push(error)
}

async function pair(kind: 'tcp' | 'unix', framing: Framing = 'raw', signal?: AbortSignal): Promise<Pair> {
  let accept: (socket: Socket) => void = () => {}
  const accepted = new Promise<Socket>((resolve) => {
    accept = resolve
  })
  const sockets = await serve(kind, (socket) => accept(socket))
  open.add(sockets)
  const connection = connect({ ...sockets.address, allowHalfOpen: true })
  await once(connection, 'connect')
  const peer = await accepted
  return { stream: new HijackedStream({ body: connection, context, signal }, framing), connection, peer, sockets }
}

/** All bytes up to the half-close. Not by iterating, which destroys a socket at the end of its input. */
async function received(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(socket, 'end')
  return Buffer.concat(chunks)
}

beforeEach(() => {
  process.on('unhandledRejection', note).on('uncaughtException', note)
})

afterEach(async () => {
  for (const sockets of open) await sockets.close()
  open.clear()
  process.off('unhandledRejection', note).off('uncaughtException', note)
  expect(unhandled.splice(0)).toEqual([])
})

describe.each(['tcp', 'unix'] as const)('a hijacked stream over %s', (kind) => {
  it('half-closes at the end of the input, and gives all output that follows', async () => {
    const { stream, peer } = await pair(kind, 'multiplexed')
    const input = received(peer)
    const output = stream.output()
    await pipeline(Readable.from([Buffer.alloc(5_000_000, 'i'), 'end']), stream.stdin)
    expect((await input).length).toBe(5_000_003)
    peer.write(frame(1, Buffer.alloc(5_000_000, 'o')))
    peer.end(frame(2, 'late'))
    const { stdout, stderr } = await output
    expect([stdout.length, String(stderr)]).toEqual([5_000_000, 'late'])
    await stream.closed
  })

  it('frees the connection when the peer ends and the input is still open, and ends what is piped into it', async () => {
    const { stream, connection, peer } = await pair(kind)
    const typed = new PassThrough()
    const piped = pipeline(typed, stream.stdin).catch((error: unknown) => error)
    peer.end('bye')
    expect(await stream.text()).toBe('bye')
    await stream.closed
    expect(connection.destroyed).toBe(true)
    expect(await piped).toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' })
  })

  it('reports a write after the end on the input, and to nobody where nobody listens', async () => {
    const { stream, peer } = await pair(kind)
    peer.end()
    expect(await stream.text()).toBe('')
    await stream.closed
    stream.stdin.write('unheard')
    await new Promise(setImmediate)
    const event = once(stream.stdin, 'error')
    const called = new Promise((resolve) => stream.stdin.write('x', resolve))
    expect((await event)[0]).toMatchObject({ name: 'DockerStreamError', message: expect.stringContaining('input') })
    expect(await called).toBeInstanceOf(Error)
    stream.stdin.end()
  })

  it('fails the input that the peer did not take', async () => {
    const { stream, peer } = await pair(kind)
    peer.pause()
    const written = new Promise((resolve) => stream.stdin.write(Buffer.alloc(50_000_000), resolve))
    const event = once(stream.stdin, 'error')
    peer.end('done')
    expect(await stream.text()).toBe('done')
    expect((await event)[0]).toMatchObject({ name: 'DockerStreamError', operationId: 'ContainerLogs' })
    expect(await written).toBeInstanceOf(Error)
  })

  it('holds back a writer while the peer takes nothing', async () => {
    const { stream, peer } = await pair(kind)
    peer.pause()
    let given = 0
    const input = Readable.from(
      (function* () {
        for (; given < 1024; given++) yield Buffer.alloc(1024 * 1024)
      })(),
    )
    const piped = pipeline(input, stream.stdin).catch((error: unknown) => error)
    for (let index = 0; index < 100; index++) await new Promise(setImmediate)
    expect(given).toBeLessThan(32)
    stream.destroy()
    expect(await piped).toBeInstanceOf(Error)
    await stream.closed
  })

  it('holds back the peer while nobody reads', async () => {
    const { stream, connection, peer } = await pair(kind)
    let sent = 0
    const flood = (): void => {
      while (sent < 2 ** 30 && peer.write(Buffer.alloc(65_536))) sent += 65_536
    }
    peer.on('drain', flood)
    flood()
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    for (let index = 0; index < 100; index++) await new Promise(setImmediate)
    expect(connection.bytesRead).toBeLessThan(1024 * 1024)
    const gone = closed(peer)
    await iterator.return()
    expect(connection.destroyed).toBe(true)
    await gone
  })

  it.each([
    ['inside a frame', frame(1, 'abcdef').subarray(0, 10)],
    ['between frames', frame(1, 'ab')],
  ])('throws where the peer resets the connection %s', async (_, bytes) => {
    const { stream, peer } = await pair(kind, 'multiplexed')
    stream.stdin.write('input')
    await once(peer, 'data')
    peer.write(bytes)
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    const rest = outcome(iterator)
    // A unix socket has no reset: closed with unread input, it gives the same error to its other end.
    if (kind === 'tcp') peer.resetAndDestroy()
    else {
      peer.pause()
      stream.stdin.write(Buffer.alloc(100_000))
      peer.destroy()
    }
    const { error } = await rest
    expect(error).toMatchObject({ name: 'DockerStreamError', operationId: 'ContainerLogs', offset: bytes.length })
    await stream.closed
  })

  it('ends at an abort: the output, the input and the connection', async () => {
    const controller = new AbortController()
    const { stream, peer } = await pair(kind, 'raw', controller.signal)
    const reason = new Error('enough')
    const text = stream.text()
    const written = new Promise((resolve) => stream.stdin.write(Buffer.alloc(50_000_000), resolve))
    peer.pause()
    controller.abort(reason)
    await expect(text).rejects.toBe(reason)
    expect(await written).toBeInstanceOf(Error)
    await stream.closed
    expect(stream.stdin.destroyed).toBe(true)
  })

  it('drops the connection when its input is destroyed before its end', async () => {
    const { stream, peer } = await pair(kind)
    const text = stream.text()
    peer.resume().on('end', () => peer.end())
    const gone = closed(peer)
    const broken = new Readable({ read() {} })
    const piped = pipeline(broken, stream.stdin)
    broken.destroy(new Error('no more'))
    await expect(piped).rejects.toThrow('no more')
    await expect(text).rejects.toThrow('no more')
    await gone
  })

  it('leaves nothing open after 200 aborts', async () => {
    const { sockets, connection, peer } = await pair(kind)
    connection.destroy()
    peer.destroy()
    sockets.server.on('connection', (socket) => socket.resume().on('end', () => socket.end()))
    for (let index = 0; index < 200; index++) {
      const controller = new AbortController()
      const next = connect({ ...sockets.address, allowHalfOpen: true })
      await once(next, 'connect')
      const stream = new HijackedStream({ body: next, context, signal: controller.signal }, 'raw')
      const text = stream.text()
      controller.abort()
      await expect(text).rejects.toBe(controller.signal.reason)
      await stream.closed
    }
    const count = promisify(sockets.server.getConnections.bind(sockets.server))
    while ((await count()) > 0) await new Promise(setImmediate)
  })
})

describe('a hijacked stream', () => {
  it('keeps bytes that came with the head', async () => {
    const { stream, connection, peer } = await pair('tcp', 'multiplexed')
    connection.unshift(frame(1, 'first '))
    peer.end(frame(1, 'second'))
    expect(await stream.text()).toBe('first second')
  })

  it('lets the process exit by itself when the peer ends', async () => {
    const { sockets } = await pair('tcp')
    sockets.server.on('connection', (socket) => socket.end('bye'))
    const address = JSON.stringify(sockets.address)
    const room = compiledRoom()
    const script = `
      import { connect } from 'node:net'
      import { HijackedStream } from ${JSON.stringify(pathToFileURL(join(room, 'streams/hijacked-stream.js')).href)}
      const body = connect({ ...${address}, allowHalfOpen: true })
      const context = { operationId: 'ExecStart', method: 'POST', path: '/exec/x/start' }
      const { signal } = new AbortController()
      const stream = new HijackedStream({ body, context, signal }, 'raw')
      stream.stdin.write('input')
      process.stdout.write(await stream.text())`
    try {
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
        timeout: 20_000,
      })
      expect(stdout).toBe('bye')
    } finally {
      rmSync(room, { recursive: true })
    }
  }, 30_000)
})
