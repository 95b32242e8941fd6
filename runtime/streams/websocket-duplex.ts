import { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { ignore } from './source.js'
import { WebSocketBoundary } from './websocket-boundary.js'

/**
 * A WebSocket as bytes in both directions, with backpressure both ways.
 *
 * Ending its writable side sends a close frame and goes on reading, because the engine takes that frame for the end of
 * the container's input and still sends its output. The end of the connection between two frames is its end, with or
 * without a close frame; inside a frame, or by an error, it is a failure.
 */
export class WebSocketDuplex extends Duplex {
  readonly #client: WebSocket
  readonly #boundary = new WebSocketBoundary()
  #failure: Error | undefined

  /**
   * Must be made before the handshake is done, so that no message is missed.
   *
   * @param connection what the WebSocket runs over.
   */
  constructor(client: WebSocket, connection: Duplex) {
    super({ allowHalfOpen: true })
    // A handshake that fails is reported by the handshake.
    this.on('error', ignore)
    this.#client = client
    const fail = (error: Error): void => {
      this.#failure ??= error
    }
    connection.on('error', fail)
    client.on('error', (error) => {
      fail(error)
      // A WebSocket that found a fault would wait for the other side to close.
      this.destroy(error)
    })
    // Not earlier: bytes that came with the handshake's answer would go to this listener alone.
    client.once('open', () => connection.on('data', (chunk: Buffer) => this.#boundary.push(chunk)))
    client.on('message', (data: Buffer) => {
      if (!this.push(data)) client.pause()
    })
    client.once('close', () => this.#close())
  }

  override _read(): void {
    if (this.#client.isPaused) this.#client.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#client.send(chunk, (error) => callback(error ?? null))
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#client.close()
    callback()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#client.terminate()
    callback(error)
  }

  #close(): void {
    if (this.#failure !== undefined) this.destroy(this.#failure)
    else if (this.#boundary.atFrameEnd) this.push(null)
    else this.destroy(Object.assign(new Error('closed inside a WebSocket frame'), { code: 'ECONNRESET' }))
  }
}
