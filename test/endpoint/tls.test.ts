import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createHttpServer, get as httpGet } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Endpoint } from '../../runtime/endpoint/endpoint.js'
import { connectionError } from '../../runtime/endpoint/explain.js'
import type { EndpointOptions } from '../../runtime/endpoint/resolve.js'
import { resolveEndpoint } from '../../runtime/endpoint/resolve.js'
import type { TlsOptions } from '../../runtime/endpoint/tls.js'
import type { CertificateName, Certificates } from './certificates.js'
import { makeCertificates, noOpenssl, passphrase } from './certificates.js'
import { answerAtEnd, listen, plainServer, readAll, tlsServer } from './servers.js'
import { rejection, surroundings, temporaryFolder, writeFiles } from './surroundings.js'

if (noOpenssl) console.log(`TLS tests skipped: ${noOpenssl}`)

describe.skipIf(noOpenssl)('TLS', () => {
  let root: string
  let made: Certificates

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'endpoint-certificates-'))
    made = await makeCertificates(root)
  }, 60_000)
  afterAll(() => rm(root, { recursive: true, force: true }))

  const pair = (name: CertificateName) => ({ cert: made.read(name, 'cert.pem'), key: made.read(name, 'key.pem') })
  const ca = (name: CertificateName = 'server') => made.read(name, 'ca.pem')
  const mutual = () => ({ ...pair('server'), ca: ca(), requestCert: true, rejectUnauthorized: true })
  const resolve = (port: number, options: EndpointOptions = {}, host = '127.0.0.1') =>
    resolveEndpoint({ host: `tcp://${host}:${port}`, ...options }, surroundings())

  async function talk(endpoint: Endpoint): Promise<string> {
    const stream = await endpoint.dialler.dial()
    stream.end('hello')
    return readAll(stream)
  }
  // An answer that never begins is what node:http calls a hang-up.
  const answered = async (endpoint: Endpoint) => {
    if ((await talk(endpoint)) === '') throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
  }
  const explained = async (endpoint: Endpoint) => connectionError(await rejection(answered(endpoint)), endpoint)

  describe('carries a half-close', () => {
    test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s', async (version) => {
      const server = await tlsServer({ ...pair('server'), maxVersion: version, minVersion: version }, answerAtEnd)
      expect(await talk(await resolve(server.port, { tls: { ca: ca() } }))).toBe('hello end')
      await server.idle()
    })

    test('with megabytes after it', async () => {
      const long = Buffer.alloc(5 << 20, 'x')
      const answer = (socket: Duplex) => {
        socket.resume().once('end', () => socket.end(long))
      }
      const server = await tlsServer(pair('server'), answer)
      expect(await talk(await resolve(server.port, { tls: { ca: ca() } }))).toHaveLength(long.length)
    })

    test('with a client certificate', async () => {
      const server = await tlsServer(mutual(), answerAtEnd)
      expect(await talk(await resolve(server.port, { tls: { directory: made.folder('client') } }))).toBe('hello end')
    })
  })

  describe('material', () => {
    test.each([
      [
        'as Buffers',
        () => ({ ca: Buffer.from(ca()), cert: Buffer.from(pair('client').cert), key: Buffer.from(pair('client').key) }),
      ],
      [
        'with an encrypted key',
        () => ({ ca: ca(), cert: pair('client').cert, key: made.read('client', 'encrypted.pem'), passphrase }),
      ],
    ])('%s', async (_name, tls) => {
      const server = await tlsServer(mutual(), answerAtEnd)
      const endpoint = await resolve(server.port, { tls: tls() })
      expect(await talk(endpoint)).toBe('hello end')
      for (const secret of [passphrase, pair('client').key.split('\n')[1] ?? 'no key']) {
        expect(inspect(endpoint, { depth: 9, showHidden: true })).not.toContain(secret)
      }
    })

    test('from DOCKER_CERT_PATH', async () => {
      const server = await tlsServer(mutual(), answerAtEnd)
      const variables = [
        { DOCKER_TLS_VERIFY: '1' },
        { DOCKER_TLS_VERIFY: '0' },
        { DOCKER_TLS: '1' },
        { DOCKER_TLS_VERIFY: '' },
      ]
      for (const more of variables) {
        const env = { DOCKER_HOST: `tcp://localhost:${server.port}`, DOCKER_CERT_PATH: made.folder('client'), ...more }
        const endpoint = await resolveEndpoint({}, surroundings({ env }))
        expect(endpoint.tls).toMatchObject({ verify: true, ca: join(made.folder('client'), 'ca.pem') })
        expect(await talk(endpoint)).toBe('hello end')
      }
    })

    test('from the folder of the configuration where DOCKER_TLS_VERIFY stands alone', async () => {
      const env = { DOCKER_HOST: 'tcp://h', DOCKER_TLS_VERIFY: '1', DOCKER_CONFIG: made.folder('client') }
      expect(await resolveEndpoint({}, surroundings({ env }))).toMatchObject({
        address: 'tcp://h:2376',
        tls: { verify: true, serverName: 'h', cert: join(made.folder('client'), 'cert.pem'), faults: [] },
      })
    })

    test('from a context', async () => {
      const server = await tlsServer(mutual(), answerAtEnd)
      const environment = await contextHome({ Host: `tcp://127.0.0.1:${server.port}` }, [
        'ca.pem',
        'cert.pem',
        'key.pem',
      ])
      const endpoint = await resolveEndpoint({ context: 'c' }, environment)
      expect(endpoint.tls).toMatchObject({ verify: true, cert: expect.stringContaining('cert.pem') })
      expect(await talk(endpoint)).toBe('hello end')
    })

    test('from a context without an authority trusts the system alone', async () => {
      const server = await tlsServer(pair('server'), answerAtEnd)
      const environment = await contextHome({ Host: `tcp://127.0.0.1:${server.port}` }, ['cert.pem', 'key.pem'])
      const endpoint = await resolveEndpoint({ context: 'c' }, environment)
      expect((await explained(endpoint)).message).toContain("Trusted is the system's list of authorities")
    })
  })

  describe('verification', () => {
    test('is off where a context says so, and where an option says so', async () => {
      const server = await tlsServer(pair('stranger'), answerAtEnd)
      const environment = await contextHome({ Host: `tcp://127.0.0.1:${server.port}`, SkipTLSVerify: true }, [])
      const byContext = await resolveEndpoint({ context: 'c' }, environment)
      const byOption = await resolve(server.port, { tls: { verify: false } })
      for (const endpoint of [byContext, byOption]) {
        expect(endpoint.tls?.verify).toBe(false)
        expect(await talk(endpoint)).toBe('hello end')
      }
    })

    test('stays on whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
      const server = await tlsServer(pair('stranger'), answerAtEnd)
      const variable = 'NODE_TLS_REJECT_UNAUTHORIZED'
      const before = process.env[variable]
      process.env[variable] = '0'
      try {
        const error = await rejection(talk(await resolve(server.port, { tls: { ca: ca() } })))
        expect(error).toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
      } finally {
        if (before === undefined) delete process.env[variable]
        else process.env[variable] = before
      }
    })

    test('takes another name', async () => {
      const server = await tlsServer(pair('other'), answerAtEnd)
      expect(await talk(await resolve(server.port, { tls: { ca: ca(), serverName: 'other.example' } }))).toBe(
        'hello end',
      )
    })
  })

  describe('a handshake that fails says why', () => {
    const cases: [string, { given: CertificateName; tls: () => TlsOptions; want: RegExp; code: string }][] = [
      [
        'expired',
        {
          given: 'expired',
          tls: () => ({ ca: ca() }),
          code: 'CERT_HAS_EXPIRED',
          want: /has expired .*Renew the certificate of the engine.*look at option tls\.ca/,
        },
      ],
      [
        'for another host',
        {
          given: 'other',
          tls: () => ({ ca: ca() }),
          code: 'ERR_TLS_CERT_ALTNAME_INVALID',
          want: /not for "127\.0\.0\.1".*tls\.serverName/,
        },
      ],
      [
        'from an unknown authority',
        {
          given: 'stranger',
          tls: () => ({ directory: made.folder('server') }),
          code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
          want: /not trusted .*Trusted is .*server\/ca\.pem/,
        },
      ],
      [
        'signed by itself',
        { given: 'self', tls: () => ({ ca: ca() }), code: 'DEPTH_ZERO_SELF_SIGNED_CERT', want: /not trusted/ },
      ],
    ]
    test.each(cases)('%s', async (_name, { given, tls, want, code }) => {
      const server = await tlsServer({ ...pair(given), allowHalfOpen: false }, answerAtEnd)
      const error = await explained(await resolve(server.port, { tls: tls() }))
      expect(error.code).toBe(code)
      expect(error.message).toMatch(want)
      expect(error.message).toContain(`tcp://127.0.0.1:${server.port} (from option host)`)
      await server.idle()
    })

    test.each([
      ['no client certificate', { tls: () => ({ ca: ca() }), want: /a client without a certificate/ }],
      [
        'a stranger as client',
        {
          tls: () => ({ ca: ca(), ...pair('stranger') }),
          want: /the client certificate option tls\.cert/,
        },
      ],
      [
        'an expired client',
        {
          tls: () => ({ directory: made.folder('expiredClient') }),
          want: /expiredClient\/cert\.pem expired on .*2020.*renew it/,
        },
      ],
    ])('%s', async (_name, { tls, want }) => {
      for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
        const server = await tlsServer({ ...mutual(), maxVersion: version, allowHalfOpen: false }, answerAtEnd)
        expect((await explained(await resolve(server.port, { tls: tls() }))).message).toMatch(want)
        await server.idle()
      }
    })

    test('the port does not speak TLS', async () => {
      const server = await listen(createHttpServer())
      const error = await explained(await resolve(server.port, { tls: { ca: ca() } }))
      expect(error.message).toMatch(/does not speak TLS .*turn TLS off/)
    })

    test('the port cuts', async () => {
      const server = await plainServer((socket) => socket.destroy())
      const error = await explained(await resolve(server.port, { tls: { ca: ca() } }))
      expect(error).toMatchObject({ code: 'ECONNRESET' })
      expect(error.message).toMatch(/does the engine speak TLS on this port/i)
    })

    test('the port is silent', async () => {
      const server = await plainServer((socket) => void socket.resume().once('end', () => socket.end()))
      const error = await explained(await resolve(server.port, { tls: { ca: ca() }, connectTimeout: 50 }))
      expect(error.code).toBe('ETIMEDOUT')
      await server.idle()
    })

    test('HTTP in the clear to a TLS port', async () => {
      const server = await tlsServer(pair('server'), answerAtEnd)
      const endpoint = await resolve(server.port)
      const failed = new Promise((done) => httpGet({ host: '127.0.0.1', port: server.port }).once('error', done))
      expect(connectionError(await failed, endpoint).message).toMatch(/TLS/)
    })
  })

  async function contextHome(docker: object, files: readonly string[]) {
    const folder = await temporaryFolder()
    const id = createHash('sha256').update('c').digest('hex')
    const pem = files.map((name) => [`contexts/tls/${id}/docker/${name}`, made.read('client', name)])
    const meta = { [`contexts/meta/${id}/meta.json`]: JSON.stringify({ Name: 'c', Endpoints: { docker } }) }
    await writeFiles(folder, { ...meta, ...Object.fromEntries(pem) })
    return surroundings({ env: { DOCKER_CONFIG: folder } })
  }
})
