import { createHash, randomBytes } from 'node:crypto'
import { connectionError } from '../endpoint/index.js'
import { HijackedStream } from '../streams/hijacked-stream.js'
import { ignore } from '../streams/source.js'
import { WebSocketDuplex } from '../streams/websocket-duplex.js'
import type { ResponseHead } from './head.js'
import type { Place } from './transport.js'
import { upgrade } from './upgrade.js'

/** What RFC 6455 has a server put behind the key, so that nothing else can answer a handshake by chance. */
const acceptSuffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/**
 * Opens a WebSocket to a container (`containerAttachWebsocket`) and gives it as a {@link HijackedStream}.
 *
 * The engine sends stdout and stderr mixed, without frames of its own, so that all output is `stdout`. `stdin.end()`
 * sends a close frame, which the engine takes for the end of the input; the output goes on until the engine closes.
 *
 * @param signal ends the stream at any time; the handshake is ended by the signal of the request
 * @throws DockerApiError where the engine refuses, DockerConnectionError, also where what answers speaks no WebSocket,
 * or the signal's reason
 */
export async function openWebSocket(
  { endpoint, wire }: Place,
  signal: AbortSignal | undefined,
): Promise<HijackedStream> {
  const key = randomBytes(16).toString('base64')
  const headers = { ...wire.headers, 'sec-websocket-key': key, 'sec-websocket-version': '13' }
  const { head, connection } = await upgrade(endpoint, { ...wire, headers }, 'websocket')
  const fault = faultOf(head, key)
  if (fault !== undefined) {
    connection.on('error', ignore).destroy()
    throw connectionError(new Error(fault), endpoint)
  }
  return new HijackedStream({ body: new WebSocketDuplex(connection), context: wire.context, signal }, 'raw')
}

/** What is wrong with the answer to a handshake; nothing where it opens the WebSocket that was asked for. */
function faultOf({ status, headers }: ResponseHead, key: string): string | undefined {
  if (status !== 101) return `the handshake of the WebSocket was answered with status ${status} in place of 101`
  if (headers.get('upgrade')?.toLowerCase() !== 'websocket') return 'the connection was upgraded to no WebSocket'
  const accept = createHash('sha1').update(`${key}${acceptSuffix}`).digest('base64')
  if (headers.get('sec-websocket-accept') !== accept) {
    return 'the answer to the handshake of the WebSocket has a wrong Sec-WebSocket-Accept: it belongs to another request'
  }
  const extension = headers.get('sec-websocket-extensions')
  // With one, the frames that follow would mean something else.
  return extension ? 'the WebSocket was opened with an extension that was not asked for' : undefined
}
