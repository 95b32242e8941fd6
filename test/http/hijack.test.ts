import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { containerAttach, type Docker, execStart, type HijackedStream, session } from '../../generated/v1.42/index.js'
import {
  ConflictError,
  DockerApiError,
  DockerConnectionError,
  DockerError,
  DockerStreamError,
  NotFoundError,
  ServerError,
} from '../../runtime/index.js'
import { answer, clientOf, rejection, type Script, scriptedEngine, upgraded } from './scripted-engine.js'

const tty = { tty: true }

function attach(docker: Docker): Promise<HijackedStream> {
  return containerAttach(docker, { id: 'a', stream: true, stdin: true, stdout: true }, tty)
}

/** What is read of an attach to an engine that sends these bytes, and ends. */
async function output(bytes: string | readonly string[]): Promise<string> {
  const engine = await scriptedEngine((_, socket) => {
    for (const piece of [bytes].flat()) socket.write(piece)
    socket.end()
  })
  return (await attach(clientOf(engine))).text()
}

/** What an attach is refused with; its connection must be free then. */
async function refusal(script: Script): Promise<unknown> {
  const engine = await scriptedEngine(script)
  const error = await rejection(attach(clientOf(engine)))
  await engine.idle()
  return error
}

describe('the head of a hijack', () => {
  const lines = upgraded.split('\r\n')
  const table: readonly [string, string | readonly string[]][] = [
    ['with data in one packet', `${upgraded}data`],
    ['byte by byte', [...`${upgraded}data`]],
    ['with a blank line of LF alone', `${lines.slice(0, -2).join('\r\n')}\r\n\ndata`],
    ['with LF alone', `${lines.join('\n')}data`],
    ['after 100 Continue', `HTTP/1.1 100 Continue\r\n\r\n${upgraded}data`],
    [
      'after two others, in the same packet',
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\nA: b\r\n\r\n${upgraded}data`,
    ],
    ['200 without an upgrade', 'HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\ndata'],
    ['without a reason', 'HTTP/1.1 101\r\n\r\ndata'],
    ['with data that looks like a head', `${upgraded.replace(/$/, '')}data`],
  ]
  test.each(table)('%s', async (_, bytes) => {
    expect(await output(bytes)).toBe('data')
  })

  test('data that comes before the first write is not lost, and what is written arrives', async () => {
    const engine = await scriptedEngine((_, socket) => {
      socket.write(`${upgraded}early `)
      socket.on('data', (chunk: Buffer) => void socket.write(String(chunk).toUpperCase()))
    })
    const stream = await attach(clientOf(engine))
    stream.stdin.end('late')
    expect(await stream.text()).toBe('early LATE')
  })

  test('the request asks for an upgrade, with the body before it', async () => {
    const engine = await scriptedEngine((_, socket) => void socket.end(upgraded))
    await (await execStart(clientOf(engine), { id: 'e', body: { Tty: true } })).text()
    const { method, target, headers, body } = await engine.next()
    expect([method, target, body.toString()]).toEqual(['POST', '/v1.42/exec/e/start', '{"Tty":true}'])
    expect(Object.fromEntries(headers)).toEqual({
      host: ['docker'],
      connection: ['Upgrade'],
      upgrade: ['tcp'],
      'content-type': ['application/json'],
      'content-length': ['12'],
    })
  })
})

describe('a hijack that is refused', () => {
  const message = JSON.stringify({ message: 'container a is paused' })
  const chunks = `${message.length.toString(16)}\r\n${message}\r\n0\r\n\r\n`
  const table: readonly [string, { given: string; want: [typeof DockerApiError, string] }][] = [
    [
      '404 as text to the end of the connection',
      {
        given:
          'HTTP/1.1 404 Not Found\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\nNo such container: a\r\n',
        want: [NotFoundError, 'No such container: a'],
      },
    ],
    [
      '409 as text',
      { given: answer(409, 'container a is paused\r\n'), want: [ConflictError, 'container a is paused'] },
    ],
    ['JSON with a length', { given: `${answer(409, message)}more`, want: [ConflictError, 'container a is paused'] }],
    [
      'JSON in chunks',
      {
        given: `HTTP/1.1 409 Conflict\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`,
        want: [ConflictError, 'container a is paused'],
      },
    ],
    [
      'JSON in small chunks with extensions and a trailer',
      {
        given: `HTTP/1.1 409 Conflict\r\nTransfer-Encoding: Chunked\r\n\r\n${[...message].map((byte) => `01;x=y\r\n${byte}\r\n`).join('')}0\r\nA: b\r\n\r\n`,
        want: [ConflictError, 'container a is paused'],
      },
    ],
    [
      'chunks that break off',
      { given: 'HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nout of', want: [ServerError, 'out of'] },
    ],
    [
      'no chunks where chunks are promised',
      {
        given: 'HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
        want: [
          ServerError,
          '500 Internal Server Error for POST /v1.42/containers/a/attach, without a message; does the engine support this API version?',
        ],
      },
    ],
    [
      'shorter than its length',
      { given: 'HTTP/1.1 500 Oops\r\nContent-Length: 99\r\n\r\nout', want: [ServerError, 'out'] },
    ],
  ]
  test.each(table)('%s', async (_, { given, want: [type, text] }) => {
    const error = await refusal((__, socket) => void socket.end(given))
    expect(error).toBeInstanceOf(type)
    expect(error).toHaveProperty('message', text)
  })

  test.each([
    ['a length', 'HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\nno'],
    ['chunks', 'HTTP/1.1 409 Conflict\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n'],
    ['no body', 'HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n'],
  ])('the engine need not end the connection after %s', async (_, bytes) => {
    expect(await refusal((__, socket) => void socket.write(bytes))).toBeInstanceOf(ConflictError)
  })

  test('10 MB of error text are cut', async () => {
    const error = await refusal((_, socket) => void socket.write(answer(500, 'x'.repeat(10 * 1024 * 1024))))
    expect(error).toBeInstanceOf(ServerError)
    expect(String(error).length).toBeLessThan(100 * 1024)
  })

  const faults: readonly [string, string, new (...given: never[]) => Error, string][] = [
    ['an end before the head', '', DockerConnectionError, 'ECONNRESET'],
    ['a head that is cut', 'HTTP/1.1 101 UPG', DockerConnectionError, 'ECONNRESET'],
    ['another protocol', 'SSH-2.0-OpenSSH_9\r\n\r\n', DockerStreamError, 'is no HTTP'],
    ['a status line that is none', 'HTTP/1.1 abc\r\n\r\n', DockerStreamError, 'is no HTTP'],
    ['a head without an end', `HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(20_000)}`, DockerStreamError, 'is no HTTP'],
    ['a redirect', 'HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n', DockerError, 'is a name malformed?'],
    [
      '200 with a length',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
      DockerStreamError,
      'does not pass the Upgrade header',
    ],
    ['304', 'HTTP/1.1 304 Not Modified\r\n\r\n', DockerApiError, '304 Not Modified'],
  ]
  test.each(faults)('%s', async (_, bytes, type, words) => {
    const error = await refusal((__, socket) => void socket.end(bytes))
    expect(error).toBeInstanceOf(type)
    expect(String(error)).toContain(words)
  })

  test('an engine that can’t be reached', async () => {
    const error = await rejection(attach(clientOf({ host: 'unix:///nowhere/docker.sock' })))
    expect(error).toBeInstanceOf(DockerConnectionError)
    expect(String(error)).toContain('unix:///nowhere/docker.sock')
  })
})

test('a connection that breaks while the container is asked for its terminal does not end the process', async () => {
  let attached: Socket | undefined
  const script: Script = (request, socket) => {
    if (request.headers.has('upgrade')) {
      attached = socket
      socket.write(upgraded)
      return
    }
    attached?.once('close', () => socket.write(answer(200, { Config: { Tty: true } }))).resetAndDestroy()
  }
  const engine = await scriptedEngine(script, { kind: 'tcp' })
  const stream = await containerAttach(clientOf(engine, { apiVersion: '1.41' }), {
    id: 'a',
    stream: true,
    stdout: true,
  })
  expect(await rejection(stream.text())).toBeInstanceOf(DockerStreamError)
})

describe('a tunnel', () => {
  test('carries bytes both ways, and its half-close', async () => {
    const engine = await scriptedEngine((request, socket) => {
      expect(request.headers.get('upgrade')).toEqual(['h2c'])
      socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nPRI * HTTP/2.0')
      socket.on('data', (chunk: Buffer) => void socket.write(chunk))
    })
    const tunnel = await session(clientOf(engine))
    tunnel.end(' and back')
    expect(Buffer.concat(await tunnel.toArray()).toString()).toBe('PRI * HTTP/2.0 and back')
  })

  test('takes several values of a header as several lines', async () => {
    const engine = await scriptedEngine((_, socket) => void socket.write(upgraded))
    const headers = { 'X-Docker-Expose-Session-Grpc-Method': ['/a', '/b'] }
    const tunnel = await session(clientOf(engine), {}, { headers })
    tunnel.destroy()
    expect((await engine.next()).headers.get('x-docker-expose-session-grpc-method')).toEqual(['/a', '/b'])
  })

  test('that nobody listens to may break', async () => {
    const script: Script = (_, socket) => {
      socket.write(upgraded)
      socket.once('data', () => socket.resetAndDestroy())
    }
    const engine = await scriptedEngine(script, { kind: 'tcp' })
    const tunnel = await session(clientOf(engine))
    tunnel.resume().write('x')
    if (!tunnel.closed) await new Promise((resolve) => tunnel.once('close', resolve))
    expect(tunnel.destroyed).toBe(true)
  })
})
