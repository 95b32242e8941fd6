import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A registry of images and plugins in memory, on loopback, which engines talk to without TLS. */
export interface Registry {
  /** `127.0.0.1:port`, the first part of an image's name. */
  readonly host: string
  /** What it demands of everybody. */
  readonly credentials: { readonly username: string; readonly password: string }
  stop(): Promise<void>
}

interface Content {
  readonly type: string
  readonly bytes: Buffer
}

/** Starts a registry that speaks what engines use: pushing, pulling and searching, with Basic authentication. */
export async function startRegistry(): Promise<Registry> {
  const credentials = { username: 'someone', password: 'a secret: ünïcode' }
  const expected = `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`
  const store = new Map<string, Content>()
  const server = createServer((request, response) => {
    response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0')
    if (request.url !== '/v1/_ping' && request.headers.authorization !== expected) {
      response.setHeader('WWW-Authenticate', 'Basic realm="test"')
      return refuse(response, 401, 'UNAUTHORIZED')
    }
    serve(store, request, response).catch((error: unknown) => response.destroy(error as Error))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials,
    stop: () => stop(server),
  }
}

async function stop(server: Server): Promise<void> {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
}

async function serve(store: Map<string, Content>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://registry')
  if (pathname === '/v2/') return answer(response, 200, {})
  if (pathname === '/v1/_ping') return answer(response, 200, { standalone: true })
  if (pathname === '/v1/search') {
    const results = [{ name: `${searchParams.get('q')}-found`, description: 'By the test', star_count: 3 }]
    return answer(response, 200, { num_results: 1, query: searchParams.get('q'), results })
  }
  if (pathname.includes('/blobs/uploads/'))
    return upload(store, pathname, searchParams.get('digest'), request, response)
  if (request.method === 'PUT') return putManifest(store, pathname, request, response)
  const content = store.get(pathname)
  if (content === undefined) return refuse(response, 404, 'MANIFEST_UNKNOWN')
  response.writeHead(200, {
    'Content-Type': content.type,
    'Content-Length': content.bytes.length,
    'Docker-Content-Digest': digestOf(content.bytes),
  })
  response.end(request.method === 'HEAD' ? undefined : content.bytes)
}

/** POST begins an upload, PATCH brings its bytes, PUT names it by its digest. */
async function upload(
  store: Map<string, Content>,
  path: string,
  digest: string | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const bytes = Buffer.concat([store.get(path)?.bytes ?? Buffer.alloc(0), await buffer(request)])
  const place = request.method === 'POST' ? `${path}${crypto.randomUUID()}` : path
  if (request.method === 'PUT' && digest !== null) {
    const blob = `${path.slice(0, path.indexOf('uploads/'))}${digest}`
    store.delete(path)
    store.set(blob, { type: 'application/octet-stream', bytes })
    response.setHeader('Docker-Content-Digest', digest)
    response.setHeader('Location', blob)
    response.writeHead(201).end()
    return
  }
  store.set(place, { type: 'application/octet-stream', bytes })
  response.setHeader('Location', place)
  response.setHeader('Range', `0-${Math.max(bytes.length - 1, 0)}`)
  response.writeHead(202).end()
}

async function putManifest(
  store: Map<string, Content>,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const bytes = await buffer(request)
  const content = { type: request.headers['content-type'] ?? '', bytes }
  const digest = digestOf(bytes)
  store.set(path, content)
  store.set(`${path.slice(0, path.lastIndexOf('/'))}/${digest}`, content)
  response.setHeader('Docker-Content-Digest', digest)
  response.writeHead(201).end()
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

function refuse(response: ServerResponse, status: number, code: string): void {
  answer(response, status, { errors: [{ code, message: code.toLowerCase() }] })
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
