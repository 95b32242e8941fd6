import { getEventListeners } from 'node:events'
import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import {
  containerAttach,
  containerAttachWebsocket,
  containerExport,
  containerLogs,
  type Docker,
  imageLoad,
  networkList,
  session,
  systemEvents,
} from '../../generated/v1.42/index.js'
import { DockerTimeoutError, type RequestOptions } from '../../runtime/index.js'
import {
  answer,
  clientOf,
  rejection,
  type Script,
  type ScriptedOptions,
  scriptedEngine,
  upgraded,
} from './scripted-engine.js'

const reason = new Error('enough')

interface Scene {
  readonly script: Script
  readonly listening?: ScriptedOptions
  /** Makes the call; what it gives is read to its end after the abort. */
  readonly call: (docker: Docker, options: RequestOptions) => Promise<unknown>
  /** The abort comes when the call has given its result. */
  readonly afterResult?: boolean
}

function endless(): Readable {
  return new Readable({
    read() {
      setImmediate(() => this.push(Buffer.alloc(1024)))
    },
  })
}

function readAll(values: unknown): Promise<unknown[]> {
  return Readable.from(values as AsyncIterable<unknown>).toArray()
}

const silent: Script = () => {}
const opening = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n'
const begun: Script = (_, socket) => void socket.write(`${opening}2\r\n{}\r\n`)
const handedOver: Script = (_, socket) => void socket.write(`${upgraded}abc`)

const scenes: readonly [string, Scene][] = [
  ['before the head', { script: silent, call: listOf }],
  ['in the middle of a head', { script: (_, socket) => void socket.write('HTTP/1.1 20'), call: listOf }],
  [
    'during an upload',
    {
      script: silent,
      listening: { when: 'head' },
      call: (docker, options) => imageLoad(docker, { body: endless() }, options),
    },
  ],
  ['in the body of a whole answer', { script: begun, call: listOf }],
  [
    'in the text of an error',
    { script: (_, socket) => void socket.write(opening.replace('200', '500')), call: listOf },
  ],
  ['in a JSON stream', { script: begun, call: systemEventsOf, afterResult: true }],
  [
    'in a byte stream',
    { script: begun, call: (docker, options) => containerExport(docker, { id: 'a' }, options), afterResult: true },
  ],
  ['in a log', { script: begun, call: logsOf, afterResult: true }],
  ['in the head of a hijack', { script: silent, call: attachTo }],
  ['in a hijack', { script: handedOver, call: attachTo, afterResult: true }],
  [
    'in the handshake of a WebSocket',
    { script: silent, call: (docker, options) => containerAttachWebsocket(docker, { id: 'a' }, options) },
  ],
  ['in a tunnel', { script: handedOver, call: (docker, options) => session(docker, {}, options), afterResult: true }],
]

function listOf(docker: Docker, options: RequestOptions): Promise<unknown> {
  return networkList(docker, {}, options)
}

function systemEventsOf(docker: Docker, options: RequestOptions): Promise<unknown> {
  return systemEvents(docker, {}, options)
}

function attachTo(docker: Docker, options: RequestOptions): Promise<unknown> {
  return containerAttach(docker, { id: 'a', stream: true, stdout: true }, options)
}

function logsOf(docker: Docker, options: RequestOptions): Promise<unknown> {
  return containerLogs(docker, { id: 'a', follow: true, stdout: true }, { ...options, tty: true })
}

describe('an abort rejects with its reason, frees the connection and lets go of the signal', () => {
  test.each(scenes)('%s', async (_, { script, listening, call, afterResult }) => {
    const engine = await scriptedEngine(script, listening)
    const controller = new AbortController()
    const { signal } = controller
    const calling = call(clientOf(engine), { signal })
    if (afterResult) {
      const result = await calling
      const reading = rejection(readAll(result))
      controller.abort(reason)
      expect(await reading).toBe(reason)
    } else {
      const failing = rejection(calling)
      await engine.next()
      controller.abort(reason)
      expect(await failing).toBe(reason)
    }
    await engine.idle()
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('a signal without an Error as its reason', async () => {
    const engine = await scriptedEngine(silent)
    const controller = new AbortController()
    const failing = rejection(networkList(clientOf(engine), {}, { signal: controller.signal }))
    await engine.next()
    controller.abort('a text')
    expect(await failing).toBe('a text')
  })

  test('before the call: nothing is dialled, and a body is freed', async () => {
    const engine = await scriptedEngine(silent)
    const docker = clientOf(engine)
    const body = endless()
    const options = { signal: AbortSignal.abort(reason) }
    expect(await rejection(networkList(docker, {}, options))).toBe(reason)
    expect(await rejection(attachTo(docker, options))).toBe(reason)
    expect(await rejection(imageLoad(docker, { body }, options))).toBe(reason)
    expect(engine.connections()).toBe(0)
    expect(body.destroyed).toBe(true)
  })

  test('during the first call’s negotiation, which ends with the last who waits for it', async () => {
    const engine = await scriptedEngine(silent)
    const docker = clientOf(engine, { apiVersion: 'auto' })
    const [first, second] = [new AbortController(), new AbortController()]
    const calls = [first, second].map(({ signal }) => rejection(networkList(docker, {}, { signal })))
    await engine.next()
    first.abort(reason)
    expect(await calls[0]).toBe(reason)
    expect(engine.open()).toBe(1)
    second.abort(reason)
    expect(await calls[1]).toBe(reason)
    await engine.idle()
    expect(getEventListeners(first.signal, 'abort')).toEqual([])
  })

  test.each<[string, (docker: Docker, controller: AbortController) => unknown, RequestOptions['timeout']]>([
    ['an abort', (_, controller) => controller.abort(reason), undefined],
    ['a timeout', () => {}, 30],
    ['the end of the client', (docker) => docker.close(), undefined],
  ])('%s ends an attempt to connect', async (_, end, timeout) => {
    let given: AbortSignal | undefined
    const dialler = { dial: (signal?: AbortSignal) => new Promise<never>(() => (given = signal)) }
    const docker = clientOf({ host: 'unix:///nowhere' }, { host: undefined, dialler })
    const controller = new AbortController()
    const failing = rejection(networkList(docker, {}, { signal: controller.signal, timeout }))
    await turn()
    expect(given?.aborted).toBe(false)
    await end(docker, controller)
    await failing
    await turn()
    expect(given?.aborted).toBe(true)
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })

  test('200 in a row leave nothing behind', async () => {
    const engine = await scriptedEngine((request, socket) => {
      if (request.target.endsWith('/attach')) socket.write(upgraded)
    })
    const docker = clientOf(engine)
    for (let i = 0; i < 200; i++) {
      const controller = new AbortController()
      const options = { signal: controller.signal }
      const failing = rejection(
        i % 2 === 0 ? networkList(docker, {}, options) : attachTo(docker, options).then(readAll),
      )
      await engine.next()
      controller.abort(reason)
      expect(await failing).toBe(reason)
    }
    await engine.idle()
  })

  test('a signal that is used for many calls gathers no listeners', async () => {
    const engine = await scriptedEngine((_, socket) => void socket.write(answer(200, [])))
    const docker = clientOf(engine)
    const { signal } = new AbortController()
    await Promise.all(Array.from({ length: 20 }, () => networkList(docker, {}, { signal })))
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

describe('a timeout', () => {
  const calls: readonly [string, Scene['call']][] = [
    ['of a request', listOf],
    ['of an upload', (docker, options) => imageLoad(docker, { body: endless() }, options)],
    ['of a hijack', attachTo],
    ['of a WebSocket', (docker, options) => containerAttachWebsocket(docker, { id: 'a' }, options)],
  ]
  test.each(calls)('%s: DockerTimeoutError, and the connection is freed', async (_, call) => {
    const engine = await scriptedEngine(silent, { when: 'head' })
    const error = await rejection(call(clientOf(engine), { timeout: 30 }))
    expect(error).toBeInstanceOf(DockerTimeoutError)
    expect(error).toMatchObject({ endpoint: engine.host, source: 'option host', code: 'ETIMEDOUT' })
    expect(String(error)).toContain('30 ms')
    await engine.idle()
  })

  test('counts while the version is agreed on', async () => {
    const engine = await scriptedEngine(silent)
    const docker = clientOf(engine, { apiVersion: 'auto' })
    await expect(networkList(docker, {}, { timeout: 30 })).rejects.toThrow(DockerTimeoutError)
    await engine.idle()
  })

  test('of the client counts for calls without one of their own; 0 is none', async () => {
    const engine = await scriptedEngine((_, socket) => void setTimeout(() => socket.write(answer(200, [])), 100))
    const docker = clientOf(engine, { timeout: 30 })
    await expect(networkList(docker)).rejects.toThrow(DockerTimeoutError)
    expect(await networkList(docker, {}, { timeout: 0 })).toEqual([])
    expect(await networkList(docker, {}, { timeout: Number.POSITIVE_INFINITY })).toEqual([])
  })

  test('ends with the head: a body may take longer', async () => {
    const engine = await scriptedEngine((_, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[')
      setTimeout(() => socket.write(']'), 100)
    })
    expect(await networkList(clientOf(engine), {}, { timeout: 60 })).toEqual([])
  })

  test.each([Number.NaN, -1])('%s is refused', async (timeout) => {
    const docker = clientOf({ host: 'unix:///nowhere' })
    await expect(networkList(docker, {}, { timeout })).rejects.toThrow('timeout must be milliseconds')
    expect(() => clientOf({ host: 'unix:///nowhere' }, { timeout })).toThrow('timeout must be milliseconds')
  })
})
