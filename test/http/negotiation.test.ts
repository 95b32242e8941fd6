import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  containerAttach,
  containerAttachWebsocket,
  containerStart,
  imageLoad,
  networkList,
  systemPing,
} from '../../generated/v1.42/index.js'
import { BadRequestError, DockerError } from '../../runtime/index.js'
import {
  answer,
  clientOf,
  rejection,
  type Script,
  type ScriptedEngine,
  scriptedEngine,
  upgraded,
} from './scripted-engine.js'

afterEach(() => vi.unstubAllEnvs())

/** An engine of some versions, by its ping, by `/version` and by its refusals. */
function engineOf(newest: string, oldest = '1.12'): Promise<ScriptedEngine> {
  return scriptedEngine(byVersion(newest, oldest))
}

function byVersion(newest: string, oldest: string): Script {
  const minor = (version: string | undefined): number => Number(version?.split('.')[1])
  return ({ target, headers }, socket) => {
    const version = /^\/v(1\.\d+)\//.exec(target)?.[1]
    const refused = `client version ${version} is too old. Minimum supported API version is ${oldest}, please upgrade`
    if (target === '/version') socket.write(answer(200, { ApiVersion: newest, MinAPIVersion: oldest }))
    else if (version !== undefined && minor(version) < minor(oldest)) socket.write(answer(400, { message: refused }))
    else if (headers.has('upgrade')) socket.write(upgraded)
    else socket.write(answer(200, target === '/_ping' ? '' : [], { 'Api-Version': newest }))
  }
}

function asked({ requests }: ScriptedEngine): string[] {
  return requests.map(({ method, target }) => `${method} ${target}`)
}

function warnings(): string[] {
  const texts: string[] = []
  const spy = vi.spyOn(process, 'emitWarning').mockImplementation((warning) => void texts.push(String(warning)))
  onTestFinished(() => spy.mockRestore())
  return texts
}

describe('auto', () => {
  test('asks once for 20 calls at the same time, and never again', async () => {
    const engine = await engineOf('1.41')
    const docker = clientOf(engine, { apiVersion: 'auto' })
    await Promise.all(Array.from({ length: 20 }, () => networkList(docker)))
    await networkList(docker)
    expect(asked(engine).filter((line) => line.includes('_ping'))).toEqual(['HEAD /_ping'])
    expect(asked(engine).filter((line) => line === 'GET /v1.41/networks')).toHaveLength(21)
  })

  test('what was generated is spoken with a newer engine', async () => {
    const engine = await engineOf('1.51')
    await networkList(clientOf(engine, { apiVersion: 'auto' }))
    expect(asked(engine)).toEqual(['HEAD /_ping', 'GET /version', 'GET /v1.42/networks'])
  })

  test('a failure is asked again', async () => {
    const bytes = [
      'HTTP/1.1 503 Service Unavailable\r\n\r\n',
      answer(200, '', { 'Api-Version': '1.40' }),
      answer(200, []),
    ]
    const engine = await scriptedEngine((_, socket) => void socket.write(bytes.shift() ?? ''))
    const docker = clientOf(engine, { apiVersion: 'auto' })
    const error = await rejection(Promise.all([networkList(docker), networkList(docker)]))
    expect(String(error)).toContain('ping failed with status 503')
    expect(await networkList(docker)).toEqual([])
    expect(asked(engine)).toEqual(['HEAD /_ping', 'HEAD /_ping', 'GET /v1.40/networks'])
  })

  test('an unversioned operation needs none', async () => {
    const engine = await engineOf('1.41')
    await systemPing(clientOf(engine, { apiVersion: 'auto' }))
    expect(asked(engine)).toEqual(['GET /_ping'])
  })

  test('the client’s headers go with the questions too, as a proxy may ask for them', async () => {
    const engine = await engineOf('1.51')
    await networkList(clientOf(engine, { apiVersion: 'auto', headers: { Authorization: 'Bearer x' } }))
    expect(engine.requests.map(({ headers }) => headers.get('authorization'))).toEqual([
      ['Bearer x'],
      ['Bearer x'],
      ['Bearer x'],
    ])
  })

  test('a path before all others is before the questions, too', async () => {
    const engine = await scriptedEngine(
      ({ target }, socket) =>
        void socket.write(answer(200, target.endsWith('_ping') ? '' : [], { 'Api-Version': '1.41' })),
      { kind: 'tcp' },
    )
    await networkList(clientOf({ host: `${engine.host}/proxy/` }, { apiVersion: 'auto' }))
    expect(asked(engine)).toEqual(['HEAD /proxy/_ping', 'GET /proxy/v1.41/networks'])
  })
})

describe('an engine whose minimum is above ours', () => {
  test('is spoken to at its minimum, with one warning in the process', async () => {
    const said = warnings()
    for (let i = 0; i < 2; i++) {
      const engine = await engineOf('1.52', '1.44')
      const docker = clientOf(engine, { apiVersion: 'auto' })
      await networkList(docker)
      await networkList(docker)
      expect(asked(engine)).toEqual(['HEAD /_ping', 'GET /version', 'GET /v1.44/networks', 'GET /v1.44/networks'])
    }
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('no API version before 1.44')
  })

  /** An engine that hides its minimum until it refuses. */
  function refusing(): Promise<ScriptedEngine> {
    const known = byVersion('1.52', '1.45')
    return scriptedEngine((request, socket) => {
      if (request.target === '/version') socket.write(answer(404))
      else known(request, socket)
    })
  }

  test('and that tells it only with its refusals: the call is made again, once', async () => {
    const said = warnings()
    const engine = await refusing()
    const docker = clientOf(engine, { apiVersion: 'auto' })
    await Promise.all([containerStart(docker, { id: 'a' }), containerStart(docker, { id: 'b' })])
    await networkList(docker)
    expect(
      asked(engine)
        .filter((line) => line.includes('/v1.45/'))
        .sort(),
    ).toEqual(['GET /v1.45/networks', 'POST /v1.45/containers/a/start', 'POST /v1.45/containers/b/start'])
    expect(said).toHaveLength(1)
    expect(await docker.apiVersion()).toBe('1.45')
  })

  test('a hijack is asked for again, too', async () => {
    warnings()
    const engine = await refusing()
    const stream = await containerAttach(clientOf(engine, { apiVersion: 'auto' }), { id: 'a' }, { tty: true })
    stream.destroy()
    expect(asked(engine).slice(2)).toEqual(['POST /v1.42/containers/a/attach', 'POST /v1.45/containers/a/attach'])
  })

  test('a WebSocket too', async () => {
    warnings()
    const engine = await refusing()
    // Its handshake fails at the second answer, which is no WebSocket's.
    await rejection(containerAttachWebsocket(clientOf(engine, { apiVersion: 'auto' }), { id: 'a' }))
    expect(asked(engine).slice(2)).toEqual(['GET /v1.42/containers/a/attach/ws', 'GET /v1.45/containers/a/attach/ws'])
  })

  test('a stream that has been read is not sent again, and the next call goes right', async () => {
    warnings()
    const docker = clientOf(await refusing(), { apiVersion: 'auto' })
    const error = await rejection(imageLoad(docker, { body: Readable.from([Buffer.from('x')]) }))
    expect(error).toBeInstanceOf(BadRequestError)
    expect(await networkList(docker)).toEqual([])
  })
})

describe('a version that is set', () => {
  test.each([
    ['option', { apiVersion: '1.30' }, '', 'v1.30'],
    ['option with a v', { apiVersion: 'v1.30' }, '', 'v1.30'],
    ['variable', { apiVersion: undefined }, '1.31', 'v1.31'],
    ['option before variable', { apiVersion: '1.30' }, '1.31', 'v1.30'],
    ['newer than what was generated', { apiVersion: '1.99' }, '', 'v1.99'],
  ])('is sent as it is: %s', async (_, options, variable, want) => {
    vi.stubEnv('DOCKER_API_VERSION', variable)
    const engine = await engineOf('1.41')
    await networkList(clientOf(engine, options))
    expect(asked(engine)).toEqual([`GET /${want}/networks`])
  })

  test('and that the engine refuses is not replaced', async () => {
    const engine = await engineOf('1.52', '1.44')
    await expect(networkList(clientOf(engine, { apiVersion: '1.42' }))).rejects.toThrow('is too old')
    expect(asked(engine)).toEqual(['GET /v1.42/networks'])
  })

  test.each(['', '1', '1.42/../x', '1.42\r\n', 'latest'])('%j is refused', (apiVersion) => {
    expect(() => clientOf({ host: 'unix:///nowhere' }, { apiVersion })).toThrow(
      'apiVersion must be "auto" or a version',
    )
  })
})

describe('versions that a hostile engine states', () => {
  test.each(['1.41/../x', '..', '1.41?x', '1.41 x', '1.41%2f', '1.41#'])('%j is refused', async (version) => {
    const engine = await scriptedEngine((_, socket) => void socket.write(answer(200, '', { 'Api-Version': version })))
    const error = await rejection(networkList(clientOf(engine, { apiVersion: 'auto' })))
    expect(error).toBeInstanceOf(DockerError)
    expect(String(error)).toContain('an API version that is none')
    expect(asked(engine)).toEqual(['HEAD /_ping'])
  })

  test('no value is no header: an engine before 1.25', async () => {
    const engine = await scriptedEngine(({ method }, socket) => {
      socket.write(answer(200, method === 'HEAD' ? '' : [], { 'Api-Version': '' }))
    })
    await networkList(clientOf(engine, { apiVersion: 'auto' }))
    expect(asked(engine)).toEqual(['HEAD /_ping', 'GET /v1.24/networks'])
  })

  test('a hostile minimum is refused', async () => {
    const engine = await engineOf('1.99', '1.99/../x')
    await expect(networkList(clientOf(engine, { apiVersion: 'auto' }))).rejects.toThrow('an API version that is none')
  })
})

test('an engine behind Node’s own server', async () => {
  const server = createServer((request, response) => {
    response.setHeader('Api-Version', '1.41')
    response.end(request.url?.endsWith('_ping') ? 'OK' : '[]')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  expect(await networkList(clientOf({ host: `tcp://127.0.0.1:${port}` }, { apiVersion: 'auto' }))).toEqual([])
})
