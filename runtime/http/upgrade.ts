import type { Duplex } from 'node:stream'
import { connectionError, type Endpoint } from '../endpoint/index.js'
import { DockerStreamError } from '../errors.js'
import { asError, ignore } from '../streams/source.js'
import { readError } from './answer.js'
import { timeoutError, type WireRequest } from './exchange.js'
import { bodyAfterHead, HeadReader, type ResponseHead } from './head.js'

/** A connection that a request has taken over. */
export interface Upgraded {
  readonly head: ResponseHead
  /** Bytes that came with the head are read from it first. */
  readonly connection: Duplex
}

/**
 * Sends a request on a connection of its own and asks the engine to hand the connection over.
 *
 * An engine says 101; one that can't upgrade, or a proxy before it, says 200 and sends what it has until it closes.
 *
 * @param protocol for the `Upgrade` header: `tcp` for attach and exec, `h2c` for a session
 * @throws DockerApiError where the engine refuses, DockerConnectionError, DockerTimeoutError, or the signal's reason
 */
export async function upgrade(endpoint: Endpoint, wire: WireRequest, protocol: string): Promise<Upgraded> {
  wire.signal?.throwIfAborted()
  const limit = new AbortController()
  const abort = (): void => limit.abort(wire.signal?.reason)
  wire.signal?.addEventListener('abort', abort, { once: true })
  const expire = (): void => limit.abort(timeoutError(wire, endpoint))
  const timer = wire.timeout > 0 ? setTimeout(expire, wire.timeout) : undefined
  let connection: Duplex | undefined
  try {
    connection = await endpoint.dialler.dial(limit.signal)
    return await handOver(connection, endpoint, wire, protocol, limit.signal)
  } catch (error) {
    if (connection !== undefined) discard(connection)
    throw limit.signal.aborted ? limit.signal.reason : error
  } finally {
    clearTimeout(timer)
    wire.signal?.removeEventListener('abort', abort)
  }
}

function discard(connection: Duplex): void {
  connection.on('error', ignore)
  connection.destroy()
}

async function handOver(
  connection: Duplex,
  endpoint: Endpoint,
  wire: WireRequest,
  protocol: string,
  signal: AbortSignal,
): Promise<Upgraded> {
  connection.write(requestHead(endpoint, wire, protocol))
  if (Buffer.isBuffer(wire.body)) connection.write(wire.body)
  const head = await readHead(connection, endpoint, wire, signal)
  if (head.status === 101) return { head, connection }
  if (head.status >= 200 && head.status < 300) return { head, connection: withoutUpgrade(connection, head, wire) }
  throw await readError(head.status, bodyAfterHead(connection, head), wire.context, signal)
}

/** An answer without a length of its own is the connection itself; a proxy's chunks are unwrapped. */
function withoutUpgrade(connection: Duplex, head: ResponseHead, wire: WireRequest): Duplex {
  if (head.headers.get('transfer-encoding') === undefined && head.headers.get('content-length') === undefined) {
    return connection
  }
  const { operationId } = wire.context
  throw new DockerStreamError(
    `${operationId}: the answer has a length, so the connection was not handed over; is there a proxy that does not ` +
      'pass the Upgrade header on?',
    { operationId },
  )
}

function requestHead(endpoint: Endpoint, wire: WireRequest, protocol: string): string {
  const length = Buffer.isBuffer(wire.body) ? wire.body.length : 0
  const headers: [string, string | readonly string[]][] = [
    ['Host', endpoint.host],
    ['Connection', 'Upgrade'],
    ['Upgrade', protocol],
    ...Object.entries(wire.headers),
    ['Content-Length', String(length)],
  ]
  const lines = headers.flatMap(([name, value]) => [value].flat().map((text) => `${name}: ${text}\r\n`))
  return `${wire.context.method} ${wire.target} HTTP/1.1\r\n${lines.join('')}\r\n`
}

function readHead(
  connection: Duplex,
  endpoint: Endpoint,
  wire: WireRequest,
  signal: AbortSignal,
): Promise<ResponseHead> {
  return new Promise((resolve, reject) => {
    const reader = new HeadReader(wire.context)
    const settle = (): void => {
      connection.off('readable', read).off('end', ended).off('error', fail).off('close', ended)
      signal.removeEventListener('abort', abort)
    }
    const fail = (error: unknown): void => {
      settle()
      reject(error instanceof DockerStreamError ? error : connectionError(error, endpoint))
    }
    const abort = (): void => fail(asError(signal.reason))
    const ended = (): void => {
      fail(Object.assign(new Error('the engine closed the connection before it answered'), { code: 'ECONNRESET' }))
    }
    const read = (): void => {
      try {
        for (let chunk: unknown = connection.read(); chunk !== null; chunk = connection.read()) {
          const head = reader.push(chunk)
          if (head === undefined) continue
          settle()
          if (head.rest.length > 0) connection.unshift(head.rest)
          resolve(head)
          return
        }
      } catch (error) {
        fail(error)
      }
    }
    connection.on('readable', read).on('end', ended).on('error', fail).on('close', ended)
    signal.addEventListener('abort', abort, { once: true })
    read()
  })
}
