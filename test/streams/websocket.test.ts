import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Endpoint } from '../../runtime/endpoint/endpoint.js'
import { openWebSocket, type WebSocketRequest } from '../../runtime/streams/websocket.js'
import { WebSocketBoundary } from '../../runtime/streams/websocket-boundary.js'
import { closed, context, cut, cutPlaces, outcome, serve } from './support.js'

type Peer = Awaited<ReturnType<typeof serve>>

const open = new Set<Peer>()
const unhandled: unknown[] = []
const note = (error: unknown): void => {
  unhandled.push(error)
}

/** An engine that handles each connection when it has read the request's head. */
async function engine(
  kind: 'tcp' | 'unix',
  answer: (socket: Socket, head: string) => void,
): Promise<{ request: WebSocketRequest; connections: Duplex[]; sockets: Peer }> {
  const sockets = await serve(kind, (socket) => socket.once('data', (head) => answer(socket, head.toString())))
  open.add(sockets)
  const connections: Duplex[] = []
  const endpoint: Endpoint = {
    address: 'unix:///engine',
    source: 'test',
    host: 'engine.example',
    basePath: '',
    dialler: {
      dial: async () => {
        const connection = connect({ ...sockets.address, allowHalfOpen: true })
        connections.push(connection)
        await once(connection, 'connect')
        return connection
      },
    },
  }
  return { request: { endpoint, path: '/v1.42/containers/x/attach/ws?stream=1', context }, connections, sockets }
}

function accept(head: string): string {
  const key = /sec-websocket-key: (.*)\r\n/i.exec(head)?.[1]
  const hash = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${hash}\r\n\r\n`
}

/** A frame as a server sends it: 2 is binary, 1 text. */
function wsFrame(payload: Buffer | string, opcode = 2): Buffer {
  const data = Buffer.from(payload)
  const length = data.length < 126 ? [data.length] : data.length < 65_536 ? [126, 0, 0] : [127, 0, 0, 0, 0, 0, 0, 0, 0]
  const head = Buffer.from([0x80 | opcode, ...length])
  if (head.length === 4) head.writeUInt16BE(data.length, 2)
  if (head.length === 10) head.writeUInt32BE(data.length, 6)
  return Buffer.concat([head, data])
}

beforeEach(() => {
  process.on('unhandledRejection', note).on('uncaughtException', note)
})

afterEach(async () => {
  for (const sockets of open) await sockets.close()
  open.clear()
  await new Promise(setImmediate)
  process.off('unhandledRejection', note).off('uncaughtException', note)
  expect(unhandled.splice(0)).toEqual([])
})

describe.each(['tcp', 'unix'] as const)('a WebSocket over %s', (kind) => {
  it('sends path, query and headers, and reads frames that come with the head', async () => {
    let sent = ''
    const { request, connections } = await engine(kind, (socket, head) => {
      sent = head
      socket.end(Buffer.concat([Buffer.from(accept(head)), wsFrame('first '), wsFrame('second')]))
    })
    const stream = await openWebSocket({ ...request, headers: { 'X-One': 'a', 'X-Two': ['b', 'c'] } })
    expect(await stream.text()).toBe('first second')
    await stream.closed
    expect(connections.every((connection) => connection.destroyed)).toBe(true)
    expect(sent).toMatch(/^GET \/v1\.42\/containers\/x\/attach\/ws\?stream=1 HTTP\/1\.1\r\n/)
    for (const line of ['Host: engine.example', 'X-One: a', 'X-Two: b, c']) expect(sent).toContain(`${line}\r\n`)
  })

  it('gives the output that follows the end of the input', async () => {
    const { request } = await engine(kind, (socket, head) => {
      socket.write(accept(head))
      const received: Buffer[] = []
      socket.on('data', (data) => {
        received.push(data)
        const bytes = Buffer.concat(received)
        // A client's close frame without a reason is its last six bytes: 0x88, 0x80 and the mask.
        if (bytes.at(-6) !== 0x88 || bytes.at(-5) !== 0x80) return
        socket.write(wsFrame(Buffer.alloc(100_000, 'o')))
        setImmediate(() => socket.end(wsFrame(String(bytes.length > 200_000))))
      })
    })
    const stream = await openWebSocket(request)
    stream.stdin.end(Buffer.alloc(200_000, 'i'))
    const text = await stream.text()
    expect([text.length, text.slice(-5)]).toEqual([100_004, 'otrue'])
  })

  it('reads text frames that are cut inside a character', async () => {
    const [a, b] = cut(Buffer.from('é'), [1])
    const { request } = await engine(kind, (socket, head) => {
      socket.end(Buffer.concat([Buffer.from(accept(head)), wsFrame(a ?? '', 1), wsFrame(b ?? '', 1)]))
    })
    expect(await (await openWebSocket(request)).text()).toBe('é')
  })

  it.each([
    ['is cut inside a frame', (socket: Socket) => socket.end(wsFrame('abcdef').subarray(0, 5))],
    ['breaks the protocol', (socket: Socket) => socket.write(Buffer.from([0xf2, 0, 0, 0]))],
  ])('throws where the connection %s', async (_, end) => {
    const { request } = await engine(kind, (socket, head) => {
      socket.write(Buffer.concat([Buffer.from(accept(head)), wsFrame('ab')]))
      end(socket)
    })
    const stream = await openWebSocket(request)
    const { values, error } = await outcome(stream)
    expect(Buffer.concat(values.map(({ data }) => data)).toString()).toBe('ab')
    expect(error).toMatchObject({ name: 'DockerStreamError', operationId: 'ContainerLogs', offset: 2 })
    await stream.closed
  })

  it.each([
    ['404', 'JSON', '{"message":"No such container: x"}', 'NotFoundError', 'No such container: x'],
    ['409', 'plain text', 'not running\r\n', 'ConflictError', 'not running'],
    ['500', 'nothing', '', 'ServerError', 'Refused'],
  ])('rejects with the error of status %s, told in %s', async (status, _, body, name, message) => {
    const { request, connections } = await engine(kind, (socket) => {
      socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    })
    await expect(openWebSocket(request)).rejects.toMatchObject({ name, status: Number(status), message, ...context })
    for (const connection of connections) await closed(connection)
  })

  it('rejects where the engine closes before it answers', async () => {
    const { request } = await engine(kind, (socket) => socket.end())
    await expect(openWebSocket(request)).rejects.toMatchObject({
      name: 'DockerConnectionError',
      endpoint: 'unix:///engine',
      source: 'test',
    })
  })

  it('rejects where the answer is not that of a WebSocket', async () => {
    const { request } = await engine(kind, (socket) => {
      socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n')
    })
    await expect(openWebSocket(request)).rejects.toMatchObject({ name: 'DockerConnectionError' })
  })

  it('rejects after its timeout, which does not end a stream', async () => {
    const silent = await engine(kind, () => {})
    await expect(openWebSocket({ ...silent.request, timeout: 20 })).rejects.toMatchObject({
      name: 'DockerTimeoutError',
    })
    for (const connection of silent.connections) await closed(connection)
    const slow = await engine(kind, (socket, head) => {
      socket.write(accept(head))
      setTimeout(() => socket.end(wsFrame('late')), 150)
    })
    const stream = await openWebSocket({ ...slow.request, timeout: 100 })
    expect(await stream.text()).toBe('late')
  })

  it('ends at an abort: before, while it waits for the answer, and as a stream', async () => {
    const reason = new Error('enough')
    const silent = await engine(kind, () => {})
    await expect(openWebSocket({ ...silent.request, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)

    const waiting = new AbortController()
    const opened = openWebSocket({ ...silent.request, signal: waiting.signal })
    while (silent.connections.length < 2) await new Promise(setImmediate)
    waiting.abort(reason)
    await expect(opened).rejects.toBe(reason)

    const running = new AbortController()
    const talking = await engine(kind, (socket, head) => socket.write(accept(head)))
    const stream = await openWebSocket({ ...talking.request, signal: running.signal })
    const text = stream.text()
    running.abort(reason)
    await expect(text).rejects.toBe(reason)
    await stream.closed
    for (const connection of [...silent.connections, ...talking.connections]) await closed(connection)
  })

  it('holds back the engine while nobody reads', async () => {
    let sent = 0
    const { request, connections } = await engine(kind, (socket, head) => {
      socket.write(accept(head))
      const piece = wsFrame(Buffer.alloc(32_768))
      const flood = (): void => {
        while (sent < 2 ** 30 && socket.write(piece)) sent += piece.length
      }
      socket.on('drain', flood)
      flood()
    })
    const stream = await openWebSocket(request)
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    for (let index = 0; index < 100; index++) await new Promise(setImmediate)
    expect(sent).toBeLessThan(32 * 1024 * 1024)
    await iterator.return()
    for (const connection of connections) await closed(connection)
  })
})

it('a reset of the connection is thrown', async () => {
  const { request } = await engine('tcp', (socket, head) => {
    socket.write(Buffer.concat([Buffer.from(accept(head)), wsFrame('ab')]))
    socket.once('data', () => socket.resetAndDestroy())
  })
  const stream = await openWebSocket(request)
  const iterator = stream[Symbol.asyncIterator]()
  await iterator.next()
  stream.stdin.write('x')
  expect((await outcome(iterator)).error).toMatchObject({ name: 'DockerStreamError', offset: 2 })
})

it('the boundary of frames is found however they are cut', () => {
  const sizes = fc.array(fc.constantFrom(0, 1, 125, 126, 300, 65_535, 65_536), { maxLength: 4 })
  fc.assert(
    fc.property(sizes, cutPlaces, fc.nat(700), (lengths, places, at) => {
      const frames = lengths.map((length) => wsFrame(Buffer.alloc(length)))
      const bytes = Buffer.concat(frames)
      const end = Math.min(at, bytes.length)
      const bounds = frames.map((_, index) => Buffer.concat(frames.slice(0, index + 1)).length)
      const boundary = new WebSocketBoundary()
      for (const chunk of cut(bytes.subarray(0, end), places)) boundary.push(chunk)
      expect(boundary.atFrameEnd).toBe([0, ...bounds].includes(end))
    }),
  )
})
