import { once } from 'node:events'
import { inspect } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { commandDialler, commandFailed, openCommand } from '../../runtime/endpoint/command.js'
import { CommandStream } from '../../runtime/endpoint/command-stream.js'
import { answerAtEnd, plainServer, readAll } from './servers.js'
import { messageOf, rejection } from './surroundings.js'

const node = (script: string) => commandDialler(process.execPath, ['-e', script])

async function open(script: string): Promise<CommandStream> {
  const command = { program: process.execPath, args: ['-e', script] }
  const stream = await openCommand(command, (end) => commandFailed('it', end), new AbortController().signal)
  onTestFinished(() => void stream.destroy())
  if (!(stream instanceof CommandStream)) throw new Error('not a CommandStream')
  return stream
}

const echo = 'process.stdin.pipe(process.stdout)'

describe('a command as a connection', () => {
  test('carries a half-close through a tunnel', async () => {
    const server = await plainServer(answerAtEnd)
    const tunnel = `const s = require('net').connect({ port: ${server.port}, host: '127.0.0.1', allowHalfOpen: true })
      process.stdin.pipe(s).pipe(process.stdout)`
    const stream = await node(tunnel).dial()
    stream.end('hello')
    expect(await readAll(stream)).toBe('hello end')
    await server.idle()
  })

  test('carries megabytes, with backpressure', async () => {
    const stream = await node(echo).dial()
    const size = 8 << 20
    let written = 0
    const reading = readAll(stream)
    for (; written < size; written += 65536) {
      if (!stream.write(Buffer.alloc(65536, 'x'))) await once(stream, 'drain')
    }
    stream.end()
    expect(await reading).toHaveLength(size)
  })

  test('stops reading where nobody takes', async () => {
    const stream = await open(`process.stdout.write(Buffer.alloc(16 << 20)); ${echo}`)
    await once(stream, 'readable')
    expect(stream.readableLength).toBeLessThan(1 << 20)
    stream.destroy()
    await once(stream, 'close')
  })

  test.each([
    [
      'says why',
      { script: 'console.error("no way\\u001b[1m\\n\\nin"); process.exit(3)', want: /status 3: no way \[1m in$/ },
    ],
    ['says nothing', { script: 'process.exit(4)', want: /status 4 and said nothing/ }],
    ['is killed', { script: 'process.kill(process.pid, "SIGKILL")', want: /ended by SIGKILL/ }],
    ['fails after output', { script: 'process.stdout.write("part", () => process.exit(5))', want: /status 5/ }],
    [
      'says very much',
      { script: 'process.stderr.write("x".repeat(1e5) + "end", () => process.exit(6))', want: /x{4000}end$/ },
    ],
  ])('that fails and %s is an error', async (_name, { script, want }) => {
    const stream = await node(script).dial()
    expect(messageOf(await rejection(readAll(stream)))).toMatch(want)
  })

  test('that fails while it is written to tells its own reason', async () => {
    const stream = await open(
      'process.stdin.destroy(); setTimeout(() => { console.error("because"); process.exit(7) }, 50)',
    )
    const failed = once(stream, 'error')
    const write = () => stream.write('x'.repeat(65536), (error) => error ?? (stream.destroyed || write()))
    write()
    expect(messageOf((await failed)[0])).toMatch(/status 7: because/)
  })

  test('that ends well while it is written to has its output read', async () => {
    const stream = await open('process.stdin.destroy(); process.stdout.write("all of it")')
    stream.on('error', () => {})
    stream.write('x'.repeat(1 << 20))
    expect(await readAll(stream)).toBe('all of it')
  })

  test('that ends is closed, though nobody reads', async () => {
    const stream = await open('')
    stream.unref()
    stream.ref()
    await once(stream, 'close')
    expect(stream.errored).toBeNull()
  })

  test('is ended by destroy', async () => {
    const stream = await open(`process.stdout.write(String(process.pid)); ${echo}`)
    const [data] = await once(stream, 'data')
    stream.destroy()
    await once(stream, 'close')
    const alive = () => {
      try {
        return process.kill(Number(data), 0)
      } catch {
        return false
      }
    }
    await expect.poll(alive).toBe(false)
  })

  test('that can not be started rejects', async () => {
    const error = await rejection(commandDialler('no-such-program-anywhere', ['--password=hunter2']).dial())
    expect(inspect(error, { showHidden: true, depth: null })).not.toContain('hunter2')
    expect(error).toMatchObject({ code: 'ENOENT', message: "no-such-program-anywhere can't be started" })
  })

  test.each([
    ['before', (controller: AbortController) => controller.abort('reason')],
    ['while', (controller: AbortController) => queueMicrotask(() => controller.abort('reason'))],
  ])('aborted %s it starts', async (_name, abort) => {
    const controller = new AbortController()
    abort(controller)
    expect(await rejection(node(echo).dial(controller.signal))).toBe('reason')
  })
})

describe('as a socket', () => {
  test('has timeout emitted, and not when it was taken back', async () => {
    const stream = await open(echo)
    await new Promise<void>((resolve) => stream.setTimeout(5, resolve))
    const unwanted = () => expect.unreachable()
    stream.setTimeout(5, unwanted).setTimeout(0, unwanted)
    expect(stream.listenerCount('timeout')).toBe(0)
    expect(stream.setKeepAlive().setNoDelay()).toBe(stream)
  })
})
