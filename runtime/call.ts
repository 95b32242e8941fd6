import type { IncomingHttpHeaders } from 'node:http'
import type { Duplex } from 'node:stream'
import { canAskAgain, withCredentials } from './auth/call-credentials.js'
import { type DockerClient, internalsOf } from './client.js'
import { type OperationContext, UnauthorizedError } from './errors.js'
import { parseJson, readText } from './http/answer.js'
import { type PreparedRequest, prepareRequest } from './http/prepare.js'
import type { Answer } from './http/transport.js'
import { type Upgraded, upgrade } from './http/upgrade.js'
import { openWebSocket } from './http/websocket.js'
import type { OperationDescriptor, OperationInput, RequestOptions, TerminalSource } from './operation.js'
import { type PingInfo, parsePing } from './ping.js'
import { ByteStream, decodePathStat, HijackedStream, JsonStream, LogStream, type PathStat } from './streams/index.js'
import { asError } from './streams/source.js'
import { framingOf } from './terminal.js'

/**
 * One function for each kind of result: what generated operations call. Each sends the operation's request and gives
 * its result once the head of the answer is there.
 *
 * All throw InvalidInputError before anything is sent, DockerApiError for an error status, DockerConnectionError where
 * the engine can't be reached, DockerTimeoutError, or the reason of an aborted signal.
 */

function prepare(
  client: DockerClient,
  operation: OperationDescriptor,
  input: OperationInput | undefined,
  options: RequestOptions | undefined,
): PreparedRequest {
  return prepareRequest(operation, input, options, internalsOf(client))
}

async function send(
  client: DockerClient,
  operation: OperationDescriptor,
  input: OperationInput | undefined,
  options: RequestOptions | undefined,
): Promise<Answer> {
  const { transport, auth } = internalsOf(client)
  if (auth === undefined) return transport.send(prepare(client, operation, input, options), options)
  const signal = options?.signal
  const complete = await withCredentials(operation, input, auth, { refused: false, signal })
  try {
    return await transport.send(prepare(client, operation, complete, options), options)
  } catch (error) {
    if (!(error instanceof UnauthorizedError) || !canAskAgain(operation, input, auth)) throw error
    const other = await withCredentials(operation, input, auth, { refused: true, signal })
    if (other === input) throw error
    return transport.send(prepare(client, operation, other, options), options)
  }
}

/** A call whose answer has no content that matters. */
export async function callVoid(
  client: DockerClient,
  operation: OperationDescriptor,
  input?: OperationInput,
  options?: RequestOptions,
): Promise<void> {
  const { response, context } = await send(client, operation, input, options)
  await readText(response, context, options?.signal)
}

/** A call whose answer is text. */
export async function callText(
  client: DockerClient,
  operation: OperationDescriptor,
  input?: OperationInput,
  options?: RequestOptions,
): Promise<string> {
  const { response, context } = await send(client, operation, input, options)
  return readText(response, context, options?.signal)
}

/** A call whose answer is one JSON value. Its type is the document's word; fields that it does not know pass through. */
export async function callJson<T>(
  client: DockerClient,
  operation: OperationDescriptor,
  input?: OperationInput,
  options?: RequestOptions,
): Promise<T> {
  const { response, context } = await send(client, operation, input, options)
  return parseJson(await readText(response, context, options?.signal), context, internalsOf(client).parse) as T
}

/** A call whose answer is the stat of a path, in a header. */
export async function callPathStat(
  client: DockerClient,
  operation: OperationDescriptor,
  input?: OperationInput,
  options?: RequestOptions,
): Promise<PathStat> {
  const headers = await callHeaders(client, operation, input, options)
  const header = headers['x-docker-container-path-stat']
  const { operationId, method, path } = operation
  return decodePathStat(typeof header === 'string' ? header : undefined, { operationId, method, path })
}

/** A ping: what the engine says of itself in the headers of its answer. */
export async function callPing(
  client: DockerClient,
  operation: OperationDescriptor,
  input?: OperationInput,
  options?: RequestOptions,
): Promise<PingInfo> {
  return parsePing(await callHeaders(client, operation, input, options))
}

async function callHeaders(
  client: DockerClient,
  operation: OperationDescriptor,
  input: OperationInput | undefined,
  options: RequestOptions | undefined,
): Promise<IncomingHttpHeaders> {
  const { response, context } = await send(client, operation, input, options)
  await readText(response, context, options?.signal)
  return response.headers
}

/** A call whose answer is bytes, as a tar. */
export async function callBytes(
  client: DockerClient,
  operation: OperationDescriptor,
  input?: OperationInput,
  options?: RequestOptions,
): Promise<ByteStream> {
  const { response, context } = await send(client, operation, input, options)
  return new ByteStream({ body: response, context, signal: options?.signal })
}

/**
 * A call whose answer is one JSON value after the other.
 *
 * @param meaning `progress` where a value with an `errorDetail` is the failure of the operation
 */
export async function callJsonStream<T>(
  client: DockerClient,
  operation: OperationDescriptor,
  input?: OperationInput,
  options?: RequestOptions,
  meaning: 'progress' | 'values' = 'values',
): Promise<JsonStream<T>> {
  const { response, context } = await send(client, operation, input, options)
  return new JsonStream<T>(
    { body: response, context, signal: options?.signal },
    {
      progress: meaning === 'progress',
      parse: internalsOf(client).parse,
    },
  )
}

/**
 * A call whose answer is the output of a container, service or task.
 *
 * @param terminal how to find out whether the stream has frames where the engine does not say it
 */
export async function callLogs(
  client: DockerClient,
  operation: OperationDescriptor,
  input: OperationInput | undefined,
  options: RequestOptions | undefined,
  terminal: TerminalSource,
): Promise<LogStream> {
  const { response, context } = await send(client, operation, input, options)
  try {
    const framing = await framingOf(client, terminal, {
      contentType: response.headers['content-type'],
      isTold: true,
      input,
      options,
    })
    return new LogStream({ body: response, context, signal: options?.signal }, framing)
  } catch (error) {
    response.destroy()
    throw error
  }
}

/** A call that takes its connection over: output as a log stream, input as its `stdin`. */
export async function callHijack(
  client: DockerClient,
  operation: OperationDescriptor,
  input: OperationInput | undefined,
  options: RequestOptions | undefined,
  terminal: TerminalSource,
): Promise<HijackedStream> {
  const { head, connection, context } = await takeOver(client, operation, input, options, 'tcp')
  try {
    const contentType = head.headers.get('content-type')
    const framing = await framingOf(client, terminal, { contentType, isTold: head.status === 101, input, options })
    return new HijackedStream({ body: connection, context, signal: options?.signal }, framing)
  } catch (error) {
    connection.destroy()
    throw error
  }
}

/** An attach over WebSocket. */
export async function callWebSocket(
  client: DockerClient,
  operation: OperationDescriptor,
  input?: OperationInput,
  options?: RequestOptions,
): Promise<HijackedStream> {
  const { transport } = internalsOf(client)
  const request = prepare(client, operation, input, options)
  return transport.connect(request, options, (place) => openWebSocket(place, options?.signal))
}

/**
 * A call that turns its connection into a tunnel for another protocol. The caller owns the stream, and ends it.
 *
 * @param protocol for the `Upgrade` header, as `h2c`
 */
export async function callTunnel(
  client: DockerClient,
  operation: OperationDescriptor,
  input: OperationInput | undefined,
  options: RequestOptions | undefined,
  protocol: string,
): Promise<Duplex> {
  const { connection } = await takeOver(client, operation, input, options, protocol)
  const { signal } = options ?? {}
  if (signal === undefined) return connection
  const abort = (): void => void connection.destroy(asError(signal.reason))
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  connection.once('close', () => signal.removeEventListener('abort', abort))
  return connection
}

function takeOver(
  client: DockerClient,
  operation: OperationDescriptor,
  input: OperationInput | undefined,
  options: RequestOptions | undefined,
  protocol: string,
): Promise<Upgraded & { readonly context: OperationContext }> {
  const request = prepare(client, operation, input, options)
  return internalsOf(client).transport.connect(request, options, async ({ endpoint, wire }) => {
    return { ...(await upgrade(endpoint, wire, protocol)), context: wire.context }
  })
}
