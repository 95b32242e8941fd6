import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { commandDialler, DockerConnectionError } from '../../../runtime/index.js'
import { listen } from '../../endpoint/servers.js'
import { closedPort } from '../../endpoint/surroundings.js'
import { containerForTest, rejection } from '../client.js'
import { type ProgramEnd, runProgram } from '../program.js'
import { dockerCli } from '../ssh.js'
import { client, type Engines } from './routes.js'

/** Engines behind a dialler of the caller's own, and the examples of that. */
export function goesThroughTunnels(engines: Engines): void {
  describe('a tunnel', () => {
    test('of an HTTP proxy: examples/tunnel.ts', async () => {
      const proxy = await httpProxy()
      const env = { PROXY: `127.0.0.1:${proxy.port}`, ENGINE: engines.plain.tcp }
      const { stdout, stderr, status } = await runExample('tunnel', env)
      expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
      expect(stdout).toContain(`engine ${engines.plain.version} on `)
      expect(proxy.asked()).toBeGreaterThan(0)
    })

    test('that leads nowhere is an error with its own text', async () => {
      const proxy = await httpProxy()
      const env = { PROXY: `127.0.0.1:${proxy.port}`, ENGINE: `127.0.0.1:${await closedPort()}` }
      const { stderr, status } = await runExample('tunnel', env)
      expect(status).toBe(1)
      expect(stderr).toContain(
        "can't reach the Docker engine at a custom dialler (from option dialler): the proxy does",
      )
    })

    test.skipIf(dockerCli === '')('of a command carries a half-close', async () => {
      const args = ['--host', `unix://${engines.plain.socket}`, 'system', 'dial-stdio']
      const docker = client({ dialler: commandDialler(dockerCli, args) })
      const id = await containerForTest(docker, { Cmd: ['wc', '-c'], OpenStdin: true, StdinOnce: true })
      const stream = await docker.containerAttach({ id, stream: true, stdin: true, stdout: true })
      await docker.containerStart({ id })
      stream.stdin.end(Buffer.alloc(3_000_000))
      expect(await stream.text()).toBe('3000000\n')
    })

    test('that fails is told by its own error', async () => {
      const broken = new Error('the tunnel fell in')
      const docker = client({ dialler: { dial: () => Promise.reject(broken) } })
      const error = await rejection(docker.systemPing())
      expect(error).toBeInstanceOf(DockerConnectionError)
      expect(error).toMatchObject({ cause: broken, message: expect.stringContaining('the tunnel fell in') })
    })
  })

  describe('examples/remote.ts', () => {
    test('asks one engine, and says what is wrong with another', async () => {
      const good = await runExample('remote', {}, `unix://${engines.plain.socket}`)
      expect(good).toMatchObject({ stderr: '', status: 0 })
      expect(good.stdout).toContain(`(option host): engine ${engines.plain.version}`)
      const bad = await runExample('remote', {}, 'unix:///no/such.sock')
      expect(bad).toMatchObject({ stderr: '', status: 1, stdout: expect.stringContaining('does not exist (ENOENT)') })
    })

    test('asks all contexts', async () => {
      const env = { DOCKER_HOST: `unix://${engines.plain.socket}`, HOME: '/no/such/home' }
      expect(await runExample('remote', env)).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('(DOCKER_HOST): engine'),
      })
    })
  })
}

/** Runs an example as its reader would, but for its types, which Node 20 does not take away itself. */
async function runExample(name: string, env: Record<string, string>, ...args: string[]): Promise<ProgramEnd> {
  const file = fileURLToPath(new URL(`../../../examples/${name}.ts`, import.meta.url))
  const source = (await readFile(file, 'utf8')).replace("'docker-engine-client'", "'./generated.js'")
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }
  const code = `process.argv.push(...${JSON.stringify(args)})\n${ts.transpileModule(source, { compilerOptions }).outputText}`
  const { PATH } = process.env
  return runProgram(code, { env: { PATH, ...env } })
}

async function httpProxy(): Promise<{ port: number; asked: () => number }> {
  let asked = 0
  const server = createServer().on('connect', ({ url = '' }, near, early) => {
    asked++
    const [host, port] = url.split(':')
    const far = connect({ host: host ?? '', port: Number(port), allowHalfOpen: true })
    far.once('connect', () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n')
      far.write(early)
      near.pipe(far).pipe(near)
    })
    far.on('error', () => near.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
    near.on('error', () => far.destroy())
  })
  const { port } = await listen(server)
  return { port, asked: () => asked }
}
