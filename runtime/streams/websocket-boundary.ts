/**
 * Watches the bytes of a WebSocket connection to know whether it ends between two frames or inside one.
 *
 * The engine closes the connection without a close frame, which a WebSocket client takes for a loss; only what lies
 * between frames tells the end of the output from one that is cut.
 */
export class WebSocketBoundary {
  readonly #head: number[] = []
  #payload = 0n

  /** Takes the bytes that arrive, in order. */
  push(chunk: Buffer): void {
    let position = 0
    while (position < chunk.length) {
      if (this.#payload > 0n) {
        const available = BigInt(chunk.length - position)
        const taken = available < this.#payload ? available : this.#payload
        this.#payload -= taken
        position += Number(taken)
        continue
      }
      this.#head.push(chunk[position] ?? 0)
      position++
      this.#beginPayload()
    }
  }

  /** Whether the last byte ended a frame. */
  get atFrameEnd(): boolean {
    return this.#payload === 0n && this.#head.length === 0
  }

  // A frame of a server has no mask: two bytes, then a length of two or eight bytes where the second says 126 or 127.
  #beginPayload(): void {
    const [, second] = this.#head
    if (second === undefined) return
    const short = second % 128
    const extension = short === 126 ? 2 : short === 127 ? 8 : 0
    if (this.#head.length < 2 + extension) return
    const bytes = this.#head.slice(2)
    this.#payload = extension === 0 ? BigInt(short) : bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
    this.#head.length = 0
  }
}
