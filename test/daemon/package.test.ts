import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { clientOf, containerForTest } from './client.js'
import { describeWithEngine } from './with-engine.js'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))

/** What a user's first program does, with an import of every entry that the package has. */
const program = `
import { Docker, NotFoundError } from 'docker-engine-client'
import { containerList, systemPing } from 'docker-engine-client/v1.42'
import { Docker as OlderDocker } from 'docker-engine-client/v1.41'
import { LogStream } from 'docker-engine-client/runtime'

const docker = new Docker()
const containers = await containerList(docker, { all: true })
const missing = await docker.containerInspect({ id: 'no-such-container' }).catch((error) => error)
const older = new OlderDocker({ apiVersion: '1.41' })
const { ApiVersion } = await older.systemVersion()
await older.close()
console.log(JSON.stringify({
  hasVersion: typeof ApiVersion,
  isList: Array.isArray(containers),
  ping: await systemPing(docker),
  isNotFound: missing instanceof NotFoundError,
  hasStreams: typeof LogStream,
}))
await docker.close()
`

/** Sends input over a WebSocket, ends it, and tells what came back. */
const attachProgram = `
import { createHash } from 'node:crypto'
import { Docker } from 'docker-engine-client'

const docker = new Docker()
const id = process.argv[2]
const stream = await docker.containerAttachWebsocket({ id, stream: true, stdin: true, stdout: true })
await docker.containerStart({ id })
stream.stdin.end(Buffer.alloc(1_000_000, 'input '))
console.log(createHash('sha256').update(await stream.text()).digest('hex'))
await stream.closed
await docker.close()
`

const want = { hasVersion: 'string', isList: true, ping: 'OK', isNotFound: true, hasStreams: 'function' }

describeWithEngine('the packed tarball in an empty project', (engine) => {
  let project = ''
  const env = { ...process.env, DOCKER_HOST: `unix://${engine.socket}` }

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'dec-package-'))
    const packed = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], {
      cwd: root,
    })
    const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }]
    await writeFile(join(project, 'package.json'), '{ "name": "user", "version": "1.0.0", "type": "module" }')
    await writeFile(join(project, 'first.js'), program)
    await writeFile(join(project, 'attach.js'), attachProgram)
    const options = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']
    await run('npm', ['install', ...options, `./${filename}`], { cwd: project })
  })

  afterAll(() => rm(project, { recursive: true, force: true }))

  const bin = (name: string): string => join(root, 'node_modules', '.bin', name)
  const runtimes = [
    ['Node', process.execPath, []],
    ['Bun', bin('bun'), ['run']],
    ['Deno', bin('deno'), ['run', '-A']],
  ] as const
  test.each(runtimes)('lists containers on %s, and the process ends by itself', async (_, command, args) => {
    const { stdout } = await run(command, [...args, 'first.js'], { cwd: project, env, timeout: 60_000 })
    expect(JSON.parse(stdout)).toEqual(want)
  })

  test.each(runtimes)('attaches over a WebSocket on %s, to the byte', async (_, command, args) => {
    const docker = clientOf(engine)
    onTestFinished(() => docker.close())
    const id = await containerForTest(docker, { Cmd: ['cat'], OpenStdin: true, StdinOnce: true })
    const { stdout } = await run(command, [...args, 'attach.js', id], { cwd: project, env, timeout: 60_000 })
    const input = Buffer.alloc(1_000_000, 'input ')
    expect(stdout.trim()).toBe(createHash('sha256').update(input).digest('hex'))
  })

  test('its command generates a client', async () => {
    const args = ['docker-client-gen', 'generate', '--spec', 'v1.42', '--out', 'client']
    await run('npx', ['--no-install', ...args], { cwd: project })
    expect(await readFile(join(project, 'client', 'docker.ts'), 'utf8')).toContain('export class Docker extends')
  })

  test('its client loads neither the compiler nor the generator', async () => {
    const { stderr } = await run(process.execPath, ['first.js'], {
      cwd: project,
      env: { ...env, NODE_DEBUG: 'esm,module' },
      maxBuffer: 64 * 1024 * 1024,
    })
    expect(stderr).toContain('dist/runtime/client.js')
    for (const heavy of ['ts-morph', 'typescript', 'handlebars', 'commander', 'dist/generator', 'json-p3']) {
      expect(stderr, heavy).not.toContain(heavy)
    }
  })
})
