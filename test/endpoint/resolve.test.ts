import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { Environment } from '../../runtime/endpoint/environment.js'
import type { EndpointOptions } from '../../runtime/endpoint/resolve.js'
import { resolveEndpoint } from '../../runtime/endpoint/resolve.js'
import { InvalidInputError } from '../../runtime/errors.js'
import { messageOf, rejection, surroundings, temporaryFolder, writeFiles } from './surroundings.js'

const socket = '/var/run/docker.sock'
const id = (name: string) => createHash('sha256').update(name).digest('hex')

const contexts = Object.fromEntries(
  [
    ['tcp', { Host: 'tcp://context:2375' }],
    ['skip', { Host: 'tcp://context', SkipTLSVerify: true }],
    ['ssh', { Host: 'ssh://me@far:2222' }],
    ['empty', { Host: '' }],
    ['secret', { Host: 'tcp://me:secret@h' }],
  ].map(([name, docker]) => [
    `contexts/meta/${id(String(name))}/meta.json`,
    JSON.stringify({ Name: name, Endpoints: { docker } }),
  ]),
)

interface Given {
  readonly options?: EndpointOptions
  readonly env?: Record<string, string>
  readonly config?: string
  readonly sockets?: readonly string[]
  readonly platform?: NodeJS.Platform
}

async function home({ env = {}, config, sockets = [socket], platform = 'linux' }: Given): Promise<Environment> {
  const folder = await temporaryFolder()
  await writeFiles(join(folder, '.docker'), { ...contexts, ...(config === undefined ? {} : { 'config.json': config }) })
  return surroundings({ homedir: folder, env, sockets, platform })
}

const order: [string, { given: Given; want: { address: string; source: string } }][] = [
  [
    'option host before all else',
    {
      given: { options: { host: 'tcp://o:1', context: 'tcp' }, env: { DOCKER_HOST: 'tcp://e:1' } },
      want: { address: 'tcp://o:1', source: 'option host' },
    },
  ],
  [
    'option context before the environment',
    {
      given: { options: { context: 'tcp' }, env: { DOCKER_HOST: 'tcp://e:1', DOCKER_CONTEXT: 'ssh' } },
      want: { address: 'tcp://context:2375', source: 'context "tcp" (option context)' },
    },
  ],
  [
    'DOCKER_HOST before DOCKER_CONTEXT',
    {
      given: { env: { DOCKER_HOST: ' tcp://e:1 ', DOCKER_CONTEXT: 'nosuch' }, config: '{' },
      want: { address: 'tcp://e:1', source: 'DOCKER_HOST' },
    },
  ],
  [
    'DOCKER_CONTEXT before config.json',
    {
      given: { env: { DOCKER_HOST: '', DOCKER_CONTEXT: 'ssh' }, config: '{"currentContext":"tcp"}' },
      want: { address: 'ssh://me@far:2222', source: 'context "ssh" (DOCKER_CONTEXT)' },
    },
  ],
  [
    'currentContext before the default',
    {
      given: { env: { DOCKER_CONTEXT: '' }, config: '{"currentContext":"tcp"}' },
      want: {
        address: 'tcp://context:2375',
        source: expect.stringMatching(/^context "tcp" \(currentContext in .*config\.json\)$/),
      },
    },
  ],
  ['the default', { given: {}, want: { address: `unix://${socket}`, source: 'the platform default' } }],
  [
    'the default of Windows',
    {
      given: { platform: 'win32', sockets: ['//./pipe/docker_engine'] },
      want: { address: 'npipe:////./pipe/docker_engine', source: 'the platform default' },
    },
  ],
  [
    'another usual socket',
    {
      given: { sockets: ['/run/podman/podman.sock'] },
      want: { address: 'unix:///run/podman/podman.sock', source: 'Podman, a usual socket' },
    },
  ],
  [
    'the default where there is no socket at all',
    { given: { sockets: [] }, want: { address: `unix://${socket}`, source: 'the platform default' } },
  ],
  [
    'context default is DOCKER_HOST',
    {
      given: { options: { context: 'default' }, env: { DOCKER_HOST: 'tcp://e:1', DOCKER_CONTEXT: 'tcp' } },
      want: { address: 'tcp://e:1', source: 'DOCKER_HOST' },
    },
  ],
  [
    'context default is the default without DOCKER_HOST',
    {
      given: { env: { DOCKER_CONTEXT: 'default' }, config: '{"currentContext":"tcp"}' },
      want: { address: `unix://${socket}`, source: 'the platform default' },
    },
  ],
  [
    'a context without a host is the default',
    {
      given: { env: { DOCKER_CONTEXT: 'empty' } },
      want: { address: `unix://${socket}`, source: 'context "empty" (DOCKER_CONTEXT)' },
    },
  ],
]

test.each(order)('%s', async (_name, { given, want }) => {
  expect(await resolveEndpoint(given.options, await home(given))).toMatchObject(want)
})

describe('addresses', () => {
  test.each([
    ['tcp://', { address: 'tcp://localhost:2375', host: 'localhost:2375', basePath: '' }],
    ['tcp://h', { address: 'tcp://h:2375', host: 'h:2375', basePath: '' }],
    ['tcp://:9', { address: 'tcp://localhost:9', host: 'localhost:9', basePath: '' }],
    ['tcp://[::1]', { address: 'tcp://[::1]:2375', host: '[::1]:2375', basePath: '' }],
    ['tcp://h:1/a/b/', { address: 'tcp://h:1/a/b', host: 'h:1', basePath: '/a/b' }],
    ['tcp://h:1/', { address: 'tcp://h:1', host: 'h:1', basePath: '' }],
    ['http://h', { address: 'http://h', host: 'h', basePath: '' }],
    ['http://h:2375/x', { address: 'http://h:2375/x', host: 'h:2375', basePath: '/x' }],
    ['https://h/x', { address: 'https://h/x', host: 'h', basePath: '/x' }],
    ['unix://', { address: `unix://${socket}`, host: 'docker', basePath: '' }],
    ['unix:///a b', { address: 'unix:///a b', host: 'docker', basePath: '' }],
    ['ssh://me@h:22/run/s', { address: 'ssh://me@h:22/run/s', host: 'docker', basePath: '' }],
  ])('%s', async (host, want) => {
    expect(await resolveEndpoint({ host }, surroundings())).toMatchObject(want)
    expect(await resolveEndpoint({}, surroundings({ env: { DOCKER_HOST: host } }))).toMatchObject(want)
  })

  test('npipe', async () => {
    const endpoint = await resolveEndpoint({ host: 'npipe://' }, surroundings({ platform: 'win32' }))
    expect(endpoint).toMatchObject({ address: 'npipe:////./pipe/docker_engine', host: 'docker' })
  })
})

describe('refuses', () => {
  const cases: [string, { given: Given; want: RegExp }][] = [
    [
      'a host without a scheme',
      { given: { env: { DOCKER_HOST: 'foobar' } }, want: /^DOCKER_HOST: unable to parse docker host `foobar`/ },
    ],
    ['an empty host', { given: { options: { host: '' } }, want: /^option host: unable to parse docker host ``/ }],
    [
      'a scheme that nobody knows',
      { given: { options: { host: 'foo://me:secret@bar' } }, want: /`foo:\/\/…@bar`; known are unix:\/\/, npipe/ },
    ],
    ['fd', { given: { options: { host: 'fd://' } }, want: /systemd/ }],
    ['a pipe on Linux', { given: { options: { host: 'npipe:////./pipe/x' } }, want: /can't be used on linux/ }],
    [
      'a socket on Windows',
      { given: { options: { host: 'unix:///x' }, platform: 'win32' }, want: /can't be used on win32/ },
    ],
    ['a long path', { given: { options: { host: `unix:///${'é'.repeat(54)}` } }, want: /at most 107 bytes/ }],
    ['a password in a context', { given: { options: { context: 'secret' } }, want: /^context "secret" .*password/ }],
    [
      'a context that is not there',
      { given: { env: { DOCKER_CONTEXT: 'no' } }, want: /context "no" does not exist.*"tcp".*DOCKER_CONTEXT/ },
    ],
    [
      'a current context that is not there',
      { given: { config: '{"currentContext":"no"}' }, want: /"no" does not exist.*config\.json/ },
    ],
    ['an empty context', { given: { options: { context: '' } }, want: /option context is empty/ }],
    ['a broken config.json', { given: { config: '{' }, want: /config\.json is not valid JSON/ }],
    ['TLS over a socket', { given: { options: { host: 'unix:///x', tls: {} } }, want: /no use with unix/ }],
    ['TLS over ssh', { given: { options: { host: 'ssh://x', tls: {} } }, want: /no use with ssh/ }],
    ['TLS over http', { given: { options: { host: 'http://x', tls: {} } }, want: /option tls asks for it/ }],
    [
      'TLS of the environment over http',
      { given: { env: { DOCKER_HOST: 'http://x', DOCKER_TLS_VERIFY: '1' } }, want: /DOCKER_TLS_VERIFY/ },
    ],
    [
      'TLS for a dialler',
      { given: { options: { dialler: { dial: async () => new PassThrough() }, tls: {} } }, want: /exclude each other/ },
    ],
    ['a negative timeout', { given: { options: { connectTimeout: -1 } }, want: /connectTimeout/ }],
    ['a timeout that is no number', { given: { options: { connectTimeout: Number.NaN } }, want: /connectTimeout/ }],
  ]
  test.each(cases)('%s', async (_name, { given, want }) => {
    const error = await rejection(resolveEndpoint(given.options, await home(given)))
    expect(error).toBeInstanceOf(InvalidInputError)
    expect(messageOf(error)).toMatch(want)
    expect(messageOf(error)).not.toContain(':secret')
  })
})

describe('a custom dialler', () => {
  const dialler = (stream: PassThrough, closed: string[] = []) => ({
    dial: async () => stream,
    close: () => {
      closed.push('closed')
    },
  })

  test('goes before all settings and is closed', async () => {
    const stream = new PassThrough()
    const closed: string[] = []
    const environment = surroundings({ env: { DOCKER_HOST: 'foobar' } })
    const endpoint = await resolveEndpoint({ dialler: dialler(stream, closed), host: 'x' }, environment)
    expect(endpoint).toMatchObject({ source: 'option dialler', host: 'docker', basePath: '' })
    expect(await endpoint.dialler.dial()).toBe(stream)
    await endpoint.dialler.close?.()
    expect(closed).toEqual(['closed'])
  })

  test('that overlooks the signal is left, and its late stream destroyed', async () => {
    const stream = new PassThrough()
    let deliver = () => {}
    const slow = { dial: () => new Promise<PassThrough>((resolve) => (deliver = () => resolve(stream))) }
    const endpoint = await resolveEndpoint({ dialler: slow }, surroundings())
    const controller = new AbortController()
    const dialling = endpoint.dialler.dial(controller.signal)
    controller.abort(new Error('enough'))
    expect(messageOf(await rejection(dialling))).toBe('enough')
    deliver()
    await new Promise((resolve) => stream.once('close', resolve))
  })

  test('is bounded by connectTimeout', async () => {
    const never = { dial: () => new Promise<PassThrough>(() => {}) }
    const endpoint = await resolveEndpoint({ dialler: never, connectTimeout: 5 }, surroundings())
    expect(await rejection(endpoint.dialler.dial())).toMatchObject({ code: 'ETIMEDOUT' })
  })

  test('that throws rejects', async () => {
    const broken = {
      dial: () => {
        throw new Error('no way')
      },
    }
    const endpoint = await resolveEndpoint({ dialler: broken }, surroundings())
    expect(messageOf(await rejection(endpoint.dialler.dial()))).toBe('no way')
  })
})
