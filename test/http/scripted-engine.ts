import { EventEmitter, once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { Docker } from '../../generated/v1.42/index.js'
import type { DockerOptions } from '../../runtime/index.js'
import { type Heard, RequestReader } from './request-reader.js'

export type { Heard } from './request-reader.js'

/** What a scripted engine does with a request. */
export type Script = (request: Heard, socket: Socket) => void

/** An engine of a test, which ends with it. */
export interface ScriptedEngine {
  /** For the option `host`. */
  readonly host: string
  /** What was asked, in the order of arrival. */
  readonly requests: readonly Heard[]
  /** How many connections there were. */
  connections(): number
  /** How many are open. */
  open(): number
  /** Resolves when a request has arrived that nobody waited for yet. */
  next(): Promise<Heard>
  /** Resolves when the last connection is closed. */
  idle(): Promise<void>
}

/** How a scripted engine listens. */
export interface ScriptedOptions {
  readonly kind?: 'unix' | 'tcp'
  /** `head`: the script is run before the body has arrived; its bytes are read and dropped. */
  readonly when?: 'head' | 'whole'
}

/** Listens, reads requests, and answers them by the script. */
export async function scriptedEngine(
  script: Script,
  { kind = 'unix', when = 'whole' }: ScriptedOptions = {},
): Promise<ScriptedEngine> {
  const sockets = new Set<Socket>()
  const requests: Heard[] = []
  const events = new EventEmitter()
  let connections = 0
  let taken = 0
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      sockets.delete(socket)
      if (sockets.size === 0) events.emit('idle')
    })
    listenTo(socket, ++connections, when, (request) => {
      requests.push(request)
      events.emit('request')
      script(request, socket)
    })
  })
  return {
    host: await listenOn(server, kind, sockets),
    requests,
    connections: () => connections,
    open: () => sockets.size,
    async next() {
      const index = taken++
      for (;;) {
        const request = requests[index]
        if (request !== undefined) return request
        await once(events, 'request')
      }
    },
    async idle() {
      if (sockets.size > 0) await once(events, 'idle')
    },
  }
}

function listenTo(socket: Socket, connection: number, when: 'head' | 'whole', hear: (request: Heard) => void): void {
  const reader = new RequestReader(connection, when, hear)
  const read = (chunk: Buffer): void => {
    const rest = reader.push(chunk)
    if (rest === undefined) return
    // The request has taken the connection over: what comes now is its script's.
    socket.off('data', read)
    socket.pause()
    if (rest.length > 0) socket.unshift(rest)
    reader.handOver()
    socket.resume()
  }
  socket.on('data', read)
}

/** Listens until the test has finished, and gives the address. */
async function listenOn(server: Server, kind: 'unix' | 'tcp', sockets: ReadonlySet<Socket>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'))
  const path = join(folder, 's')
  if (kind === 'unix') server.listen(path)
  else server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
    rmSync(folder, { recursive: true, force: true })
  })
  const address = server.address()
  return typeof address === 'string' || address === null ? `unix://${path}` : `tcp://127.0.0.1:${address.port}`
}

/** A client of a scripted engine, at API 1.42 unless told otherwise; it is closed with the test. */
export function clientOf(engine: Pick<ScriptedEngine, 'host'>, options: DockerOptions = {}): Docker {
  const docker = new Docker({ host: engine.host, apiVersion: '1.42', ...options })
  onTestFinished(() => docker.close())
  return docker
}

/** The bytes of an answer with a length. */
export function answer(
  status: number,
  body: string | object = '',
  headers: Readonly<Record<string, string>> = {},
): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'
  const all = { 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(text)), ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} Scripted\r\n${lines.join('')}\r\n${text}`
}

/** A script that answers all requests alike. */
export function always(bytes: string): Script {
  return (_, socket) => void socket.write(bytes)
}

/** The head with which an engine hands a connection over. */
export const upgraded =
  'HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n'

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('it did not reject')
}
