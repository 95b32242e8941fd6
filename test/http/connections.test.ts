import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { duplexPair, Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import {
  containerInspect,
  containerPause,
  containerUnpause,
  Docker,
  imageLoad,
  networkList,
  putContainerArchive,
} from '../../generated/v1.42/index.js'
import { BadRequestError, DockerConnectionError, DockerError, NotFoundError } from '../../runtime/index.js'
import { always, answer, clientOf, type Heard, rejection, scriptedEngine } from './scripted-engine.js'

test.each(['unix', 'tcp'] as const)('a second request goes over the same connection (%s)', async (kind) => {
  const engine = await scriptedEngine(always(answer(200, [])), { kind })
  const docker = clientOf(engine)
  await networkList(docker)
  await networkList(docker)
  expect(engine.requests.map(({ connection }) => connection)).toEqual([1, 1])
})

test('a connection goes back to the pool after an error and after an answer without a body', async () => {
  const answers = [
    answer(404, { message: 'no' }),
    'HTTP/1.1 204 No Content\r\n\r\n',
    'HTTP/1.1 304 Not Modified\r\n\r\n',
  ]
  const engine = await scriptedEngine((_, socket) => void socket.write(answers.shift() ?? answer(200, [])))
  const docker = clientOf(engine)
  await expect(containerPause(docker, { id: 'a' })).rejects.toThrow(NotFoundError)
  await containerPause(docker, { id: 'a' })
  await containerPause(docker, { id: 'a' })
  await networkList(docker)
  expect(engine.connections()).toBe(1)
})

test('requests go out in parallel, each with its own answer', async () => {
  const waiting: [Heard, Socket][] = []
  const engine = await scriptedEngine((request, socket) => {
    waiting.push([request, socket])
    if (waiting.length < 30) return
    for (const [{ target }, to] of waiting.reverse()) to.write(answer(200, { Id: target.split('/')[3] }))
  })
  const docker = clientOf(engine)
  const ids = Array.from({ length: 30 }, (_, index) => `c${index}`)
  const answers = await Promise.all(ids.map((id) => containerInspect(docker, { id })))
  expect(answers.map(({ Id }) => Id)).toEqual(ids)
  expect(engine.connections()).toBe(30)
})

test('a kept connection that the engine closes is not used again', async () => {
  const engine = await scriptedEngine((_, socket) => {
    socket.write(answer(200, []))
    socket.end()
  })
  const docker = clientOf(engine)
  for (let i = 0; i < 5; i++) {
    await networkList(docker)
    await engine.idle()
  }
  await containerPause(docker, { id: 'a' })
  expect(engine.connections()).toBe(6)
})

/** An engine that answers the first request on a connection and drops the connection at the second. */
function forgetful(): ReturnType<typeof scriptedEngine> {
  const seen = new Set<Socket>()
  return scriptedEngine((_, socket) => {
    if (seen.has(socket)) socket.destroy()
    else socket.write(answer(200, []))
    seen.add(socket)
  })
}

test('a GET whose kept connection is found dead is sent again, past all dead ones', async () => {
  const engine = await forgetful()
  const docker = clientOf(engine)
  await Promise.all([networkList(docker), networkList(docker), networkList(docker)])
  expect(await networkList(docker)).toEqual([])
  expect(engine.connections()).toBe(4)
})

test('a POST is not sent twice', async () => {
  const engine = await forgetful()
  const docker = clientOf(engine)
  await containerPause(docker, { id: 'a' })
  const error = await rejection(containerUnpause(docker, { id: 'a' }))
  expect(error).toBeInstanceOf(DockerConnectionError)
  expect(engine.requests.map(({ target }) => target)).toEqual([
    '/v1.42/containers/a/pause',
    '/v1.42/containers/a/unpause',
  ])
})

test('a GET on a new connection that breaks is not sent again', async () => {
  const engine = await scriptedEngine((_, socket) => void socket.destroy())
  await expect(networkList(clientOf(engine))).rejects.toThrow(DockerConnectionError)
  expect(engine.requests).toHaveLength(1)
})

function endless(): Readable {
  return new Readable({
    read() {
      this.push(Buffer.alloc(64 * 1024))
    },
  })
}

test('an upload that is refused early rejects with the refusal, and frees its source and its connection', async () => {
  const engine = await scriptedEngine(always(answer(400, { message: 'no such container' })), { when: 'head' })
  const source = endless()
  const error = await rejection(putContainerArchive(clientOf(engine), { id: 'a', path: '/', body: source }))
  expect(error).toBeInstanceOf(BadRequestError)
  expect(error).toHaveProperty('message', 'no such container')
  expect(source.destroyed).toBe(true)
  await engine.idle()
})

test('an upload to an engine that does not read is refused all the same', async () => {
  const engine = await scriptedEngine(
    (_, socket) => {
      socket.pause()
      socket.write(answer(403, { message: 'not here' }))
    },
    { when: 'head' },
  )
  const source = endless()
  const error = await rejection(imageLoad(clientOf(engine), { body: source }))
  expect(error).toHaveProperty('message', 'not here')
  if (!source.closed) await once(source, 'close')
})

test.each(['unix', 'tcp'] as const)(
  'a refusal arrives where the engine closes in the middle of an upload (%s)',
  async (kind) => {
    for (let i = 0; i < 20; i++) {
      const engine = await scriptedEngine(
        (_, socket) => {
          // As Go's server does: it says its answer, ends its side, and closes some time after.
          socket.end(answer(400, { message: 'no' }))
          socket.once('finish', () => setTimeout(() => socket.destroy(), 20))
        },
        { when: 'head', kind },
      )
      const error = await rejection(imageLoad(clientOf(engine), { body: endless() }))
      expect(error).toHaveProperty('message', 'no')
    }
  },
)

test.each<[string, (pulled: () => void) => Readable | AsyncIterable<Uint8Array>]>([
  [
    'a Readable',
    (pulled) =>
      new Readable({
        read() {
          pulled()
          this.push(Buffer.alloc(64 * 1024))
        },
      }),
  ],
  [
    'an iterable',
    async function* (pulled) {
      for (;;) {
        pulled()
        yield Buffer.alloc(64 * 1024)
      }
    },
  ],
])('an upload of %s waits for an engine that does not read', async (_, sourceOf) => {
  let pieces = 0
  const engine = await scriptedEngine((_, socket) => void socket.pause(), { when: 'head' })
  const controller = new AbortController()
  const body = sourceOf(() => pieces++)
  const failing = rejection(imageLoad(clientOf(engine), { body }, { signal: controller.signal }))
  await engine.next()
  for (let same = 0, last = -1; same < 20; last = pieces) {
    await delay(5)
    same = pieces === last ? same + 1 : 0
  }
  // 1 MiB waits here; the rest lies in the buffers of the system and of both ends.
  expect(pieces).toBeLessThan(64)
  controller.abort()
  await failing
})

test('a source that fails ends the upload with its error', async () => {
  const engine = await scriptedEngine(() => {}, { when: 'head' })
  const cause = new Error('disk on fire')
  const source = Readable.from(
    (async function* () {
      yield Buffer.alloc(1000)
      throw cause
    })(),
  )
  const error = await rejection(imageLoad(clientOf(engine), { body: source }))
  expect(error).toBeInstanceOf(DockerError)
  expect(error).toHaveProperty('cause', cause)
  await engine.idle()
})

test('a source is freed where the engine can’t be reached, and where the input is refused', async () => {
  const docker = clientOf({ host: 'unix:///nowhere/docker.sock' })
  const unsent = endless()
  await expect(imageLoad(docker, { body: unsent })).rejects.toThrow(DockerConnectionError)
  expect(unsent.destroyed).toBe(true)
  const mine = endless()
  await expect(imageLoad(docker, { body: mine }, { headers: { bad: 'a\nb' } })).rejects.toThrow('line break')
  // Nothing of it was begun, so that the caller may use it for another call.
  expect([mine.destroyed, mine.listenerCount('error')]).toEqual([false, 0])
})

test('a body of known length has a Content-Length, a stream is chunked', async () => {
  const engine = await scriptedEngine(always(answer(200, {})))
  const docker = clientOf(engine)
  await (await imageLoad(docker, { body: 'abc' })).wait()
  await (await imageLoad(docker, { body: Readable.from([Buffer.from('ab'), Buffer.from('c')]) })).wait()
  expect(
    engine.requests.map(({ headers, body }) => [
      headers.get('content-length')?.[0],
      headers.get('transfer-encoding')?.[0],
      body.toString(),
    ]),
  ).toEqual([
    ['3', undefined, 'abc'],
    [undefined, 'chunked', 'abc'],
  ])
})

test.each([
  [
    'a socket that does not exist',
    'unix:///nowhere/docker.sock',
    ['unix:///nowhere/docker.sock', 'option host', 'ENOENT'],
  ],
  ['a port without a listener', 'tcp://127.0.0.1:1', ['tcp://127.0.0.1:1', 'option host', 'ECONNREFUSED']],
])('%s: the error names the endpoint, the setting and the code', async (_, host, words) => {
  const error = await rejection(networkList(clientOf({ host })))
  expect(error).toBeInstanceOf(DockerConnectionError)
  for (const word of words) expect(String(error)).toContain(word)
})

test('a dialler of the caller’s own may give any Duplex', async () => {
  const engine = await scriptedEngine(always(answer(200, [])))
  const docker = new Docker({
    apiVersion: '1.42',
    dialler: {
      async dial() {
        const [near, far] = duplexPair()
        const socket = connect(engine.host.replace('unix://', ''))
        far.pipe(socket).pipe(far)
        near.once('close', () => socket.destroy())
        return near
      },
    },
  })
  expect(await networkList(docker)).toEqual([])
  expect(await networkList(docker)).toEqual([])
  expect(engine.connections()).toBe(1)
  await docker.close()
  await engine.idle()
})
