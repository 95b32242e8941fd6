import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Docker, type RequestEvent, requestChannelName } from '../../generated/v1.42/index.js'

let server: Server

beforeEach(async () => {
  server = createServer((request, response) => {
    request.resume()
    const isMissing = request.url?.includes('missing') ?? false
    response.writeHead(isMissing ? 404 : 200, { 'content-length': isMissing ? 19 : 2 })
    response.end(isMissing ? '{"message":"absent"}'.slice(0, 19) : '[]')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())))

const address = (): string => `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`

test('an observer is told of a request that went well', async () => {
  const events: RequestEvent[] = []
  await using docker = new Docker({ host: address(), apiVersion: '1.42', onRequest: (event) => events.push(event) })
  await docker.containerList({ filters: { label: ['secret'] } })
  expect(events).toEqual([
    {
      operationId: 'ContainerList',
      method: 'GET',
      path: '/v1.42/containers/json',
      endpoint: address(),
      status: 200,
      duration: expect.any(Number),
      requestBytes: 0,
      responseBytes: 2,
      error: undefined,
    },
  ])
})

test('of a connection that was taken over without an upgrade it is told the status that the engine gave', async () => {
  const engine = createTcpServer((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\n'))
  })
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve))
  const events: RequestEvent[] = []
  const host = `tcp://127.0.0.1:${(engine.address() as AddressInfo).port}`
  await using docker = new Docker({ host, apiVersion: '1.42', onRequest: (event) => events.push(event) })
  const stream = await docker.containerAttach({ id: 'a', stream: true }, { tty: true })
  expect(await stream.text()).toBe('')
  expect(events).toMatchObject([{ operationId: 'ContainerAttach', status: 200, error: undefined }])
  engine.close()
})

test('and of one that failed, with its status where there is one', async () => {
  const events: RequestEvent[] = []
  await using docker = new Docker({ host: address(), apiVersion: '1.42', onRequest: (event) => events.push(event) })
  const missing = await docker.containerInspect({ id: 'missing' }).catch((error: unknown) => error)
  await docker.containerInspect({ id: 'x' }, { signal: AbortSignal.timeout(0) }).catch(() => {})
  expect(events[0]).toMatchObject({ operationId: 'ContainerInspect', status: 404, error: missing })
})

test('the channel gets the same events, and a body that is streamed has no length', async () => {
  const events: unknown[] = []
  const listen = (event: unknown): void => void events.push(event)
  subscribe(requestChannelName, listen)
  try {
    await using docker = new Docker({ host: address(), apiVersion: '1.42' })
    const body = (async function* () {
      yield 'tar'
    })()
    await docker.putContainerArchive({ id: 'a', path: '/', body })
    await docker.networkCreate({ body: { Name: 'n' } })
  } finally {
    unsubscribe(requestChannelName, listen)
  }
  expect(events).toMatchObject([
    { operationId: 'PutContainerArchive', requestBytes: undefined },
    { operationId: 'NetworkCreate', requestBytes: '{"Name":"n"}'.length },
  ])
})

test('numbers past 2^53 come as bigint where that is asked for', async () => {
  const engine = createServer((_, response) => void response.end('{"Index":9223372036854771712,"Small":7}'))
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve))
  const host = `tcp://127.0.0.1:${(engine.address() as AddressInfo).port}`
  await using exact = new Docker({ host, apiVersion: '1.42', bigint: true })
  await using usual = new Docker({ host, apiVersion: '1.42' })
  expect(await exact.systemInfo()).toEqual({ Index: 9223372036854771712n, Small: 7 })
  expect(await usual.systemInfo()).toEqual({ Index: Number('9223372036854771712'), Small: 7 })
  engine.close()
})
