import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { callEngine, type EngineAnswer, startEngine } from './engine.js'
import { describeWithEngine } from './with-engine.js'

describeWithEngine('the engine of the test run', (engine) => {
  const call = (method: string, path: string, body?: unknown): Promise<EngineAnswer> =>
    callEngine(
      { socketPath: engine.socket, method, path, headers: { 'Content-Type': 'application/json' } },
      body === undefined ? undefined : JSON.stringify(body),
    )

  test('answers on its unix socket', async () => {
    expect(await call('GET', '/_ping')).toEqual({ status: 200, body: 'OK' })
  })

  test('answers on TCP, and is the same engine', async () => {
    const [host, port] = engine.tcp.split(':')
    const overTcp = await callEngine({ host, port, path: '/info' })
    const overSocket = await call('GET', '/info')
    expect(overTcp.status).toBe(200)
    expect(JSON.parse(overTcp.body)).toHaveProperty('ID', JSON.parse(overSocket.body).ID)
  })

  test('has the image', async () => {
    const { status, body } = await call('GET', `/images/${engine.image}/json`)
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({ RepoTags: [engine.image], Config: { Cmd: ['sh'] } })
  })

  test('runs a container', async () => {
    const config = { Image: engine.image, Cmd: ['echo', 'hi'], HostConfig: { NetworkMode: 'none' }, Tty: true }
    const created = await call('POST', '/containers/create', config)
    expect(created.status).toBe(201)
    const container = `/containers/${JSON.parse(created.body).Id}`
    try {
      expect((await call('POST', `${container}/start`)).status).toBe(204)
      const waited = await call('POST', `${container}/wait`)
      expect(JSON.parse(waited.body)).toMatchObject({ StatusCode: 0 })
      expect(await call('GET', `${container}/logs?stdout=1`)).toEqual({ status: 200, body: 'hi\r\n' })
    } finally {
      await call('DELETE', `${container}?force=1`)
    }
  })
})

describeWithEngine('an engine of a test', () => {
  test('ends with its containers and leaves no file', async () => {
    const engine = await startEngine()
    if ('unavailable' in engine) throw new Error(engine.unavailable)
    try {
      const post = (path: string, body?: object): Promise<EngineAnswer> =>
        callEngine(
          { socketPath: engine.socket, method: 'POST', path, headers: { 'Content-Type': 'application/json' } },
          body && JSON.stringify(body),
        )
      const config = { Image: engine.image, Cmd: ['sleep', '600'], HostConfig: { NetworkMode: 'none' } }
      const { Id } = JSON.parse((await post('/containers/create', config)).body)
      expect((await post(`/containers/${Id}/start`)).status).toBe(204)
    } finally {
      await engine.stop()
    }
    expect(existsSync(engine.folder)).toBe(false)
  })

  test('that cannot start says why in one line, with the last words of the daemon', async () => {
    const engine = await startEngine({ flags: ['--storage-driver=no-such-driver'] })
    expect(engine).toEqual({ unavailable: expect.stringMatching(/^dockerd ended \(1\): .*initializing graphdriver/) })
  })
})
