import { Duplex, PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { WebSocketDuplex } from '../../runtime/streams/websocket-duplex.js'
import { clientFrames, serverFrame } from './server-frame.js'
import { closed, outcome } from './support.js'

/** A connection in memory: what the server sends is written to `server`, what it gets is in `sent`. */
function connection(): { readonly connection: Duplex; readonly server: PassThrough; readonly sent: Buffer[] } {
  const server = new PassThrough()
  const sent: Buffer[] = []
  const duplex = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, callback) {
      sent.push(chunk)
      callback()
    },
  })
  server.on('data', (chunk: Buffer) => duplex.push(chunk)).on('end', () => duplex.push(null))
  return { connection: duplex, server, sent }
}

const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' })

it('gives what had arrived before a failure, also where the reader had no room for it', async () => {
  const { connection: broken } = connection()
  const payload = Buffer.alloc(100_000, 'x')
  const socket = new WebSocketDuplex(broken).on('error', () => {})
  for (let count = 0; count < 5; count++) broken.push(serverFrame(payload))
  await new Promise(setImmediate)
  broken.destroy(reset)
  await new Promise(setImmediate)
  const chunks: Buffer[] = []
  for (let chunk: unknown = socket.read(); Buffer.isBuffer(chunk); chunk = socket.read()) chunks.push(chunk)
  expect(Buffer.concat(chunks).length).toBe(500_000)
  expect(socket.errored).toBe(reset)
})

it.each([
  ['with an error', reset, reset],
  ['without one', undefined, { code: 'ECONNRESET' }],
])('fails where the connection broke %s while nobody listened', async (_, error, want) => {
  const { connection: broken } = connection()
  broken.on('error', () => {}).destroy(error)
  await new Promise(setImmediate)
  const socket = new WebSocketDuplex(broken)
  expect((await outcome(socket)).error).toMatchObject(want)
})

it('gives pieces in their order to a reader that asks for more while it is given one', async () => {
  const { connection: open, server } = connection()
  const socket = new WebSocketDuplex(open)
  const text: string[] = []
  socket.on('data', (chunk: Buffer) => {
    text.push(String(chunk))
    socket.read()
  })
  server.write(Buffer.concat([serverFrame('a'), serverFrame('b'), serverFrame('c')]))
  server.end(Buffer.concat([serverFrame('d'), serverFrame('e')]))
  await new Promise((resolve) => socket.once('end', resolve))
  expect(text.join('')).toBe('abcde')
})

it('sends one close frame, whoever closes first, and nothing after it', async () => {
  const { connection: open, server, sent } = connection()
  const socket = new WebSocketDuplex(open)
  socket.write('a')
  socket.end()
  server.write(Buffer.concat([serverFrame('p', 9), serverFrame('', 8)]))
  socket.resume()
  await closed(socket)
  expect(clientFrames(Buffer.concat(sent)).map(({ opcode }) => opcode)).toEqual([2, 8])
  expect(open.destroyed).toBe(true)
})
