import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type CredentialRequest,
  type CredentialSource,
  Docker,
  UnauthorizedError,
} from '../../generated/v1.42/index.js'

/** Credentials that a request carried, as the engine reads them. */
function carried(request: IncomingMessage): unknown {
  const header = request.headers['x-registry-auth'] ?? request.headers['x-registry-config']
  return typeof header === 'string' ? JSON.parse(Buffer.from(header, 'base64url').toString()) : undefined
}

let server: Server
let seen: unknown[]
let statuses: number[]

beforeEach(async () => {
  seen = []
  statuses = []
  server = createServer((request, response) => {
    request.resume()
    seen.push(carried(request))
    response.statusCode = statuses.shift() ?? 200
    response.end(response.statusCode === 200 ? '{}' : '{"message":"no"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())))

function docker(auth: CredentialSource | undefined): Docker {
  const { port } = server.address() as AddressInfo
  return new Docker({ host: `tcp://127.0.0.1:${port}`, apiVersion: '1.42', auth })
}

const jane = { username: 'jane', password: 'marked-secret' }
const hub = { username: 'hub', password: 'marked-secret' }
const config = { 'registry.example.com:5000': jane, 'docker.io': hub }

describe('credentials by registry', () => {
  test.each<[string, { call: (client: Docker) => Promise<unknown>; want: unknown }]>([
    [
      'a pull from the registry',
      { call: (c) => c.imageCreate({ fromImage: 'registry.example.com:5000/a:1' }), want: jane },
    ],
    ['a pull from Docker Hub', { call: (c) => c.imageCreate({ fromImage: 'alpine' }), want: hub }],
    ['a pull from another', { call: (c) => c.imageCreate({ fromImage: 'other.example.com/a' }), want: undefined }],
    [
      'an import, which has no registry',
      { call: (c) => c.imageCreate({ fromSrc: '-', body: 'tar' }), want: undefined },
    ],
    ['a push', { call: (c) => c.imagePush({ name: 'registry.example.com:5000/a' }), want: jane }],
    [
      'a push to another, which needs an empty object',
      { call: (c) => c.imagePush({ name: 'x.example.com/a' }), want: {} },
    ],
    ['a search', { call: (c) => c.imageSearch({ term: 'Some Words' }), want: hub }],
    ['a distribution', { call: (c) => c.distributionInspect({ name: 'registry.example.com:5000/a' }), want: jane }],
    ['a plugin', { call: (c) => c.pluginPull({ remote: 'registry.example.com:5000/p' }), want: jane }],
    [
      'a service',
      {
        call: (c) =>
          c.serviceCreate({ body: { TaskTemplate: { ContainerSpec: { Image: 'registry.example.com:5000/a' } } } }),
        want: jane,
      },
    ],
    [
      'a build, which may use all',
      {
        call: (c) => c.imageBuild({ remote: 'https://example.com/a.git' }),
        want: { 'registry.example.com:5000': jane, 'https://index.docker.io/v1/': hub },
      },
    ],
    [
      'a call with its own',
      {
        call: (c) => c.imageCreate({ fromImage: 'alpine', registryAuth: { identitytoken: 't' } }),
        want: { identitytoken: 't' },
      },
    ],
  ])('%s', async (_, { call, want }) => {
    await using client = docker(config)
    await call(client)
    expect(seen).toEqual([want])
  })

  test('none without the option', async () => {
    await using client = docker(undefined)
    await client.imageCreate({ fromImage: 'alpine' })
    expect(seen).toEqual([undefined])
  })
})

describe('a function', () => {
  test('is asked with the registry, and once more after a 401', async () => {
    const requests: CredentialRequest[] = []
    statuses = [401]
    await using client = docker((request) => {
      requests.push(request)
      return request.refused ? jane : hub
    })
    await client.imageCreate({ fromImage: 'registry.example.com:5000/a:1' })
    const registry = 'registry.example.com:5000'
    const reference = `${registry}/a:1`
    const asked = { registry, reference, operationId: 'ImageCreate', signal: undefined }
    expect(requests).toEqual([
      { ...asked, refused: false },
      { ...asked, refused: true },
    ])
    expect(seen).toEqual([hub, jane])
  })

  test('that has no others leaves the 401 as it is', async () => {
    statuses = [401]
    await using client = docker(({ refused }) => (refused ? undefined : hub))
    await expect(client.imageCreate({ fromImage: 'alpine' })).rejects.toThrow(UnauthorizedError)
    expect(seen).toEqual([hub])
  })

  test('is asked no third time', async () => {
    statuses = [401, 401]
    await using client = docker(() => hub)
    await expect(client.imageCreate({ fromImage: 'alpine' })).rejects.toThrow(UnauthorizedError)
    expect(seen).toHaveLength(2)
  })

  test('that never answers is left at an abort', async () => {
    await using client = docker(() => new Promise<undefined>(() => {}))
    const reason = new Error('enough')
    await expect(client.imageCreate({ fromImage: 'alpine' }, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    )
    const controller = new AbortController()
    const call = client.imageCreate({ fromImage: 'alpine' }, { signal: controller.signal })
    controller.abort(reason)
    await expect(call).rejects.toBe(reason)
    expect(seen).toEqual([])
  })

  test('that fails fails the call', async () => {
    await using client = docker(() => Promise.reject(new Error('vault is closed')))
    await expect(client.imageCreate({ fromImage: 'alpine' })).rejects.toThrow('vault is closed')
  })
})
