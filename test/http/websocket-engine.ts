import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { containerAttachWebsocket, type HijackedStream } from '../../generated/v1.42/index.js'
import type { RequestOptions } from '../../runtime/index.js'
import { clientOf, type Heard, type ScriptedEngine, type ScriptedOptions, scriptedEngine } from './scripted-engine.js'

/** The head with which an engine opens the WebSocket that a request asks for. */
export function opening({ headers }: Heard, more: Readonly<Record<string, string>> = {}): string {
  const key = headers.get('sec-websocket-key')?.[0] ?? ''
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  const all = { Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Accept': accept, ...more }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`
}

/** An engine that opens each WebSocket, and what it does with it then. */
export function websocketEngine(
  kind: ScriptedOptions['kind'] = 'unix',
  then: (socket: Socket) => void = () => {},
): Promise<ScriptedEngine> {
  const script = (request: Heard, socket: Socket): void => {
    socket.write(opening(request))
    then(socket)
  }
  return scriptedEngine(script, { kind })
}

/** Attaches to a container of an engine over a WebSocket. */
export function attach(engine: ScriptedEngine, options?: RequestOptions): Promise<HijackedStream> {
  return containerAttachWebsocket(clientOf(engine), { id: 'x', stream: true }, options)
}
