import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Docker } from '../../generated/v1.42/index.js'
import type { DockerOptions, RequestOptions } from '../../runtime/index.js'
import { answer, clientOf, type Heard, scriptedEngine, upgraded } from '../http/scripted-engine.js'

/** One call of the generated client. */
export interface Call {
  /** The operationId. */
  readonly operation: string
  readonly input?: object | undefined
  readonly options?: RequestOptions
  readonly client?: DockerOptions
  /** A path before every request's path; the engine then listens on TCP. */
  readonly basePath?: string | undefined
}

/** Makes a call against a scripted engine that answers it with something fitting. */
export async function record({ operation, input, options, client, basePath }: Call): Promise<Heard> {
  const engine = await scriptedEngine(fittingAnswer, { kind: basePath === undefined ? 'unix' : 'tcp' })
  const docker = clientOf({ host: `${engine.host}${basePath ?? ''}` }, client)
  // Logs before 1.42 would ask for the container's terminal.
  const call = method(docker, operation)
  await call.call(docker, input, { tty: false, ...options })
  await docker.close()
  const [request, ...more] = engine.requests
  if (request === undefined || more.length > 0) throw new Error(`${operation}: ${engine.requests.length} requests`)
  return request
}

/** The method of an operation: its operationId in lowerCamelCase. */
function method(docker: Docker, operation: string): (...args: readonly unknown[]) => unknown {
  const name = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}`
  const found: unknown = Reflect.get(docker, name)
  if (typeof found !== 'function') throw new Error(`the client has no ${name}`)
  return (...args) => Reflect.apply(found, docker, args)
}

function fittingAnswer(request: Heard, socket: Socket): void {
  const key = request.headers.get('sec-websocket-key')?.[0]
  if (key !== undefined) socket.write(webSocketAnswer(key))
  else if (request.headers.has('upgrade')) socket.write(upgraded)
  else if (request.method === 'HEAD') socket.write(answer(200, '', { 'X-Docker-Container-Path-Stat': pathStat }))
  else socket.write(answer(200, {}))
}

const pathStat = Buffer.from(
  '{"name":"a","size":1,"mode":420,"mtime":"2024-01-01T00:00:00Z","linkTarget":""}',
).toString('base64')

function webSocketAnswer(key: string): string {
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`
}

/** Path and query of a request. */
export function targetOf({ target }: Heard): { path: string; query: URLSearchParams } {
  const at = target.indexOf('?')
  return at === -1
    ? { path: target, query: new URLSearchParams() }
    : { path: target.slice(0, at), query: new URLSearchParams(target.slice(at + 1)) }
}
