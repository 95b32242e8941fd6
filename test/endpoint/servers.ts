import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TlsOptions } from 'node:tls'
import { createServer as createTlsServer } from 'node:tls'
import { onTestFinished } from 'vitest'

/** A server of a test, which ends with it. */
export interface TestServer {
  readonly port: number
  /** How many of its connections are open. */
  readonly sockets: ReadonlySet<Socket>
  /** Resolves when the last connection is closed. */
  idle(): Promise<void>
}

/**
 * Answers only when the client has ended its side: what it read, and then `end`. So an answer proves that a half-close
 * went through.
 */
export function answerAtEnd(socket: Duplex): void {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.on('error', () => {})
  socket.on('end', () => socket.end(`${Buffer.concat(chunks)} end`))
}

/** Listens on a port of loopback, or on a path. */
export async function listen(server: Server, path?: string, host = '127.0.0.1'): Promise<TestServer> {
  const sockets = new Set<Socket>()
  // For TLS too, 'connection' tells of every TCP connection, also of those whose handshake fails.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => {
      sockets.delete(socket)
      if (sockets.size === 0) server.emit('idle')
    })
  })
  await new Promise<void>((resolve) => {
    if (path === undefined) server.listen(0, host, resolve)
    else server.listen(path, resolve)
  })
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  const idle = async () => {
    if (sockets.size > 0) await new Promise((resolve) => server.once('idle', resolve))
  }
  return { port: portOf(server.address()), sockets, idle }
}

/** A server in the clear. */
export function plainServer(handle: (socket: Socket) => void, path?: string): Promise<TestServer> {
  return listen(createServer({ allowHalfOpen: true }, handle), path)
}

/**
 * A TLS server.
 *
 * @param options with `allowHalfOpen: false` where the handshake fails: Node's server never closes it otherwise
 */
export function tlsServer(
  options: TlsOptions & { allowHalfOpen?: boolean },
  handle: (socket: Duplex) => void,
): Promise<TestServer> {
  const server = createTlsServer({ allowHalfOpen: true, ...options }, handle)
  server.on('tlsClientError', () => {})
  return listen(server)
}

/** All that can be read from a stream, as text. */
export async function readAll(stream: Duplex): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

function portOf(address: AddressInfo | string | null): number {
  return address === null || typeof address === 'string' ? 0 : address.port
}
