import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compiledClient } from './compiled-client.js'

/** What a consumer that stalls may hold, above what the process held before. */
const bound = 32 * 1024 * 1024
const offered = 1024 * 1024 * 1024

/** Reads one value, stalls, says how much memory it took since, and leaves. */
const consumer = (call: string): string => `
import { Docker } from './generated/v1.42/index.js'
import { once } from 'node:events'
const docker = new Docker({ host: 'unix://' + process.argv[2], apiVersion: '1.42' })
await docker.systemPing()
globalThis.gc()
const before = process.memoryUsage().rss
const stream = await docker.${call}
const iterator = stream[Symbol.asyncIterator]()
await iterator.next()
console.log('stalled')
await once(process.stdin, 'data')
console.log(process.memoryUsage().rss - before)
await iterator.return()
await docker.close()
process.stdin.destroy()
`

let folder = ''
beforeAll(() => {
  folder = compiledClient()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A frame of 16 KiB. */
const frame = Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0x40, 0]), Buffer.alloc(0x4000, 'x')])
const event = Buffer.from(`${JSON.stringify({ Type: 'container', Actor: { ID: 'x'.repeat(500) } })}\n`)

/** Offers a gigabyte as fast as it is taken; resolves `blocked` when nothing more is. */
function offer(socket: Socket, part: Buffer): { taken: () => number } {
  let sent = 0
  const block = Buffer.concat(Array.from({ length: Math.ceil(65_536 / part.length) }, () => part))
  const write = (): void => {
    while (sent < offered && !socket.destroyed) {
      sent += block.length
      if (!socket.write(block)) {
        socket.once('drain', write)
        return
      }
    }
  }
  write()
  return { taken: () => sent - socket.writableLength }
}

test.each<[string, { call: string; head: string; part: Buffer }]>([
  ['logs', { call: "containerLogs({ id: 'a', stdout: true })", head: 'multiplexed-stream', part: frame }],
  ['an attach', { call: "containerAttach({ id: 'a', stream: true, stdout: true })", head: 'upgrade', part: frame }],
  ['events', { call: 'systemEvents()', head: 'json', part: event }],
  ['an export', { call: "containerExport({ id: 'a' })", head: 'octet-stream', part: frame }],
])('a stalled consumer of %s holds little while the peer offers a gigabyte', async (name, { call, head, part }) => {
  const path = join(tmpdir(), `memory-${process.pid}-${name.replaceAll(' ', '-')}.sock`)
  const offers: ReturnType<typeof offer>[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (request) => {
      if (String(request).includes('/_ping')) {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK')
        return
      }
      const type = `Content-Type: application/vnd.docker.${head}\r\n`
      const isUpgrade = head === 'upgrade'
      socket.write(
        isUpgrade
          ? 'HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.multiplexed-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n'
          : `HTTP/1.1 200 OK\r\n${type}\r\n`,
      )
      offers.push(offer(socket, part))
    })
  }).listen(path)
  await once(server, 'listening')
  const program = join(folder, `stall-${name.replaceAll(' ', '-')}.mjs`)
  writeFileSync(program, consumer(call))
  const child = spawn(process.execPath, ['--expose-gc', program, path], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    expect((await lines.next()).value).toBe('stalled')
    await untilSteady(() => offers[0]?.taken() ?? 0)
    child.stdin.write('measure\n')
    expect(Number((await lines.next()).value)).toBeLessThan(bound)
    expect(offers[0]?.taken()).toBeLessThan(bound)
    expect((await once(child, 'exit'))[0]).toBe(0)
  } finally {
    child.kill('SIGKILL')
    server.close()
  }
})

/** No event says that a peer takes nothing more, so its count is looked at until it stays the same. */
async function untilSteady(count: () => number): Promise<void> {
  for (let same = 0, last = -1; same < 20; ) {
    await delay(20)
    same = count() === last ? same + 1 : 0
    last = count()
  }
}
