import type { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { containerAttachWebsocket } from '../../generated/v1.42/index.js'
import { clientFrames, serverFrame } from '../streams/server-frame.js'
import { cut, outcome } from '../streams/support.js'
import { clientOf, rejection, scriptedEngine } from './scripted-engine.js'
import { attach, opening, websocketEngine } from './websocket-engine.js'

const path = '/v1.42/containers/x/attach/ws'

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

/** Calls `told` with all that has come over a connection, as often as more comes. */
function received(socket: Socket, told: (bytes: Buffer) => void): void {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    told(Buffer.concat(chunks))
  })
}

/** A client's close frame without a reason is its last six bytes: 0x88, 0x80 and the mask. */
function isClosed(bytes: Buffer): boolean {
  return bytes.at(-6) === 0x88 && bytes.at(-5) === 0x80
}

/** Leaves what comes unread from now on; at the next tick, as a connection that is handed over is read at first. */
function stopReading(socket: Socket): void {
  // Whoever listens for data makes the socket flow, a turn or two later; what is paused within the flow stays so.
  socket.once('data', () => socket.pause())
}

describe.each(['tcp', 'unix'] as const)('a WebSocket over %s', (kind) => {
  it('sends path, query and headers, and reads frames that come with the head', async () => {
    const engine = await scriptedEngine(
      (request, socket) => {
        socket.write(Buffer.concat([Buffer.from(opening(request)), serverFrame('first '), serverFrame('second')]))
        socket.end()
      },
      { kind },
    )
    const stream = await attach(engine, { headers: { 'X-One': 'a', 'X-Two': ['b', 'c'] } })
    expect(await stream.text()).toBe('first second')
    await stream.closed
    await engine.idle()
    const { method, target, headers, body } = await engine.next()
    expect([method, target, body.length]).toEqual(['GET', `${path}?stream=true`, 0])
    expect(Object.fromEntries(headers)).toEqual({
      host: [kind === 'tcp' ? engine.host.replace('tcp://', '') : 'docker'],
      connection: ['Upgrade'],
      upgrade: ['websocket'],
      'sec-websocket-version': ['13'],
      'sec-websocket-key': [expect.stringMatching(/^[A-Za-z0-9+/]{22}==$/)],
      'x-one': ['a'],
      'x-two': ['b', 'c'],
    })
  })

  it('gives the output that follows the end of the input', async () => {
    const engine = await websocketEngine(kind, (socket) => {
      received(socket, (bytes) => {
        if (!isClosed(bytes)) return
        socket.write(serverFrame(Buffer.alloc(100_000, 'o')))
        const input = Buffer.concat(clientFrames(bytes).map(({ payload }) => payload))
        setImmediate(() => socket.end(serverFrame(String(input.equals(Buffer.alloc(200_000, 'i'))))))
      })
    })
    const stream = await attach(engine)
    stream.stdin.end(Buffer.alloc(200_000, 'i'))
    const text = await stream.text()
    expect([text.length, text.slice(-5)]).toEqual([100_004, 'otrue'])
    await engine.idle()
  })

  it('reads text frames that are cut inside a character', async () => {
    const [a, b] = cut(Buffer.from('é'), [1])
    const engine = await websocketEngine(kind, (socket) => {
      socket.end(Buffer.concat([serverFrame(a ?? '', 1), serverFrame(b ?? '', 1)]))
    })
    expect(await (await attach(engine)).text()).toBe('é')
  })

  it.each([
    ['is cut inside a frame', (socket: Socket) => socket.end(serverFrame('abcdef').subarray(0, 5)), 5],
    ['is cut inside the head of a frame', (socket: Socket) => socket.end(serverFrame('abcdef').subarray(0, 1)), 2],
    ['breaks the protocol', (socket: Socket) => socket.write(Buffer.from([0xf2, 0, 0, 0])), 2],
  ])('throws where the connection %s', async (_, end, offset) => {
    const engine = await websocketEngine(kind, (socket) => {
      socket.write(serverFrame('ab'))
      end(socket)
    })
    const stream = await attach(engine)
    const { values, error } = await outcome(stream)
    expect(Buffer.concat(values.map(({ data }) => data)).toString()).toBe('ababc'.slice(0, offset))
    expect(error).toMatchObject({ name: 'DockerStreamError', operationId: 'ContainerAttachWebsocket', offset })
    await stream.closed
    await engine.idle()
  })

  it('holds back the engine while nobody reads', async () => {
    let sent = 0
    const engine = await websocketEngine(kind, (socket) => {
      const piece = serverFrame(Buffer.alloc(32_768))
      const flood = (): void => {
        while (sent < 2 ** 30 && socket.write(piece)) sent += piece.length
      }
      socket.on('drain', flood)
      flood()
    })
    const stream = await attach(engine)
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    for (let index = 0; index < 100; index++) await new Promise(setImmediate)
    expect(sent).toBeLessThan(32 * 1024 * 1024)
    await iterator.return()
    await engine.idle()
  })

  it('is held back by an engine that does not read, and frees what waits', async () => {
    const peers: Socket[] = []
    const engine = await websocketEngine(kind, (socket) => {
      peers.push(socket)
      stopReading(socket)
    })
    const stream = await attach(engine)
    const failed: unknown[] = []
    let [given, settled] = [0, 0]
    // Each write waits for the one before it, as a pipe's would: the last one is never taken.
    while (given === settled) {
      given++
      stream.stdin.write(Buffer.alloc(1_000_000), (error) => {
        settled++
        if (error) failed.push(error)
      })
      for (let index = 0; index < 100 && settled < given; index++) await new Promise(setImmediate)
    }
    expect(given).toBeLessThan(32)
    expect(failed).toEqual([])
    stream.destroy()
    await stream.closed
    await new Promise(setImmediate)
    expect(failed).toMatchObject([{ name: 'DockerStreamError' }])
    // Only who reads learns of an end.
    for (const peer of peers) peer.resume()
    await engine.idle()
  })
})

describe('frames', () => {
  it('in parts, with pings between them, which are answered', async () => {
    const engine = await websocketEngine('unix', (socket) => {
      socket.write(
        Buffer.concat([
          serverFrame('a', 1, { isLast: false }),
          serverFrame('one', 9),
          serverFrame('b', 0, { isLast: false }),
          serverFrame('', 0),
          serverFrame('nothing to answer', 10),
          serverFrame('two', 9),
        ]),
      )
      received(socket, (bytes) => {
        const frames = clientFrames(bytes)
        if (frames.length === 2) socket.end(serverFrame(frames.map((f) => `${f.opcode} ${f.payload}`).join(', ')))
      })
    })
    expect(await (await attach(engine)).text()).toBe('ab10 one, 10 two')
  })

  it('a ping that comes while the input is stuck is answered, the last one, when it goes on', async () => {
    const size = 4_000_000
    const engine = await websocketEngine('unix', (socket) => {
      received(socket, (bytes) => {
        const pongs = clientFrames(bytes).filter(({ opcode }) => opcode === 10)
        if (pongs.length > 0 && !socket.writableEnded)
          socket.end(serverFrame(pongs.map(({ payload }) => String(payload)).join()))
      })
      stopReading(socket)
      setTimeout(() => socket.write(Buffer.concat([serverFrame('one', 9), serverFrame('two', 9)])), 50)
      setTimeout(() => socket.resume(), 150)
    })
    const stream = await attach(engine)
    stream.stdin.write(Buffer.alloc(size))
    expect(await stream.text()).toBe('two')
  })

  it('a ping after the end of the input is not answered: the engine reads no more', async () => {
    let bytes: Buffer = Buffer.alloc(0)
    const engine = await websocketEngine('unix', (socket) => {
      received(socket, (all) => {
        bytes = all
        if (!isClosed(all)) return
        socket.write(serverFrame('late', 9))
        setTimeout(() => socket.end(serverFrame('x')), 50)
      })
    })
    const stream = await attach(engine)
    stream.stdin.end()
    expect(await stream.text()).toBe('x')
    expect(clientFrames(bytes).map(({ opcode }) => opcode)).toEqual([8])
  })

  it('a close frame with a reason is the end, and is answered with its status', async () => {
    let bytes: Buffer = Buffer.alloc(0)
    const engine = await websocketEngine('unix', (socket) => {
      const reason = Buffer.concat([Buffer.from([0x03, 0xe9]), Buffer.from('gone')])
      socket.write(Buffer.concat([serverFrame('x'), serverFrame(reason, 8), Buffer.from([0xff, 0xff])]))
      received(socket, (all) => {
        bytes = all
      })
    })
    const stream = await attach(engine)
    expect(await stream.text()).toBe('x')
    await stream.closed
    await engine.idle()
    expect(clientFrames(bytes)).toEqual([{ opcode: 8, isLast: true, payload: Buffer.from([0x03, 0xe9]) }])
  })

  it('what is written after the engine’s close does not take the end from the output', async () => {
    const engine = await websocketEngine('unix', (socket) => {
      socket.write(Buffer.concat([serverFrame('x'), serverFrame('', 8)]))
    })
    const stream = await attach(engine)
    const iterator = stream[Symbol.asyncIterator]()
    expect((await iterator.next()).value?.data.toString()).toBe('x')
    const writing = new Promise((resolve) => stream.stdin.write('late', resolve))
    await new Promise(setImmediate)
    expect(await iterator.next()).toMatchObject({ done: true })
    expect(await writing).toMatchObject({ name: 'DockerStreamError' })
    await stream.closed
    await engine.idle()
  })

  it.each([
    ['masked', serverFrame('abc', 2, { mask: Buffer.alloc(4, 1) }), 'is masked'],
    ['an oversized ping', serverFrame(Buffer.alloc(126), 9), 'is a control frame of more than 125 bytes'],
    ['continued without a begin', serverFrame('abc', 0), 'continues a message that it did not begin'],
  ])(
    '%s: the stream fails and tells why, and no close frame makes a part of the input whole',
    async (_, wrong, what) => {
      let bytes: Buffer = Buffer.alloc(0)
      const engine = await websocketEngine('unix', (socket) => {
        received(socket, (all) => {
          bytes = all
          socket.write(wrong)
        })
      })
      const stream = await attach(engine)
      stream.stdin.write('part')
      expect(String(await rejection(stream.text()))).toContain(`a WebSocket frame of the engine ${what}`)
      await engine.idle()
      expect(clientFrames(bytes).map(({ opcode }) => opcode)).toEqual([2])
    },
  )

  it('a length of eight bytes', async () => {
    const payload = Buffer.alloc(70_000, 'x')
    const engine = await websocketEngine('unix', (socket) => {
      socket.end(Buffer.concat([serverFrame('y', 2, { lengthSize: 8 }), serverFrame(payload)]))
    })
    expect(await (await attach(engine)).text()).toBe(`y${payload}`)
  })
})

it('a reset of the connection is thrown', async () => {
  const engine = await websocketEngine('tcp', (socket) => {
    socket.write(serverFrame('ab'))
    socket.once('data', () => socket.resetAndDestroy())
  })
  const stream = await attach(engine)
  const iterator = stream[Symbol.asyncIterator]()
  await iterator.next()
  stream.stdin.write('x')
  expect((await outcome(iterator)).error).toMatchObject({ name: 'DockerStreamError', offset: 2 })
})

it('a stream that is being read fails when the client is closed', async () => {
  const engine = await websocketEngine()
  const docker = clientOf(engine)
  const stream = await containerAttachWebsocket(docker, { id: 'x' })
  const failing = rejection(stream.text())
  await docker.close()
  expect(String(await failing)).toContain('the client was closed')
  await engine.idle()
})
