import { describe, expect, it } from 'vitest'
import { containerAttachWebsocket } from '../../generated/v1.42/index.js'
import type { RequestEvent } from '../../runtime/index.js'
import { serverFrame } from '../streams/server-frame.js'
import { answer, clientOf, type Heard, rejection, type Script, scriptedEngine, upgraded } from './scripted-engine.js'
import { attach, opening, websocketEngine } from './websocket-engine.js'

const path = '/v1.42/containers/x/attach/ws'
const context = { operationId: 'ContainerAttachWebsocket', method: 'GET', path }

/** What an attach fails with; its connection must be free then. */
async function refusal(script: Script): Promise<unknown> {
  const engine = await scriptedEngine(script)
  const error = await rejection(attach(engine))
  await engine.idle()
  return error
}

describe('a handshake', () => {
  it.each([
    ['404', 'JSON', '{"message":"No such container: x"}', 'NotFoundError', 'No such container: x'],
    ['409', 'plain text', 'not running\r\n', 'ConflictError', 'not running'],
    ['500', 'nothing', '', 'ServerError', `500 Internal Server Error for GET ${path}, without a message`],
  ])('is rejected with the error of status %s, told in %s', async (status, _, body, name, message) => {
    const error = await refusal((_request, socket) => void socket.write(answer(Number(status), body)))
    expect(error).toMatchObject({ name, status: Number(status), ...context })
    expect(error).toHaveProperty('message', expect.stringContaining(message))
  })

  it('is rejected where the engine closes before it answers', async () => {
    const engine = await scriptedEngine((_, socket) => void socket.end())
    expect(await rejection(attach(engine))).toMatchObject({
      name: 'DockerConnectionError',
      endpoint: engine.host,
      source: 'option host',
      code: 'ECONNRESET',
    })
    await engine.idle()
  })

  const wrong: readonly [string, (request: Heard) => string, string][] = [
    ['the upgrade to another protocol', () => upgraded, 'the connection was upgraded to no WebSocket'],
    [
      'an answer to another key',
      (request) => opening(request, { 'Sec-WebSocket-Accept': 'x' }),
      'a wrong Sec-WebSocket-Accept',
    ],
    [
      'no answer to the key',
      (request) => opening(request).replace(/Sec-WebSocket-Accept.*\r\n/, ''),
      'a wrong Sec-WebSocket-Accept',
    ],
    [
      'an extension',
      (request) => opening(request, { 'Sec-WebSocket-Extensions': 'permessage-deflate' }),
      'an extension that was not asked for',
    ],
    ['no upgrade', () => 'HTTP/1.1 200 OK\r\n\r\n', 'was answered with status 200 in place of 101'],
  ]
  it.each(wrong)('is rejected where the answer is %s', async (_, head, message) => {
    const error = await refusal((request, socket) => void socket.write(head(request)))
    expect(error).toMatchObject({ name: 'DockerConnectionError' })
    expect(String(error)).toContain(message)
  })

  it('is told to observers, with its status or its failure', async () => {
    const events: RequestEvent[] = []
    const [right, wrong] = [await websocketEngine(), await scriptedEngine((_, socket) => void socket.write(upgraded))]
    for (const engine of [right, wrong]) {
      const docker = clientOf(engine, { onRequest: (event) => void events.push(event) })
      await containerAttachWebsocket(docker, { id: 'x' }).then(
        (stream) => stream.destroy(),
        () => {},
      )
    }
    expect(events).toMatchObject([
      { ...context, endpoint: right.host, status: 101, error: undefined },
      { ...context, endpoint: wrong.host, status: undefined, error: { name: 'DockerConnectionError' } },
    ])
  })

  it('is rejected after its timeout, which does not end a stream', async () => {
    const silent = await scriptedEngine(() => {})
    expect(await rejection(attach(silent, { timeout: 20 }))).toMatchObject({ name: 'DockerTimeoutError' })
    await silent.idle()
    const slow = await websocketEngine('unix', (socket) => {
      setTimeout(() => socket.end(serverFrame('late')), 150)
    })
    const stream = await attach(slow, { timeout: 100 })
    expect(await stream.text()).toBe('late')
  })

  it('ends at an abort: before, while it waits for the answer, and as a stream', async () => {
    const reason = new Error('enough')
    const silent = await scriptedEngine(() => {})
    expect(await rejection(attach(silent, { signal: AbortSignal.abort(reason) }))).toBe(reason)
    expect(silent.connections()).toBe(0)

    const waiting = new AbortController()
    const opened = rejection(attach(silent, { signal: waiting.signal }))
    await silent.next()
    waiting.abort(reason)
    expect(await opened).toBe(reason)
    await silent.idle()

    const running = new AbortController()
    const talking = await websocketEngine()
    const stream = await attach(talking, { signal: running.signal })
    const text = rejection(stream.text())
    running.abort(reason)
    expect(await text).toBe(reason)
    await stream.closed
    await talking.idle()
  })
})
