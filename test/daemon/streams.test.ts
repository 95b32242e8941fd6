import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, expect, test } from 'vitest'
import type { Docker } from '../../generated/v1.42/index.js'
import { DockerStreamError, type LogStream } from '../../runtime/index.js'
import { clientOf, containerForTest, rejection, runningContainer } from './client.js'
import { fingerprint, pseudoRandom, randomBytes, repeated } from './pseudo-random.js'
import { tar } from './tar.js'
import { membersOf, type TarMember } from './untar.js'
import { describeWithEngine } from './with-engine.js'

const MB = 1_000_000

describeWithEngine('streams of a real engine:', (engine) => {
  const docker = clientOf(engine)
  const overTcp = clientOf(engine, { host: `tcp://${engine.tcp}` })
  afterAll(() => Promise.all([docker.close(), overTcp.close()]))

  test('100 MB of stdout and 100 MB of stderr at once come through attach to the byte', async () => {
    const piece = { stdout: randomBytes(1, 10 * MB), stderr: randomBytes(2, 10 * MB) }
    // Without a log driver: the one with files keeps text only.
    const id = await talkative(docker, piece, { LogConfig: { Type: 'none', Config: {} } })
    const stream = await docker.containerAttach({ id, stream: true, stdout: true, stderr: true })
    await docker.containerStart({ id })
    await expectBoth(stream, piece)
  })

  test('100 MB of stdout and 100 MB of stderr at once come through logs to the byte', async () => {
    const piece = { stdout: lines(3, 10 * MB), stderr: lines(4, 10 * MB) }
    const id = await talkative(docker, piece, {})
    await docker.containerStart({ id })
    await expectBoth(await docker.containerLogs({ id, follow: true, stdout: true, stderr: true }), piece)
    await expectBoth(await docker.containerLogs({ id, stdout: true, stderr: true }), piece)
  })

  for (const [name, client] of [
    ['a unix socket', docker],
    ['TCP', overTcp],
  ] as const) {
    test(`50 MB go through cat and come back to the byte after the input has ended, over ${name}`, async () => {
      const id = await containerForTest(client, {
        Cmd: ['cat'],
        OpenStdin: true,
        StdinOnce: true,
        HostConfig: { LogConfig: { Type: 'none', Config: {} } },
      })
      const stream = await client.containerAttach({ id, stream: true, stdin: true, stdout: true, stderr: true })
      await client.containerStart({ id })
      const [output] = await Promise.all([
        fingerprint(stream.stdout),
        pipeline(Readable.from(pseudoRandom(5, 50 * MB)), stream.stdin),
      ])
      expect(output).toEqual(await fingerprint(pseudoRandom(5, 50 * MB)))
      expect(await client.containerWait({ id })).toMatchObject({ StatusCode: 0 })
      await stream.closed
    })
  }

  test('an archive of 200 MB goes in and comes out as the same tree', async () => {
    const id = await containerForTest(docker, { Cmd: ['true'] })
    const want = new Map<string, Pick<TarMember, 'size' | 'digest'>>()
    await docker.putContainerArchive({ id, path: '/', body: treeOf(want) })
    expect([...want.values()].reduce((sum, { size }) => sum + size, 0)).toBeGreaterThan(200 * MB)

    const members = await membersOf(await docker.containerArchive({ id, path: '/tree' }))
    const files = [...members].filter(([, { type }]) => type === 'file')
    expect(new Map(files.map(([path, { size, digest }]) => [path, { size, digest }]))).toEqual(want)
  })

  test('a terminal is attached to, and resized while it runs', async () => {
    const Cmd = ['sh', '-c', 'stty -echo; while read word; do echo "$word $(stty size)"; done']
    const id = await containerForTest(docker, { Cmd, Tty: true, OpenStdin: true })
    const stream = await docker.containerAttach({ id, stream: true, stdin: true, stdout: true, stderr: true })
    await docker.containerStart({ id })
    const output = stream.lines()
    const ask = async (word: string): Promise<string | undefined> => {
      stream.stdin.write(`${word}\n`)
      for (;;) {
        const { done, value } = await output.next()
        // The echo of the first word may come before it is turned off.
        if (done || value.text.startsWith(`${word} `)) return value?.text
      }
    }
    await docker.containerResize({ id, h: 20, w: 70 })
    expect(await ask('first')).toBe('first 20 70')
    await docker.containerResize({ id, h: 45, w: 132 })
    expect(await ask('second')).toBe('second 45 132')
    // Ctrl-D: the terminal's end of input.
    stream.stdin.write('\x04')
    expect(await output.next()).toMatchObject({ done: true })
    await stream.closed
  })

  test('the keys for it detach, and the container goes on', async () => {
    const id = await runningContainer(docker, { Cmd: ['cat'], Tty: true, OpenStdin: true })
    const input = { id, stream: true, stdin: true, stdout: true, detachKeys: 'ctrl-x,q' }
    const stream = await docker.containerAttach(input)
    stream.stdin.write('\x18q')
    await stream.text()
    expect((await docker.containerInspect({ id })).State?.Running).toBe(true)
  })

  test('events end at their time, and hold what was filtered for', async () => {
    const since = new Date()
    const one = await containerForTest(docker, { Cmd: ['true'], Labels: { events: 'of one' } })
    await containerForTest(docker, { Cmd: ['true'] })
    const until = new Date(Date.now() + 1_500)
    const events = await docker.systemEvents({ since, until, filters: { label: ['events=of one'] } })
    const seen: string[] = []
    const reading = (async () => {
      for await (const { Type, Action, Actor } of events) {
        expect(Actor?.ID).toBe(one)
        seen.push(`${Type} ${Action}`)
      }
    })()
    await docker.containerStart({ id: one })
    await docker.containerWait({ id: one })
    await reading
    expect(seen).toEqual(['container create', 'container start', 'container die'])
    expect(Date.now()).toBeGreaterThanOrEqual(until.getTime())
  })

  test('stats come as long as they are wanted', async () => {
    const id = await runningContainer(docker, { Cmd: ['sleep', '600'] })
    const reads: string[] = []
    for await (const { read } of await docker.containerStats({ id, stream: true })) {
      reads.push(read)
      if (reads.length === 2) break
    }
    const [first = '', second = ''] = reads
    expect(Date.parse(second)).toBeGreaterThan(Date.parse(first))
    const once = await docker.containerStats({ id, stream: false })
    expect(Date.parse(once.read)).toBeGreaterThan(Date.parse(second))
  })

  test('what is not an image can not be loaded, which is thrown', async () => {
    const load = docker.imageLoad({ body: randomBytes(6, 100_000) }).then((progress) => progress.wait())
    const error = await rejection(load)
    expect(error).toBeInstanceOf(DockerStreamError)
    expect(error).toMatchObject({ operationId: 'ImageLoad', message: expect.stringMatching(/invalid tar header|EOF/) })
  })

  test('an abort ends a stream that is silent', async () => {
    const id = await runningContainer(docker, { Cmd: ['sleep', '600'] })
    const stop = new AbortController()
    const logs = await docker.containerLogs({ id, follow: true, stdout: true }, { signal: stop.signal })
    const reading = rejection(logs.text())
    const reason = new Error('enough')
    stop.abort(reason)
    expect(await reading).toBe(reason)
  })
})

interface Piece {
  readonly stdout: Buffer
  readonly stderr: Buffer
}

/** A container that writes each piece ten times, to both streams at once. */
async function talkative(docker: Docker, piece: Piece, HostConfig: object): Promise<string> {
  const repeat = (file: string, to: string): string => `(for i in 0 1 2 3 4 5 6 7 8 9; do cat /${file}; done >&${to})`
  const Cmd = ['sh', '-c', `${repeat('stdout', '1')} & ${repeat('stderr', '2')} & wait`]
  const id = await containerForTest(docker, { Cmd, HostConfig })
  const body = tar([
    { type: 'file', path: 'stdout', content: piece.stdout },
    { type: 'file', path: 'stderr', content: piece.stderr },
  ])
  await docker.putContainerArchive({ id, path: '/', body })
  return id
}

async function expectBoth(stream: LogStream, piece: Piece): Promise<void> {
  const { stdout, stderr } = stream
  const [out, err] = await Promise.all([fingerprint(stdout), fingerprint(stderr)])
  expect(out).toEqual(await fingerprint(repeated(piece.stdout, 10)))
  expect(err).toEqual(await fingerprint(repeated(piece.stderr, 10)))
}

/** Text of lines of 4000 characters; the log driver cuts those above 16 KiB. */
function lines(seed: number, bytes: number): Buffer {
  const text = randomBytes(seed, bytes / 2).toString('hex')
  return Buffer.from(text.replace(/.{3999}./g, (line) => `${line.slice(1)}\n`))
}

/** A tar of 201 MB in 51 files, which is made as it is read. @param want gets what each file is */
async function* treeOf(want: Map<string, Pick<TarMember, 'size' | 'digest'>>): AsyncGenerator<Uint8Array> {
  const endOfArchive = Buffer.alloc(1024)
  for (let index = 0; index <= 50; index++) {
    const path = `tree/${index % 7}/${index}`
    const content = randomBytes(100 + index, 4 * MB - index)
    const { bytes, digest } = await fingerprint([content])
    want.set(path, { size: bytes, digest })
    yield tar([{ type: 'file', path, content }]).subarray(0, -endOfArchive.length)
  }
  yield endOfArchive
}
