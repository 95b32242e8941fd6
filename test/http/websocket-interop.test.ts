import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { containerAttachWebsocket, type HijackedStream } from '../../generated/v1.42/index.js'
import { clientOf } from './scripted-engine.js'

/** Another's WebSocket server in place of an engine, both ends of a connection to it. */
async function pair(): Promise<{ readonly stream: HijackedStream; readonly peer: WebSocket }> {
  const http = createServer()
  // It would compress if it were asked to.
  const server = new WebSocketServer({ server: http, perMessageDeflate: true })
  onTestFinished(async () => {
    for (const peer of server.clients) peer.terminate()
    server.close()
    await new Promise((resolve) => http.close(resolve))
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  const connected: Promise<unknown[]> = once(server, 'connection')
  const stream = await containerAttachWebsocket(clientOf({ host: `tcp://127.0.0.1:${port}` }), { id: 'x' })
  await connected
  const [peer] = server.clients
  if (peer === undefined) throw new Error('no connection')
  return { stream, peer }
}

/** The code with which the other side has seen the connection end. */
async function closeCode(peer: WebSocket): Promise<unknown> {
  const [code]: unknown[] = await once(peer, 'close')
  return code
}

test('what goes in comes out to the byte, in frames of all sizes', async () => {
  const { stream, peer } = await pair()
  peer.on('message', (data) => peer.send(data))
  const closed = closeCode(peer)
  const sizes = [0, 1, 125, 126, 127, 32_767, 32_768, 32_769, 65_535, 65_536, 1_000_000]
  const input = sizes.map((size) => randomBytes(size))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  for (const piece of input) stream.stdin.write(piece)
  const output: Buffer[] = []
  let size = 0
  for await (const { data } of stream) {
    output.push(data)
    size += data.length
    if (size >= total) stream.stdin.end()
  }
  expect(Buffer.concat(output).equals(Buffer.concat(input))).toBe(true)
  await stream.closed
  // 1005 stands for a close frame without a status.
  expect(await closed).toBe(1005)
})

test('a message in parts, text, pings and a close with a reason', async () => {
  const { stream, peer } = await pair()
  const closed = closeCode(peer)
  const pongs: string[] = []
  peer.on('pong', (data) => {
    pongs.push(data.toString())
    if (pongs.length === 2) peer.close(1011, 'the container has ended')
  })
  peer.send('one ', { fin: false })
  peer.ping('first')
  peer.send('mess', { fin: false })
  peer.send('age, ', { fin: true })
  peer.send(Buffer.alloc(70_000, 'x'), { binary: true })
  peer.ping(Buffer.alloc(125, 'p'))
  const text = await stream.text()
  expect(text.replace(/x+$/, (run) => String(run.length))).toBe('one message, 70000')
  expect(pongs).toEqual(['first', 'p'.repeat(125)])
  expect(await closed).toBe(1011)
})

test('a stream that is destroyed drops the connection without a close frame', async () => {
  const { stream, peer } = await pair()
  const closed = closeCode(peer)
  peer.send('x'.repeat(1000))
  const begin = await stream[Symbol.asyncIterator]().next()
  expect(begin.done).toBe(false)
  stream.destroy()
  // 1006 stands for none.
  expect(await closed).toBe(1006)
})

test('a connection that the other side cuts ends between two frames, and is its end', async () => {
  const { stream, peer } = await pair()
  peer.send('all', () => peer.terminate())
  expect(await stream.text()).toBe('all')
})
