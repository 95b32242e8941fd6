import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'

/** A server on loopback. */
export interface TestServer {
  /** As `http://127.0.0.1:1234`. */
  readonly url: string
  /** What was asked for, in its order: path, or authority of a tunnel. */
  readonly requests: readonly string[]
}

/** Calls `use` with a server that answers with `answer`, and ends it afterwards. */
export async function withServer<Result>(
  answer: (request: IncomingMessage, response: ServerResponse, number: number) => void,
  use: (server: TestServer) => Promise<Result>,
): Promise<Result> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    answer(request, response, requests.length)
  })
  return listen(server, requests, use)
}

/** Calls `use` with a proxy, which tunnels and forwards, and ends it afterwards. */
export async function withProxy<Result>(use: (server: TestServer) => Promise<Result>): Promise<Result> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    const forwarded = get(request.url ?? '', (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 502)))
    forwarded.on('error', () => response.destroy())
  })
  server.on('connect', (request: IncomingMessage, client, head) => {
    requests.push(request.url ?? '')
    const [host, port] = (request.url ?? '').split(':')
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      target.write(head)
      target.pipe(client)
      client.pipe(target)
    })
    target.on('error', () => client.destroy())
    client.on('error', () => target.destroy())
    client.on('close', () => target.destroy())
  })
  return listen(server, requests, use)
}

async function listen<Result>(
  server: Server,
  requests: readonly string[],
  use: (server: TestServer) => Promise<Result>,
): Promise<Result> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    return await use({ url: `http://127.0.0.1:${port}`, requests })
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
