import { Duplex } from 'node:stream'
import { encodeFrame, maxPayload, opcodes, WebSocketDecoder, type WebSocketEvent } from './websocket-frames.js'

type WriteCallback = (error?: Error | null) => void

/**
 * A WebSocket as bytes in both directions, with backpressure both ways.
 *
 * Ending its writable side sends a close frame and goes on reading, because the engine takes that frame for the end of
 * the container's input and still sends its output. The output ends with a close frame, or with the connection where
 * that is between two frames, as engines do it; inside a frame, or by an error, it is a failure.
 *
 * A failure sends no close frame: a part of an input must not be taken for all of it.
 */
export class WebSocketDuplex extends Duplex {
  readonly #connection: Duplex
  readonly #decoder = new WebSocketDecoder()
  /** Whether the reader has room for more. */
  #isWanted = true
  #isReading = false
  /** Whether the output has ended, so that the engine takes no input either. */
  #isOver = false
  #isInputClosed = false
  /** Tells the writer that its bytes are sent, or that they never will be. */
  #written: WriteCallback | undefined
  /** The last ping, while its answer would have to wait behind the input. */
  #ping: Buffer | undefined

  /** @param connection after the handshake; bytes that came with the answer have been put back. */
  constructor(connection: Duplex) {
    super({ allowHalfOpen: true })
    this.#connection = connection
    connection
      .on('readable', this.#pump)
      .on('end', () => this.#connectionEnded())
      .on('error', (error) => this.#fail(error))
      .on('close', () => this.#fail(cut('closed before its end')))
    // It may have broken while nobody listened.
    if (connection.errored !== null || connection.closed) this.#fail(connection.errored ?? cut('closed before its end'))
    else this.#pump()
  }

  override _read(): void {
    this.#isWanted = true
    this.#pump()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: WriteCallback): void {
    this.#written = callback
    this.#send(chunk)
  }

  override _final(callback: WriteCallback): void {
    this.#sendClose(Buffer.alloc(0), () => callback())
  }

  override _destroy(error: Error | null, callback: WriteCallback): void {
    this.#settleWrite(error ?? cut('closed before all was sent'))
    this.#connection.destroy()
    callback(error)
  }

  /** Sends in frames of a limited size, one after the other, so that little is held twice: as it is and masked. */
  #send(bytes: Buffer): void {
    // Where it ends here, the write ends with the stream: failing it now would take the output's end from its reader.
    if (this.#isOver) return
    const piece = bytes.subarray(0, maxPayload)
    this.#connection.write(encodeFrame(opcodes.binary, piece), (error) => {
      // Node calls back without an error for what a connection that is destroyed had not sent. Its end comes as an event.
      if (error || this.#connection.destroyed) return
      this.#answerPing()
      if (piece.length < bytes.length) this.#send(bytes.subarray(piece.length))
      else this.#settleWrite()
    })
  }

  #settleWrite(error?: Error): void {
    const written = this.#written
    this.#written = undefined
    written?.(error)
  }

  #sendClose(payload: Buffer, callback?: () => void): void {
    const isNeeded = !this.#isInputClosed && this.#connection.writable
    this.#isInputClosed = true
    if (isNeeded) this.#connection.write(encodeFrame(opcodes.close, payload), callback)
    else callback?.()
  }

  /** Answers a ping now or when the input has gone out; a later ping counts for those before it. */
  #answerPing(): void {
    const ping = this.#ping
    // An engine that has read the close frame reads no more; what it leaves unread would cut its output short.
    if (ping === undefined || this.#isInputClosed || !this.#connection.writable) return
    // Behind anything that waits already; how much a connection takes before it asks for a pause differs by runtime.
    if (this.#connection.writableLength > 0) return
    this.#ping = undefined
    this.#connection.write(encodeFrame(opcodes.pong, ping), (error) => {
      if (!error) this.#answerPing()
    })
  }

  readonly #pump = (): void => {
    // A reader may ask for more while it is being given a piece.
    if (this.#isReading) return
    this.#isReading = true
    while (this.#isWanted && this.#readOnce()) {}
    this.#isReading = false
  }

  /** Takes what the connection has; false where it has nothing. */
  #readOnce(): boolean {
    const chunk: unknown = this.#isOver || this.destroyed ? null : this.#connection.read()
    if (!Buffer.isBuffer(chunk)) return false
    try {
      for (const event of this.#decoder.push(chunk)) this.#take(event)
    } catch (error) {
      this.#isOver = true
      this.destroy(error instanceof Error ? error : new Error(String(error)))
    }
    return true
  }

  #take({ kind, payload }: WebSocketEvent): void {
    if (kind === 'data') {
      this.#isWanted = this.push(payload)
    } else if (kind === 'ping') {
      this.#ping = payload
      this.#answerPing()
    } else {
      this.#isOver = true
      // With the status that it came with, and without its words.
      this.#sendClose(payload.subarray(0, 2))
      this.push(null)
    }
  }

  #connectionEnded(): void {
    if (!this.#decoder.isBetweenFrames) {
      this.#fail(cut('closed inside a WebSocket frame'))
    } else if (!this.#isOver) {
      this.#isOver = true
      this.push(null)
    }
  }

  /** What had arrived is given before the failure, also where the reader had no room for it yet. */
  #fail(error: Error): void {
    while (this.#readOnce()) {}
    if (this.#isOver) return
    this.#isOver = true
    this.destroy(error)
  }
}

function cut(how: string): Error {
  return Object.assign(new Error(`the connection was ${how}`), { code: 'ECONNRESET' })
}
