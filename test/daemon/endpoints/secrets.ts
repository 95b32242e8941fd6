import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Docker } from '../../../generated/v1.42/index.js'
import { allCredentials, findCredentials, listContexts, type RequestEvent } from '../../../runtime/index.js'
import { temporaryHome } from '../../auth/temporary-home.js'
import { passphrase } from '../../endpoint/certificates.js'
import { listen } from '../../endpoint/servers.js'
import { closedPort, temporaryFolder, writeFiles } from '../../endpoint/surroundings.js'
import { rejection } from '../client.js'
import { runProgram } from '../program.js'
import { type Registry, startRegistry } from '../registry.js'
import { client, type Engines } from './routes.js'
import { findSecret } from './search.js'

/** A secret that can't be found by chance. */
const mark = `s3cret${randomBytes(12).toString('hex')}`
const auth = { username: 'jane', password: mark, serveraddress: 'registry.example' }
const token = { identitytoken: mark, serveraddress: 'registry.example' }
const registryConfig = { 'registry.example': auth }

type Call = (docker: Docker) => Promise<unknown>

/** Calls that carry secrets in their headers. */
const headerCalls: readonly [string, Call][] = [
  ['a pull', (docker) => docker.imageCreate({ fromImage: 'no/such', registryAuth: auth }).then((pull) => pull.wait())],
  [
    'a pull with a token',
    (docker) => docker.imageCreate({ fromImage: 'x', registryAuth: token }).then((p) => p.wait()),
  ],
  ['a push', (docker) => docker.imagePush({ name: 'x', registryAuth: auth }).then((push) => push.wait())],
  [
    'a pull with the credentials of the client',
    (docker) => docker.imageCreate({ fromImage: 'x' }).then((p) => p.wait()),
  ],
  ['a build', (docker) => docker.imageBuild({ body: Buffer.from('no tar'), registryConfig }).then((b) => b.wait())],
  [
    'a build with arguments, of an address with a password',
    (docker) =>
      docker
        .imageBuild({ remote: `https://jane:${mark}@127.0.0.1:1/x.git`, buildargs: { P: mark } })
        .then((b) => b.wait()),
  ],
  ['a call with a header', (docker) => docker.systemInfo({}, { headers: { Authorization: `Bearer ${mark}` } })],
  ['an attach', (docker) => docker.containerAttach({ id: 'x', stream: true }, { headers: { 'X-Token': mark } })],
  [
    'an attach over WebSocket',
    (docker) => docker.containerAttachWebsocket({ id: 'x', stream: true }, { headers: { 'X-Token': mark } }),
  ],
]

/** Calls that carry secrets in every place where a secret goes. */
const calls: readonly [string, Call][] = [
  ...headerCalls,
  ['a login', (docker) => docker.systemAuth({ body: auth })],
  ['a secret', (docker) => docker.secretCreate({ body: { Name: 'x', Data: Buffer.from(mark).toString('base64') } })],
  [
    'a swarm',
    (docker) =>
      docker.swarmJoin({ body: { ListenAddr: '127.0.0.1:1', JoinToken: mark, RemoteAddrs: ['127.0.0.1:1'] } }),
  ],
  ['a variable of a container', (docker) => docker.containerCreate({ body: { Image: 'none', Env: [`P=${mark}`] } })],
]

/** What may be at the other end in place of an engine. */
const otherEnds: readonly [string, readonly [string, Call][], () => Server][] = [
  ['sends back what it gets', calls, () => createServer((socket) => socket.pipe(socket))],
  [
    'says 200 before it sends back what it gets',
    calls,
    () => echoAfter('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
  ],
  // Its body would be the error's text, which is passed on as the engine's own word.
  ['sends back what it gets as headers of a status 400', headerCalls, () => echoAfter('HTTP/1.1 400 No\r\nX: ')],
  ['cuts', calls, () => createServer((socket) => socket.once('data', () => socket.resetAndDestroy()))],
  ['closes', calls, () => createServer((socket) => socket.once('data', () => socket.end()))],
  ['says nothing', calls, () => createServer((socket) => socket.resume())],
]

/** Places where the search must look. */
const hidingPlaces: readonly [string, unknown][] = [
  ['a message', new Error(`no ${mark}!`)],
  ['a cause', new Error('x', { cause: new Error('y', { cause: mark }) })],
  ['one of several errors', new AggregateError([new Error('x'), new Error(mark)])],
  ['a hidden property', Object.defineProperty(new Error('x'), 'hidden', { value: { deep: [mark] } })],
  ['a property without a name', { [Symbol('x')]: mark }],
  ['the name of a property', { [mark]: 1 }],
  ['bytes', { chunk: Buffer.from(`X: ${mark}`) }],
  ['a map', new Map([['x', new Set([mark])]])],
  ['a header in base64', { header: Buffer.from(`{"u":"j","p":"${mark}"}`).toString('base64url') }],
  ['a query', new Error(`/x?y=${encodeURIComponent(mark)}`)],
]

/** Nothing that is thrown or printed holds a secret. */
export function keepsSecrets(engines: Engines): void {
  test.each(hidingPlaces)('a secret in %s is found', (_name, value) => {
    expect(findSecret(value, [mark])).toBeDefined()
    expect(findSecret(value, [mark.split('').reverse().join('')])).toBeUndefined()
  })

  describe('no secret is in what is thrown', () => {
    describe.each(otherEnds)('where the other end %s', (_end, some, make) => {
      test.each(some)('at %s', async (_name, call) => {
        const { port } = await listen(make())
        const events: RequestEvent[] = []
        const docker = client({
          host: `tcp://127.0.0.1:${port}`,
          apiVersion: '1.41',
          timeout: 300,
          headers: { 'X-Every': mark },
          auth: { 'docker.io': auth },
          onRequest: (event) => events.push(event),
        })
        const outcome = await call(docker).catch((error: unknown) => error)
        expect(findSecret(outcome, [mark])).toBeUndefined()
        expect(findSecret(docker, [mark])).toBeUndefined()
        expect(events).not.toEqual([])
        expect(findSecret(events, [mark])).toBeUndefined()
      })
    })

    test.each(calls)('where the engine refuses %s', async (_name, call) => {
      const docker = client({ host: `unix://${engines.plain.socket}` })
      const outcome = await call(docker).catch((error: unknown) => error)
      expect(findSecret(outcome, [mark])).toBeUndefined()
    })

    test('where the client has credentials that the registry refuses, or a function that fails', async () => {
      const registry = await startRegistry()
      onTestFinished(() => registry.stop())
      const host = `unix://${engines.plain.socket}`
      const wrong = { ...registry.credentials, password: mark }
      const failing = (): never => {
        throw new Error('no credentials today')
      }
      for (const source of [{ [registry.host]: wrong }, () => wrong, failing]) {
        const docker = client({ host, auth: source })
        const pull = docker.imageCreate({ fromImage: `${registry.host}/none`, tag: 'x' }).then((each) => each.wait())
        expect(findSecret(await rejection(pull), [mark])).toBeUndefined()
        expect(findSecret(docker, [mark])).toBeUndefined()
      }
    })

    test.each(calls)('where nobody listens at %s', async (_name, call) => {
      const docker = client({ host: `tcp://127.0.0.1:${await closedPort()}` })
      expect(findSecret(await rejection(call(docker)), [mark])).toBeUndefined()
      await docker.close()
      expect(findSecret(await rejection(call(docker)), [mark])).toBeUndefined()
    })

    test.each([
      `tcp://jane:${mark}@host:1`,
      `http://jane:${mark}@proxy:1/docker`,
      `https://${mark}@host`,
      `ssh://jane:${mark}@host`,
      `ssh://jane%3A${mark}@host`,
      `socks5://jane:${mark}@host`,
      `jane:${mark}@host:1`,
      `tcp://jane:${mark}@`,
    ])('where an address has a password: %#', async (host) => {
      const secrets = [mark]
      expect(findSecret(await rejection(client({ host }).systemPing()), secrets)).toBeUndefined()
      vi.stubEnv('DOCKER_HOST', host)
      onTestFinished(() => void vi.unstubAllEnvs())
      expect(findSecret(await rejection(client().systemPing()), secrets)).toBeUndefined()
      expect(findSecret(await listContexts(), secrets)).toBeUndefined()
      vi.stubEnv('DOCKER_HOST', undefined)
      await contextWith(host)
      expect(findSecret(await rejection(client({ context: 'c' }).systemPing()), secrets)).toBeUndefined()
      expect(findSecret(await listContexts(), secrets)).toBeUndefined()
    })

    test('where TLS material is at fault', async () => {
      const { host, certificates } = engines.tls()
      const [ca, cert, key] = ['ca.pem', 'cert.pem', 'encrypted.pem'].map((name) => certificates.read('client', name))
      const plainKey = certificates.read('client', 'key.pem')
      const secrets = [mark, passphrase, plainKey.split('\n')[1] ?? '', (key ?? '').split('\n')[1] ?? '']
      if (ca === undefined || cert === undefined || key === undefined) throw new Error('no certificates')
      const faults = [
        { ca, cert, key, passphrase: mark },
        { ca, cert, key },
        { ca, cert, key: mark },
        { ca, cert: key, key: cert, passphrase },
        { ca: plainKey, cert, key, passphrase },
        { ca, cert: certificates.read('stranger', 'cert.pem'), key, passphrase },
        { cert, key, passphrase },
      ]
      for (const tls of faults) {
        const docker = client({ host, tls })
        expect(findSecret(await rejection(docker.systemPing()), secrets)).toBeUndefined()
        expect(findSecret(docker, secrets)).toBeUndefined()
      }
      const good = client({ host, tls: { ca, cert, key, passphrase } })
      expect(await good.systemPing()).toBe('OK')
      expect(findSecret(good, secrets)).toBeUndefined()
      expect(inspect(await good.endpoint())).not.toContain(passphrase)
    })

    test.each([
      { registryAuth: { username: 'jane', password: mark, email: 5 } },
      { registryAuth: { username: 'jane', password: [mark] } },
      { registryAuth: [mark] },
      { registryAuth: `${mark}\r\nX-Other: 1` },
    ])('where credentials are malformed: %#', async ({ registryAuth }) => {
      const docker = client({ host: `unix://${engines.plain.socket}` })
      // A caller without types.
      const call: unknown = Reflect.apply(docker.imageCreate, docker, [{ fromImage: 'x', registryAuth }])
      expect(findSecret(await rejection(Promise.resolve(call)), [mark])).toBeUndefined()
    })

    test.each([
      `echo '${mark}'; echo '${mark}' >&2; exit 1`,
      `echo '{"Username":"jane","Secret":"${mark}'`,
      `echo '{"Username":"jane","Secret":["${mark}"]}'`,
    ])('where a credential helper fails: %#', async (script) => {
      const { env, home, helper, config } = temporaryHome()
      helper('broken', script)
      config({ credsStore: 'broken' })
      const options = { env, homedir: home }
      expect(findSecret(await rejection(findCredentials('registry.example/x', options)), [mark])).toBeUndefined()
      expect(findSecret(await rejection(allCredentials(options)), [mark])).toBeUndefined()
    })

    test.each([`{"auths":{"registry.example":{"auth":"${mark}`, `{"auths":{"registry.example":{"auth":"${mark}"}}}`])(
      'where config.json is malformed: %#',
      async (text) => {
        const { env, home, config } = temporaryHome()
        config(text)
        const given = [{ env, homedir: home }, { env: { ...env, DOCKER_AUTH_CONFIG: text } }]
        for (const options of given) {
          expect(findSecret(await rejection(findCredentials('registry.example/x', options)), [mark])).toBeUndefined()
        }
      },
    )
  })

  describe('no secret is in what is given', () => {
    let registry: Registry
    beforeAll(async () => {
      registry = await startRegistry()
    })
    afterAll(() => registry.stop())

    test('by a pull, and by the error of one that the registry refuses', async () => {
      const docker = client({ host: `unix://${engines.plain.socket}` })
      const secrets = [registry.credentials.password, mark]
      const fromImage = `${registry.host}/none`
      for (const password of secrets) {
        const registryAuth = { ...registry.credentials, password }
        const pull = await docker.imageCreate({ fromImage, tag: 'x', registryAuth }).catch((error: unknown) => error)
        expect(inspect(pull, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain(password)
        expect(findSecret(pull, secrets)).toBeUndefined()
      }
    })
  })

  test('no secret is in what Node prints of an error that nobody caught', async () => {
    const { port } = await listen(createServer((socket) => socket.pipe(socket)))
    const pull = `docker.imageCreate({ fromImage: 'x', registryAuth: { username: 'jane', password: '${mark}' } })`
    for (const host of [`tcp://127.0.0.1:${port}`, `tcp://jane:${mark}@host`]) {
      const code = `import { Docker } from './generated.js'
        const docker = new Docker({ host: process.env.ADDRESS, apiVersion: '1.41' })
        console.log(docker)
        await docker.systemInfo().catch((error) => console.error(error))
        await ${pull}`
      const { status, stdout, stderr } = await runProgram(code, { env: { ADDRESS: host } })
      expect(status).toBe(1)
      expect(stderr).toMatch(/DockerConnectionError|InvalidInputError/)
      expect(findSecret({ stdout, stderr }, [mark])).toBeUndefined()
    }
  })
}

/** Answers the first bytes with a text, and then with those bytes and all that follow. */
function echoAfter(text: string): Server {
  return createServer((socket) => {
    socket.once('data', (first) => {
      socket.write(text)
      socket.write(first)
      socket.pipe(socket)
    })
  })
}

/** A context of the docker CLI with this address, for the test. */
async function contextWith(host: string): Promise<void> {
  const folder = await temporaryFolder()
  // The folder's name is the SHA-256 of "c".
  const id = '2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6'
  const meta = { Name: 'c', Metadata: {}, Endpoints: { docker: { Host: host } } }
  await writeFiles(folder, { [join('contexts/meta', id, 'meta.json')]: JSON.stringify(meta) })
  vi.stubEnv('DOCKER_CONFIG', folder)
}
