import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { describe, expect, test } from 'vitest'
import type { Docker, DockerOptions } from '../../../generated/v1.42/index.js'
import { DockerConnectionError } from '../../../runtime/index.js'
import type { CertificateName } from '../../endpoint/certificates.js'
import { listen } from '../../endpoint/servers.js'
import { sshServer } from '../../endpoint/ssh-server.js'
import { closedPort, temporaryFolder } from '../../endpoint/surroundings.js'
import { clientOf, rejection } from '../client.js'
import { startEngine } from '../engine.js'
import { runProgram } from '../program.js'
import { farSide, noFarSide, useSshOf } from '../ssh.js'
import { client, type Engines } from './routes.js'

/** Everything that can be wrong with a way to an engine, and what is said of it. */
export function saysWhatIsWrong(engines: Engines): void {
  const folder = (name: CertificateName): string => engines.tls().certificates.folder(name)

  const tlsTable: [string, { given: () => DockerOptions | Promise<DockerOptions>; want: RegExp; code?: string }][] = [
    [
      'another authority',
      {
        given: () => ({ host: engines.tls().host, tls: { directory: folder('stranger') } }),
        want: /authority that is not trusted .*Trusted is \/.*stranger\/ca\.pem/,
      },
    ],
    [
      'no authority but those of the system',
      {
        given: () => ({ host: engines.tls().host, tls: {} }),
        want: /not trusted .*the system's list of authorities: give the authority .* ca\.pem/,
      },
    ],
    [
      'an engine whose certificate has expired',
      {
        given: async () => ({ host: await tlsFront(folder('expired')), tls: { directory: folder('client') } }),
        want: /has expired \(CERT_HAS_EXPIRED\)\. Renew .*--tlscert.*client\/ca\.pem/,
        code: 'CERT_HAS_EXPIRED',
      },
    ],
    [
      'an engine at another host than its certificate names',
      {
        given: async () => ({ host: await relay(engines.tls().engine.tcp), tls: { directory: folder('client') } }),
        want: /not for "127\.0\.0\.2".*tls\.serverName/,
        code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      },
    ],
    [
      'no client certificate',
      {
        given: () => ({ host: engines.tls().host, tls: { ca: engines.tls().certificates.read('client', 'ca.pem') } }),
        want: /refused a client without a certificate.*give cert\.pem and key\.pem/,
      },
    ],
    [
      'a client certificate of another authority',
      {
        given: () => {
          const { read } = engines.tls().certificates
          const tls = {
            ca: read('client', 'ca.pem'),
            cert: read('stranger', 'cert.pem'),
            key: read('stranger', 'key.pem'),
          }
          return { host: engines.tls().host, tls }
        },
        want: /refused the client certificate option tls\.cert .*must be signed by the authority.*--tlscacert/,
      },
    ],
    [
      'a client certificate that has expired',
      {
        given: () => ({ host: engines.tls().host, tls: { directory: folder('expiredClient') } }),
        want: /refused the client certificate .*expiredClient\/cert\.pem expired on .* renew it/,
      },
    ],
    [
      'TLS where the engine speaks none',
      {
        given: () => ({ host: `tcp://${engines.plain.tcp}`, tls: { directory: folder('client') } }),
        want: /does not speak TLS .*turn TLS off: DOCKER_TLS_VERIFY/,
      },
    ],
    [
      'no TLS where the engine speaks it',
      {
        given: () => ({ host: engines.tls().host }),
        want: /the engine speaks TLS on this port\. Turn TLS on with DOCKER_TLS_VERIFY=1/,
      },
    ],
    [
      'no TLS where the engine speaks it, at a version that is set',
      {
        given: () => ({ host: engines.tls().host, apiVersion: '1.41' }),
        want: /the engine speaks TLS on this port/,
      },
    ],
  ]

  describe('what is wrong is said:', () => {
    test.each(tlsTable)('%s', async (_name, { given, want, code }) => {
      const options = await given()
      const docker = client(options)
      for (const call of calls(docker)) {
        const error = await rejection(call())
        expect(error).toBeInstanceOf(DockerConnectionError)
        expect(error).toMatchObject({
          endpoint: options.host,
          source: 'option host',
          message: expect.stringMatching(want),
        })
        expect(error).toMatchObject({ message: expect.stringContaining(`${options.host} (from option host)`) })
        if (code) expect(error).toMatchObject({ code })
      }
    })

    test('no socket', async () => {
      const path = join(await temporaryFolder(), 'none.sock')
      await refuses({ host: `unix://${path}` }, 'ENOENT', /the socket does not exist .*installed and running/)
    })

    test('a file in place of the socket', async () => {
      const path = join(await temporaryFolder(), 'file')
      await writeFile(path, '')
      await refuses({ host: `unix://${path}` }, 'ECONNREFUSED', /nothing listens on the socket/)
    })

    test('a socket that this user may not open', async () => {
      const program = `
        import { Docker } from './generated.js'
        const error = await new Docker().containerList().catch((error) => error)
        const { name, message, code, endpoint, source } = error
        console.log(JSON.stringify({ name, message, code, endpoint, source }))`
      const endpoint = `unix://${engines.plain.socket}`
      // The engine's folder belongs to root, so that not even the socket can be looked at.
      const { stdout, stderr } = await runProgram(program, { env: { DOCKER_HOST: endpoint }, uid: 65534 })
      expect(stderr).toBe('')
      expect(JSON.parse(stdout)).toEqual({
        name: 'DockerConnectionError',
        code: 'EACCES',
        endpoint,
        source: 'DOCKER_HOST',
        message: expect.stringMatching(/\(from DOCKER_HOST\): this user may not use .*usermod -aG docker/),
      })
    })

    test('an engine that was stopped, also while a stream was open', async () => {
      const engine = await startEngine()
      if ('unavailable' in engine) throw new Error(engine.unavailable)
      const [local, remote] = [clientOf(engine), client({ host: `tcp://${engine.tcp}` })]
      const events = await local.systemEvents()
      const next = rejection(events[Symbol.asyncIterator]().next())
      await remote.systemPing()
      await engine.stop()
      const broken = await next
      expect(broken).toMatchObject({ name: 'DockerStreamError', operationId: 'SystemEvents' })
      expect(await rejection(local.systemPing())).toMatchObject({
        name: 'DockerConnectionError',
        message: expect.stringMatching(/does not exist \(ENOENT\)/),
      })
      expect(await rejection(remote.systemPing())).toMatchObject({
        code: 'ECONNREFUSED',
        message: expect.stringMatching(/nothing listens on the port .*the engine runs and listens on TCP/),
      })
      await local.close()
    })
  })

  describe.skipIf(noFarSide)('what is wrong with ssh is said, in ssh’s own words:', () => {
    test('a key that is refused', async () => {
      const { server, host } = await farSide(engines.plain.socket)
      await copyFile(join(server.folder, 'stranger.pub'), join(server.folder, 'authorized'))
      await refuses({ host }, 'EACCES', /Permission denied \(publickey.*ssh-copy-id/)
    })

    test('an unknown host key', async () => {
      const { server, host } = await farSide(engines.plain.socket)
      await writeFile(join(server.folder, 'known'), '')
      await refuses({ host }, undefined, /Host key verification failed.*once by hand/)
    })

    test('no ssh server', async () => {
      await farSide(engines.plain.socket)
      await refuses(
        { host: `ssh://127.0.0.1:${await closedPort()}` },
        'ECONNREFUSED',
        /Connection refused.*ssh server runs/,
      )
    })

    test('no docker on the far side', async () => {
      const server = await sshServer('', { docker: '#!/no/such/interpreter\n' })
      useSshOf(server)
      const far = { host: `ssh://127.0.0.1:${server.port}` }
      await refuses(far, undefined, /docker.*(not found|ermission denied|bad interpreter).*far side/)
    })

    test('no engine on the far side', async () => {
      const { host } = await farSide(join(await temporaryFolder(), 'none.sock'))
      await refuses({ host }, undefined, /none\.sock.*Start the engine on the far side/)
    })
  })
}

/** A call through the pool of connections, and one with a connection of its own. */
function calls(docker: Docker): (() => Promise<unknown>)[] {
  return [() => docker.containerList(), () => docker.containerAttach({ id: 'x', stream: true })]
}

async function refuses(options: DockerOptions, code: string | undefined, want: RegExp): Promise<void> {
  const docker = client(options)
  for (const call of calls(docker)) {
    const error = await rejection(call())
    expect(error).toBeInstanceOf(DockerConnectionError)
    expect(error).toMatchObject({ endpoint: options.host, source: 'option host', code })
    expect(error).toMatchObject({ message: expect.stringMatching(want) })
    expect(error).toMatchObject({ message: expect.stringContaining(`${options.host} (from option host)`) })
  }
}

/** An address with a certificate of its own; no handshake gets far enough to need an engine behind it. */
async function tlsFront(certificates: string): Promise<string> {
  const [cert, key] = await Promise.all(['cert.pem', 'key.pem'].map((name) => readFile(join(certificates, name))))
  if (cert === undefined || key === undefined) throw new Error('no certificate')
  const { port } = await listen(createTlsServer({ cert, key }).on('tlsClientError', () => {}))
  return `tcp://127.0.0.1:${port}`
}

/** 127.0.0.2 as a way to an engine on 127.0.0.1. */
async function relay(engine: string): Promise<string> {
  const port = Number(engine.split(':')[1])
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    near.pipe(far).pipe(near)
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
  })
  const own = await listen(server, undefined, '127.0.0.2')
  return `tcp://127.0.0.2:${own.port}`
}
