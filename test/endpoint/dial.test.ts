import { once } from 'node:events'
import { Agent, createServer as createHttpServer, request } from 'node:http'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tcpDialler, unixDialler } from '../../runtime/endpoint/dial.js'
import { resolveEndpoint } from '../../runtime/endpoint/resolve.js'
import { answerAtEnd, listen, plainServer, readAll } from './servers.js'
import { closedPort, rejection, surroundings, temporaryFolder } from './surroundings.js'

describe('half-close', () => {
  test('over a Unix socket', async () => {
    const path = join(await temporaryFolder(), 's')
    const server = await plainServer(answerAtEnd, path)
    const stream = await unixDialler(path, 1000).dial()
    stream.end('hello')
    expect(await readAll(stream)).toBe('hello end')
    await server.idle()
  })

  test('over TCP, to a host name', async () => {
    const server = await plainServer(answerAtEnd)
    const { dialler } = await resolveEndpoint({ host: `tcp://localhost:${server.port}` }, surroundings())
    const stream = await dialler.dial()
    stream.end('hello')
    expect(await readAll(stream)).toBe('hello end')
    await server.idle()
  })

  test('of the peer leaves the stream writable until its owner ends it', async () => {
    const received: Promise<string>[] = []
    const server = await plainServer((socket) => {
      socket.end('bye')
      received.push(readAll(socket))
    })
    const stream = await tcpDialler({ host: '127.0.0.1', port: server.port }, 1000).dial()
    expect((await once(stream, 'data'))[0].toString()).toBe('bye')
    await once(stream, 'end')
    stream.end('still here')
    expect(await Promise.all(received)).toEqual(['still here'])
    await server.idle()
  })
})

describe('an attempt', () => {
  test('that is aborted before it begins opens nothing', async () => {
    const dialling = tcpDialler({ host: '127.0.0.1', port: await closedPort() }, 0).dial(AbortSignal.abort('reason'))
    expect(await rejection(dialling)).toBe('reason')
  })

  test('that is aborted under way rejects with the reason and leaves no connection', async () => {
    const server = await plainServer(answerAtEnd)
    const controller = new AbortController()
    const dialling = tcpDialler({ host: '127.0.0.1', port: server.port }, 0).dial(controller.signal)
    controller.abort('reason')
    expect(await rejection(dialling)).toBe('reason')
    await server.idle()
  })

  test('that succeeded is not touched by its signal', async () => {
    const server = await plainServer(answerAtEnd)
    const controller = new AbortController()
    const stream = await tcpDialler({ host: '127.0.0.1', port: server.port }, 0).dial(controller.signal)
    controller.abort()
    stream.end('on')
    expect(await readAll(stream)).toBe('on end')
  })

  test('leaves no listener of its own', async () => {
    const server = await plainServer(answerAtEnd)
    const stream = await tcpDialler({ host: '127.0.0.1', port: server.port }, 1000).dial()
    expect(stream).toBeInstanceOf(Socket)
    expect([stream.listenerCount('error'), stream.listenerCount('close'), stream.listenerCount('connect')]).toEqual([
      0, 0, 0,
    ])
    stream.destroy()
  })

  test.each([
    ['a missing socket', { given: async () => unixDialler(join(await temporaryFolder(), 'no'), 1000), want: 'ENOENT' }],
    [
      'a closed port',
      { given: async () => tcpDialler({ host: '127.0.0.1', port: await closedPort() }, 1000), want: 'ECONNREFUSED' },
    ],
  ])('fails at %s', async (_name, { given, want }) => {
    expect(await rejection((await given()).dial())).toMatchObject({ code: want })
  })
})

test('node:http works over it, with a pool', async () => {
  const path = join(await temporaryFolder(), 's')
  const server = createHttpServer((incoming, outgoing) => outgoing.end(`${incoming.headers.host} ${incoming.url}`))
  const { sockets } = await listen(server, path)
  const { dialler, host } = await resolveEndpoint({ host: `unix://${path}` }, surroundings())
  const agent = new Agent({ keepAlive: true })
  Object.assign(agent, {
    createConnection: (_options: unknown, callback: (error: Error | null, stream?: unknown) => void) => {
      void dialler.dial().then((stream) => callback(null, stream), callback)
    },
  })
  const get = (target: string) =>
    new Promise<string>((resolve, reject) => {
      request({ agent, path: target, headers: { host } }, (response) => {
        response.setEncoding('utf8').once('data', (text: string) => response.once('end', () => resolve(text)))
      })
        .once('error', reject)
        .end()
    })
  expect(await get('/a')).toBe('docker /a')
  expect(await get('/b')).toBe('docker /b')
  expect(sockets.size).toBe(1)
  agent.destroy()
})
