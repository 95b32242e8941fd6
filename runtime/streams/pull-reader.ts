import type { Readable } from 'node:stream'

/**
 * Reads a Node stream by asking for it, so that whoever asks sets the pace.
 *
 * Nothing is read before the first call of {@link next}; then the stream holds no more than its own high water mark.
 * What a stream had received before it failed is given out before the failure is thrown.
 */
export class PullReader {
  readonly #stream: Readable
  #claimed = false
  #wake: (() => void) | undefined

  constructor(stream: Readable) {
    this.#stream = stream
    // A failure before anybody reads must be kept for the reader and not end the process.
    stream.on('error', this.#notify)
    stream.once('close', this.#notify)
  }

  /**
   * The next chunk as the stream gives it, or `undefined` at its end or after {@link interrupt}.
   *
   * @throws what the stream failed with, or an `ERR_STREAM_PREMATURE_CLOSE` where it closed before its end.
   */
  async next(): Promise<unknown> {
    this.#claim()
    for (;;) {
      const chunk: unknown = this.#stream.read()
      if (chunk !== null) return chunk
      if (this.#stream.readableEnded) return undefined
      if (this.#stream.errored !== null) throw this.#stream.errored
      if (this.#stream.closed) throw prematureClose()
      if (await this.#interrupted()) return undefined
    }
  }

  /** Lets a pending {@link next} return `undefined` now. */
  interrupt(): void {
    const wake = this.#wake
    this.#wake = undefined
    this.#stop = true
    wake?.()
  }

  /** Takes every listener off the stream but the one that keeps a late failure from ending the process. */
  release(): void {
    this.#stream.off('readable', this.#notify)
    this.#stream.off('end', this.#notify)
  }

  #stop = false

  async #interrupted(): Promise<boolean> {
    if (!this.#stop) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.#stop
  }

  #claim(): void {
    if (this.#claimed) return
    this.#claimed = true
    this.#stream.on('readable', this.#notify)
    this.#stream.once('end', this.#notify)
  }

  readonly #notify = (): void => {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }
}

/** What is wrong with a stream that closed without its end. */
export function prematureClose(): Error {
  return Object.assign(new Error('closed before its end'), { code: 'ERR_STREAM_PREMATURE_CLOSE' })
}
