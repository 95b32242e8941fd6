import { Readable } from 'node:stream'
import type { LogChunk } from './frames.js'
import { asError, destroyQuietly } from './source.js'

type Side = LogChunk['stream']

/** One of a container's two streams, fed by {@link LogSides}. */
class SideReadable extends Readable {
  readonly #onDemand: () => void
  readonly #onDestroy: () => void
  #ready: (() => void) | undefined

  constructor(onDemand: () => void, onDestroy: () => void) {
    super()
    this.#onDemand = onDemand
    this.#onDestroy = onDestroy
  }

  /** Settles when the reader of this stream wants more, or left. */
  wanted(): Promise<void> {
    if (this.destroyed) return Promise.resolve()
    return new Promise((resolve) => {
      this.#ready = resolve
    })
  }

  override _read(): void {
    this.#onDemand()
    this.#proceed()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#onDestroy()
    this.#proceed()
    callback(error)
  }

  #proceed(): void {
    const ready = this.#ready
    this.#ready = undefined
    ready?.()
  }
}

/**
 * Deals the pieces of a stream out to one Readable for stdout and one for stderr, of which only those exist that were asked
 * for. Both share the one source: a side whose buffer is full stops it, and with it the other side.
 */
export class LogSides {
  readonly #sides = new Map<Side, SideReadable>()
  readonly #batches: AsyncGenerator<Iterable<LogChunk>, void, undefined>
  readonly #release: () => void
  #running = false
  #failure: Error | undefined

  /** @param release frees the source; it is called when every side that was asked for has been destroyed. */
  constructor(batches: AsyncGenerator<Iterable<LogChunk>, void, undefined>, release: () => void) {
    this.#batches = batches
    this.#release = release
  }

  /** The Readable of a side, the same one every time. */
  get(name: Side): Readable {
    const known = this.#sides.get(name)
    if (known !== undefined) return known
    const side = new SideReadable(this.#start, this.#releaseIfUnused)
    this.#sides.set(name, side)
    if (this.#failure !== undefined) destroyQuietly(side, this.#failure)
    return side
  }

  /** Ends every side with an error. */
  fail(error: unknown): void {
    if (this.#failure !== undefined) return
    this.#failure = asError(error)
    for (const side of this.#sides.values()) destroyQuietly(side, this.#failure)
  }

  readonly #start = (): void => {
    if (this.#running) return
    this.#running = true
    this.#run().catch((error: unknown) => this.fail(error))
  }

  async #run(): Promise<void> {
    for await (const batch of this.#batches) {
      for (const { stream, data } of batch) {
        const side = this.#sides.get(stream)
        if (side !== undefined && !side.destroyed && !side.push(data)) await side.wanted()
      }
    }
    for (const side of this.#sides.values()) {
      if (!side.destroyed) side.push(null)
    }
  }

  readonly #releaseIfUnused = (): void => {
    for (const side of this.#sides.values()) if (!side.destroyed) return
    this.#release()
  }
}
