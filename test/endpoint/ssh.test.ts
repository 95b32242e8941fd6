import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Endpoint } from '../../runtime/endpoint/endpoint.js'
import { connectionError } from '../../runtime/endpoint/explain.js'
import { resolveEndpoint } from '../../runtime/endpoint/resolve.js'
import { answerAtEnd, plainServer, readAll } from './servers.js'
import type { SshServer } from './ssh-server.js'
import { noSshd, sshServer } from './ssh-server.js'
import { closedPort, messageOf, rejection, surroundings, temporaryFolder } from './surroundings.js'

if (noSshd) console.log(`ssh tests skipped: ${noSshd}`)

async function resolve(server: SshServer, path = '', connectTimeout = 20_000): Promise<Endpoint> {
  const host = `ssh://127.0.0.1:${server.port}${path}`
  const endpoint = await resolveEndpoint({ host, connectTimeout }, surroundings({ env: server.env }))
  onTestFinished(() => endpoint.dialler.close?.())
  return endpoint
}

async function engine(handle: (socket: Duplex) => void = answerAtEnd): Promise<string> {
  const path = join(await temporaryFolder(), 'e')
  await plainServer(handle, path)
  return path
}

async function talk(endpoint: Endpoint, text = 'hello'): Promise<string> {
  const stream = await endpoint.dialler.dial()
  stream.end(text)
  return readAll(stream)
}

async function controlFolders(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('docker-ssh-'))
}

describe.skipIf(noSshd)('ssh', { timeout: 30_000 }, () => {
  test('carries a half-close, and calls docker as its CLI does', async () => {
    const server = await sshServer(await engine())
    expect(await talk(await resolve(server))).toBe('hello end')
    expect(await talk(await resolve(server, '/run/my%20d.sock'))).toBe('hello end')
    expect(await server.calls()).toEqual(['system dial-stdio', '--host unix:///run/my d.sock system dial-stdio'])
  })

  test('carries megabytes each way before and after the half-close', async () => {
    const answer = (socket: Duplex) => {
      let size = 0
      socket.on('data', (chunk: Buffer) => (size += chunk.length))
      socket.on('end', () => socket.end(`${size} ${'y'.repeat(4 << 20)}`))
    }
    const server = await sshServer(await engine(answer))
    const answered = await talk(await resolve(server), 'x'.repeat(6 << 20))
    expect(answered.slice(0, 10)).toBe(`${6 << 20} yy`)
    expect(answered).toHaveLength(8 + (4 << 20))
  })

  test('shares one ssh connection between connections, one after the other and at once', async () => {
    const before = await controlFolders()
    const server = await sshServer(await engine())
    const endpoint = await resolve(server)
    const together = await Promise.all(Array.from({ length: 8 }, (_, index) => talk(endpoint, `${index}`)))
    expect(together).toEqual(Array.from({ length: 8 }, (_, index) => `${index} end`))
    for (let index = 0; index < 12; index++) expect(await talk(endpoint)).toBe('hello end')
    expect(server.accepted()).toBe(1)
    await endpoint.dialler.close?.()
    expect(await controlFolders()).toEqual(before)
    expect(messageOf(await rejection(endpoint.dialler.dial()))).toMatch(/closed/)
  })

  test('goes on beyond the number of sessions that a server allows', async () => {
    const server = await sshServer(await engine())
    const endpoint = await resolve(server)
    const streams = await Promise.all(Array.from({ length: 20 }, () => endpoint.dialler.dial()))
    const answers = streams.map((stream) => {
      stream.end('x')
      return readAll(stream)
    })
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['x end']))
    expect(server.accepted()).toBe(3)
    await Promise.all(Array.from({ length: 8 }, () => talk(endpoint)))
    expect(server.accepted()).toBe(3)
  })

  test('uses the sharing that the user configured', async () => {
    const folder = await temporaryFolder()
    const config = `Host *\nControlMaster auto\nControlPersist 5\nControlPath ${folder}/own\n`
    const server = await sshServer(await engine(), { config })
    const before = await controlFolders()
    const endpoint = await resolve(server)
    expect([await talk(endpoint), await talk(endpoint)]).toEqual(['hello end', 'hello end'])
    expect(await readdir(folder)).toEqual(['own'])
    expect(await controlFolders()).toEqual(before)
    expect(server.accepted()).toBe(1)
    const leave = spawn('ssh', ['-O', 'exit', '127.0.0.1'], { env: server.env, stdio: 'ignore' })
    await once(leave, 'exit')
  })

  test('connects anew when the shared connection was lost', async () => {
    const server = await sshServer(await engine())
    const before = await controlFolders()
    const endpoint = await resolve(server)
    expect(await talk(endpoint)).toBe('hello end')
    const [folder = ''] = (await controlFolders()).filter((name) => !before.includes(name))
    const control = `ControlPath=${join(tmpdir(), folder, 's')}`
    await once(spawn('ssh', ['-O', 'exit', '-o', control, '127.0.0.1'], { env: server.env, stdio: 'ignore' }), 'exit')
    expect(await talk(endpoint)).toBe('hello end')
    expect(server.accepted()).toBe(2)
  })

  test('a connection that is lost is an error, not an end', async () => {
    const server = await sshServer(await engine((socket) => void socket.write('part')))
    const endpoint = await resolve(server)
    const stream = await endpoint.dialler.dial()
    await once(stream, 'data')
    const reading = rejection(readAll(stream))
    await endpoint.dialler.close?.()
    expect(messageOf(await reading)).toMatch(/ssh (ended with status|was ended)/)
  })

  describe('tells ssh’s own text', () => {
    test('where the key is refused', async () => {
      const server = await sshServer(await engine())
      await copyFile(join(server.folder, 'stranger.pub'), join(server.folder, 'authorized'))
      const endpoint = await resolve(server)
      const error = connectionError(await rejection(talk(endpoint)), endpoint)
      expect(error.message).toMatch(
        /ssh:\/\/127\.0\.0\.1:\d+ \(from option host\): ssh ended .*Permission denied \(publickey.*ssh-add/,
      )
      expect(error.code).toBe('EACCES')
    })

    test('where the host key is unknown', async () => {
      const server = await sshServer(await engine())
      await writeFile(join(server.folder, 'known'), '')
      const endpoint = await resolve(server)
      const error = connectionError(await rejection(talk(endpoint)), endpoint)
      expect(error.message).toMatch(/Host key verification failed.*once by hand/)
    })

    test('where nobody listens', async () => {
      const server = await sshServer(await engine())
      const endpoint = await resolve({ ...server, port: await closedPort() })
      expect(connectionError(await rejection(talk(endpoint)), endpoint)).toMatchObject({ code: 'ECONNREFUSED' })
    })

    test('where docker is not there', async () => {
      const server = await sshServer('', { docker: '#!/no/such/interpreter\n' })
      const endpoint = await resolve(server)
      const error = connectionError(await rejection(talk(endpoint)), endpoint)
      expect(error.message).toMatch(/status 12[67].*(not found|bad interpreter).*installed on the far side/)
    })

    test('where the engine of the far side is not there', async () => {
      const server = await sshServer(join(await temporaryFolder(), 'no.sock'))
      const endpoint = await resolve(server)
      const error = connectionError(await rejection(talk(endpoint)), endpoint)
      expect(error.message).toMatch(/no\.sock.*Start the engine on the far side/)
    })

    test('where ssh is not there', async () => {
      const environment = surroundings({ env: { PATH: '/no/such/folder' } })
      const endpoint = await resolveEndpoint({ host: 'ssh://h' }, environment)
      const error = connectionError(await rejection(talk(endpoint)), endpoint)
      expect(error.message).toMatch(/ssh can't be started.*Install ssh/)
    })
  })

  describe('an attempt that hangs', () => {
    const silent = async () => {
      const server = await plainServer((socket) => void socket.resume().once('end', () => socket.end()))
      const sshd = await sshServer('')
      return { server, given: { ...sshd, port: server.port } }
    }

    test('is ended by its signal', async () => {
      const { server, given } = await silent()
      const endpoint = await resolve(given)
      const controller = new AbortController()
      const dialling = endpoint.dialler.dial(controller.signal)
      setTimeout(() => controller.abort('enough'), 200)
      expect(await rejection(dialling)).toBe('enough')
      await server.idle()
    })

    test('is ended by its limit', async () => {
      const { server, given } = await silent()
      const endpoint = await resolve(given, '', 200)
      expect(await rejection(endpoint.dialler.dial())).toMatchObject({ code: 'ETIMEDOUT' })
      await server.idle()
    })

    test('does not end the attempt of another', async () => {
      const server = await sshServer(await engine())
      const endpoint = await resolve(server)
      const controller = new AbortController()
      const aborted = rejection(endpoint.dialler.dial(controller.signal))
      const other = talk(endpoint)
      controller.abort('enough')
      expect([await aborted, await other]).toEqual(['enough', 'hello end'])
    })
  })
})
