import type { Duplex } from 'node:stream'
import { answerError, connectionError, type Endpoint } from '../endpoint/index.js'
import { DockerError, DockerStreamError } from '../errors.js'
import { asError, ignore } from '../streams/source.js'
import { isSuccess, readError } from './answer.js'
import type { WireRequest } from './exchange.js'
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
 * @param protocol for the `Upgrade` header: `tcp` for attach and exec, `h2c` for a session, `websocket`
 * @throws DockerApiError where the engine refuses, DockerConnectionError, or the signal's reason
 */
export async function upgrade(endpoint: Endpoint, wire: WireRequest, protocol: string): Promise<Upgraded> {
  wire.signal.throwIfAborted()
  let connection: Duplex | undefined
  try {
    connection = await endpoint.dialler.dial(wire.signal)
    return await handOver(connection, endpoint, wire, protocol)
  } catch (error) {
    connection?.on('error', ignore).destroy()
    if (wire.signal.aborted) throw wire.signal.reason
    throw error instanceof DockerError ? error : connectionError(error, endpoint)
  }
}

async function handOver(
  connection: Duplex,
  endpoint: Endpoint,
  wire: WireRequest,
  protocol: string,
): Promise<Upgraded> {
  connection.write(requestHead(endpoint, wire, protocol), 'latin1')
  if (Buffer.isBuffer(wire.body)) connection.write(wire.body)
  const head = await readHead(connection, endpoint, wire)
  if (head.status !== 101 && (!isSuccess(head.status, wire.context) || head.status === 304)) {
    const body = bodyAfterHead(connection, head)
    throw answerError(await readError(head.status, body, wire.context, wire.signal), endpoint)
  }
  if (head.status !== 101) refuseLength(head, wire)
  return { head, connection }
}

/** Without an upgrade only an answer without a length of its own is the connection itself. */
function refuseLength(head: ResponseHead, wire: WireRequest): void {
  if (!head.headers.has('transfer-encoding') && !head.headers.has('content-length')) return
  const { operationId } = wire.context
  throw new DockerStreamError(
    `${operationId}: the answer has a length, so the connection was not handed over; is there a proxy that does not ` +
      'pass the Upgrade header on?',
    { operationId },
  )
}

function requestHead(endpoint: Endpoint, wire: WireRequest, protocol: string): string {
  const length = Buffer.isBuffer(wire.body) ? wire.body.length : 0
  const headers = {
    host: endpoint.host,
    ...wire.headers,
    connection: 'Upgrade',
    upgrade: protocol,
    // A GET has no body, and so nothing to say of its length.
    ...(wire.context.method === 'GET' ? {} : { 'content-length': String(length) }),
  }
  const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((text) => `${name}: ${text}\r\n`))
  return `${wire.context.method} ${wire.target} HTTP/1.1\r\n${lines.join('')}\r\n`
}

function readHead(connection: Duplex, endpoint: Endpoint, wire: WireRequest): Promise<ResponseHead> {
  const { signal } = wire
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
