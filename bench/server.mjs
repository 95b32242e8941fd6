/**
 * An engine that only has answers, as fast as a socket takes them: so that a client, and not an engine, is the limit.
 *
 * Argument: the path of the unix socket to listen on. It writes a line when it listens, and ends with its input.
 */
import { createServer } from 'node:net'

const [path] = process.argv.slice(2)
const blockLength = 1024 * 1024

const container = {
  Id: '0'.repeat(64),
  Names: ['/web'],
  Image: 'busybox:latest',
  ImageID: `sha256:${'0'.repeat(64)}`,
  Command: 'sh -c "while :; do sleep 1; done"',
  Created: 1700000000,
  Ports: [{ IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' }],
  Labels: { 'com.example.tier': 'front', 'com.example.stage': 'test' },
  State: 'running',
  Status: 'Up 2 hours',
  HostConfig: { NetworkMode: 'bridge' },
  NetworkSettings: { Networks: { bridge: { NetworkID: '0'.repeat(64), IPAddress: '172.17.0.2', IPPrefixLen: 16 } } },
  Mounts: [],
}

const event = {
  status: 'start',
  id: '0'.repeat(64),
  from: 'busybox:latest',
  Type: 'container',
  Action: 'start',
  Actor: { ID: '0'.repeat(64), Attributes: { image: 'busybox:latest', name: 'a {name} with \\"quotes\\"' } },
  scope: 'local',
  time: 1700000000,
  timeNano: 1700000000000000000,
}

function frameOf(length) {
  const frame = Buffer.alloc(8 + length, 'x')
  frame.writeUInt32BE(0x01000000, 0)
  frame.writeUInt32BE(length, 4)
  frame[frame.length - 1] = 0x0a
  return frame
}

const chunkOf = (bytes) => Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])

/** A part of a chunked body that repeats a piece: a chunk for all of them, or one for each, as engines send. */
function blockOf(piece, chunks) {
  const count = Math.max(1, Math.floor(blockLength / piece.length))
  const pieces = Array.from({ length: count }, () => (chunks === 'each' ? chunkOf(piece) : piece))
  const block = Buffer.concat(pieces)
  return { block: chunks === 'each' ? block : chunkOf(block), count }
}

const head = (status, headers) =>
  `HTTP/1.1 ${status}\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`

function whole(body, type = 'application/json') {
  const headers = { 'Api-Version': '1.42', 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }
  return Buffer.from(head('200 OK', headers) + body)
}

const list = whole(JSON.stringify([container, container]))
const inspected = whole(JSON.stringify({ Id: container.Id, Config: { Tty: false } }))
const pong = whole('OK', 'text/plain')
const pongHead = Buffer.from(head('200 OK', { 'Api-Version': '1.42', 'Content-Length': 0 }))
const done = whole('')

/** Bytes of the last request's body, with what its encoding adds. */
let uploaded = 0

function answer(socket, method, target) {
  const { pathname, searchParams } = new URL(target, 'http://engine')
  const place = pathname.replace(/^\/v[\d.]+/, '')
  if (place === '/_ping') return void socket.write(method === 'HEAD' ? pongHead : pong)
  if (place === '/uploaded') return void socket.write(whole(String(uploaded)))
  if (place === '/containers/json') return void socket.write(list)
  if (place.endsWith('/json')) return void socket.write(inspected)
  if (place === '/events' || place.endsWith('/logs')) {
    return void (place === '/events' ? events(socket, searchParams) : logs(socket, place.split('/')[2]))
  }
  socket.write(done)
}

/** How many values there are, and whether each has a chunk, is told in `until`, because clients send a time only. */
function events(socket, searchParams) {
  const until = Number(searchParams.get('until'))
  const piece = Buffer.from(`${JSON.stringify(event)}\n`)
  stream(socket, piece, Math.floor(until / 10), until % 10 === 1 ? 'each' : 'all', 'application/json')
}

/** How many frames there are, their length, and whether each has a chunk, is told in the container's name. */
function logs(socket, name) {
  const [count, length, chunks] = name.split('.')
  const type = 'application/vnd.docker.multiplexed-stream'
  stream(socket, frameOf(Number(length)), Number(count), chunks === '1' ? 'each' : 'all', type)
}

function stream(socket, piece, total, chunks, type) {
  socket.write(head('200 OK', { 'Api-Version': '1.42', 'Content-Type': type, 'Transfer-Encoding': 'chunked' }))
  const { block, count } = blockOf(piece, chunks)
  let left = Math.ceil(total / count)
  const more = () => {
    while (left > 0) {
      left--
      if (!socket.write(block)) return
    }
    socket.off('drain', more)
    socket.write('0\r\n\r\n')
  }
  socket.on('drain', more)
  more()
}

/**
 * Reads requests off a connection. Bodies are counted and dropped; those that are chunked must not hold `0\r\n\r\n`.
 */
function serve(socket) {
  let pending = Buffer.alloc(0)
  let body
  socket.on('error', () => {})
  socket.on('data', (data) => {
    let rest = data
    for (;;) {
      if (body !== undefined) {
        body.taken += rest.length
        if (body.chunked ? !rest.subarray(-5).equals(endOfChunks) : body.taken < body.length) return
        uploaded = body.taken
        body = undefined
        socket.write(done)
        return
      }
      pending = pending.length === 0 ? rest : Buffer.concat([pending, rest])
      const end = pending.indexOf('\r\n\r\n')
      if (end === -1) return
      const text = pending.latin1Slice(0, end)
      rest = pending.subarray(end + 4)
      pending = Buffer.alloc(0)
      const chunked = /\r\ntransfer-encoding: *chunked/i.test(text)
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0)
      if (chunked || length > 0) {
        body = { chunked, length, taken: 0 }
        if (/\r\nexpect: *100-continue/i.test(text)) socket.write('HTTP/1.1 100 Continue\r\n\r\n')
      } else {
        const [method, target] = text.split(' ', 2)
        answer(socket, method, target)
      }
      if (rest.length === 0) return
    }
  })
}

const endOfChunks = Buffer.from('0\r\n\r\n')
createServer(serve).listen(path, () => console.log('listening'))
process.stdin.on('end', () => process.exit()).resume()
