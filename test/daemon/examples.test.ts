import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { clientOf, containerForTest, gone, runningContainer } from './client.js'
import { describeWithEngine } from './with-engine.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

describeWithEngine('the example', (engine) => {
  const docker = clientOf(engine)
  let folder: string
  beforeAll(async () => {
    if (!existsSync(join(root, 'dist'))) throw new Error('the examples use the built package: npm run build')
    folder = await mkdtemp(join(tmpdir(), 'examples-'))
    // What an install of the package would make.
    await mkdir(join(folder, 'node_modules'))
    await symlink(root, join(folder, 'node_modules', 'docker-engine-client'), 'dir')
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
    await docker.close()
  })

  const start = (name: string, ...args: string[]): Promise<ChildProcess> =>
    startExample(folder, engine.socket, name, args)
  const run = async (name: string, ...args: string[]): Promise<Outcome> => outcomeOf(await start(name, ...args))

  test('first.ts takes a container from its creation to its removal', async () => {
    const ids = async (): Promise<unknown> => (await docker.containerList({ all: true })).map(({ Id }) => Id)
    const before = await ids()
    expect(await run('first')).toEqual({ stdout: 'stdout: hello\nexit code: 0\nlogs: hello\n', stderr: '', code: 0 })
    expect(await ids()).toEqual(before)
  })

  test('logs.ts follows a container to its end', async () => {
    // Engine 20.10 itself drops what is written right before the end, now and then, for those who follow.
    const Cmd = ['sh', '-c', 'echo one; sleep 0.2; echo two >&2; sleep 0.2; echo three; sleep 0.5']
    const { stdout, stderr, code } = await run('logs', await runningContainer(docker, { Cmd }))
    const lines = stdout.trimEnd().split('\n')
    expect(lines.map((line) => line.replace(/^\S+Z /, ''))).toEqual(['stdout one', 'stderr two', 'stdout three'])
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  })

  test('logs.ts of no container fails', async () => {
    const { stderr, code } = await run('logs', 'no-such-container')
    expect(stderr).toContain('No such container: no-such-container')
    expect(code).toBe(1)
  })

  test('exec.ts is the command: input, output and exit code', async () => {
    const id = await runningContainer(docker, { Cmd: ['sleep', '600'] })
    const child = await start('exec', id, 'sh', '-c', 'read word; echo got $word; echo err >&2; exit 37')
    child.stdin?.end('it\n')
    expect(await outcomeOf(child)).toEqual({ stdout: 'got it\n', stderr: 'err\n', code: 37 })
  })

  test('exec.ts ends with the command, whose input is still open', async () => {
    const id = await runningContainer(docker, { Cmd: ['sleep', '600'] })
    expect(await run('exec', id, 'echo', 'done')).toEqual({ stdout: 'done\n', stderr: '', code: 0 })
  })

  test('events.ts prints what happens until it is interrupted', async () => {
    const child = await start('events')
    const outcome = outcomeOf(child)
    const lines = createInterface({ input: child.stdout ?? process.stdin })[Symbol.asyncIterator]()
    expect(await lines.next()).toMatchObject({ value: 'watching; ctrl-C ends it' })
    await containerForTest(docker, { Cmd: ['true'] }, 'watched')
    expect(await lines.next()).toMatchObject({ value: 'watched: create' })
    child.kill('SIGINT')
    expect(await outcome).toMatchObject({ stderr: '', code: 0 })
  })

  test('build.ts makes an image of a folder', async () => {
    const context = await contextOf('FROM busybox\nCOPY greeting /\nCMD ["cat", "/greeting"]\n')
    onTestFinished(() => gone(docker.imageDelete({ name: 'examples/built', force: true })))
    const { stdout, stderr, code } = await run('build', context, 'examples/built')
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    expect(stdout).toContain('Successfully tagged examples/built:latest')
    expect((await docker.imageInspect({ name: 'examples/built' })).Config?.Cmd).toEqual(['cat', '/greeting'])
  })

  test('build.ts fails with a step that fails', async () => {
    const { stdout, stderr, code } = await run('build', await contextOf('FROM busybox\nRUN exit 3\n'))
    expect(stdout).toContain('RUN exit 3')
    expect({ stderr, code }).toEqual({
      stderr: "The command '/bin/sh -c exit 3' returned a non-zero code: 3\n",
      code: 1,
    })
  })
})

interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
}

/** Starts an example as its reader would, but for the types, which Node 20 does not take away itself. */
async function startExample(folder: string, socket: string, name: string, args: string[]): Promise<ChildProcess> {
  const source = await readFile(join(root, 'examples', `${name}.ts`), 'utf8')
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }
  const program = join(folder, `${name}.mjs`)
  await writeFile(program, ts.transpileModule(source, { compilerOptions }).outputText)
  const { DOCKER_CONTEXT: _, DOCKER_API_VERSION: __, ...env } = process.env
  const child = spawn(process.execPath, [program, ...args], { env: { ...env, DOCKER_HOST: `unix://${socket}` } })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { stdout, stderr, code }
}

/** A folder with this Dockerfile. */
async function contextOf(dockerfile: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'examples-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'Dockerfile'), dockerfile)
  await writeFile(join(folder, 'greeting'), 'hello\n')
  return folder
}
