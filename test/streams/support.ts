import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Duplex, Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import ts from 'typescript'
import { DockerStreamError } from '../../runtime/errors.js'
import type { LogChunk } from '../../runtime/streams/frames.js'
import type { StreamSource } from '../../runtime/streams/source.js'

export const context = { operationId: 'ContainerLogs', method: 'GET', path: '/v1.42/containers/x/logs' } as const

/** A Readable that gives exactly these chunks, one for each read. */
export function chunked(chunks: readonly Buffer[]): Readable {
  let next = 0
  return new Readable({
    highWaterMark: 1,
    read() {
      this.push(next < chunks.length ? chunks[next++] : null)
    },
  })
}

/** A source over chunks, or over a stream. */
export function source(body: readonly Buffer[] | Readable, signal?: AbortSignal): StreamSource {
  return { body: body instanceof Readable ? body : chunked(body), context, signal }
}

/** A frame of the multiplexed stream. */
export function frame(type: number, payload: string | Buffer): Buffer {
  const data = Buffer.from(payload)
  const header = Buffer.alloc(8)
  header[0] = type
  header.writeUInt32BE(data.length, 4)
  return Buffer.concat([header, data])
}

/** Bytes cut at the given places. */
export function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const bounds = [...new Set([0, ...places.filter((place) => place < bytes.length), bytes.length])].sort(
    (a, b) => a - b,
  )
  return bounds.slice(1).map((end, index) => bytes.subarray(bounds[index], end))
}

/** Places to cut bytes at: none, few, or between all. */
export const cutPlaces = fc.oneof(
  fc.array(fc.nat(400), { maxLength: 12 }),
  fc.constant(Array.from({ length: 2000 }, (_, index) => index)),
)

export async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const value of values) all.push(value)
  return all
}

/** What an iteration gave before it ended, and the error that ended it. */
export async function outcome<T>(values: AsyncIterable<T>): Promise<{ values: T[]; error: unknown }> {
  const all: T[] = []
  try {
    for await (const value of values) all.push(value)
  } catch (error) {
    return { values: all, error }
  }
  return { values: all, error: undefined }
}

export function payloads(chunks: readonly LogChunk[]): { stdout: string; stderr: string } {
  const of = (stream: LogChunk['stream']): string =>
    Buffer.concat(chunks.filter((chunk) => chunk.stream === stream).map(({ data }) => data)).toString('latin1')
  return { stdout: of('stdout'), stderr: of('stderr') }
}

export function streamError(error: unknown): DockerStreamError {
  if (error instanceof DockerStreamError) return error
  throw new Error(`not a DockerStreamError: ${String(error)}`)
}

const vectorsFile = fileURLToPath(new URL('../../../shared/wire/behaviour-vectors.json', import.meta.url))
export const hasVectors = existsSync(vectorsFile)
if (!hasVectors) console.log(`behaviour vectors are skipped: ${vectorsFile} is absent`)

/** The tables of the behaviour vectors that are used here. */
interface Vectors {
  readonly stdcopy: { name: string; hex: string; stdout: string; stderr: string; error: string | null }[]
  readonly json_message_stream: { in: string; aux: string[] | null; error: string | null }[]
  readonly timestamp: { in: string; out: string; error: string | null }[]
}

/** Rows of one table of the behaviour vectors; none where the file is absent. */
export function vectors<Table extends keyof Vectors>(table: Table): Vectors[Table] | [] {
  return hasVectors ? JSON.parse(readFileSync(vectorsFile, 'utf8'))[table] : []
}

/** A server on loopback (`tcp`) or a unix socket, whose connections stay half-open as an engine's do. */
export async function serve(
  kind: 'tcp' | 'unix',
  onConnection: (socket: Socket) => void,
): Promise<{ server: Server; address: { port: number; host: string } | { path: string }; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
    onConnection(socket)
  })
  const folder = mkdtempSync(join(tmpdir(), 'streams-'))
  await new Promise<void>((resolve) => {
    if (kind === 'tcp') server.listen(0, '127.0.0.1', resolve)
    else server.listen(join(folder, 's'), resolve)
  })
  const at = server.address()
  const address = typeof at === 'string' || at === null ? { path: String(at) } : { port: at.port, host: '127.0.0.1' }
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
    rmSync(folder, { recursive: true, force: true })
  }
  return { server, address, close }
}

/** Resolves when a stream has closed. */
export function closed(stream: Duplex | Readable): Promise<void> {
  return stream.closed ? Promise.resolve() : new Promise((resolve) => stream.once('close', () => resolve()))
}

/** A folder with this room as JavaScript, for a process of its own. */
export function compiledRoom(): string {
  const runtime = fileURLToPath(new URL('../../runtime/', import.meta.url))
  const folder = mkdtempSync(join(tmpdir(), 'streams-'))
  mkdirSync(join(folder, 'streams'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  const streams = readdirSync(join(runtime, 'streams')).map((name) => `streams/${name}`)
  for (const name of ['errors.ts', ...streams]) {
    const { outputText } = ts.transpileModule(readFileSync(join(runtime, name), 'utf8'), {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    })
    writeFileSync(join(folder, name.replace(/\.ts$/, '.js')), outputText)
  }
  return folder
}
