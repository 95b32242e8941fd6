import { ignore } from './source.js'

/** What an iterator must know of the source that its values come from. */
export interface IteratedSource {
  /** Frees the source and lets a pending read end without a value. */
  release(): void
  /** @throws the error that the source was stopped with. */
  throwIfStopped(): void
}

/**
 * An iterator over the values of all batches, which frees the source at once when its consumer leaves.
 *
 * An async generator would do the same, but it handles `return()` only after the `next()` that it waits in, which a
 * silent engine never settles; and it takes several turns of the promise queue for each value, where thousands of small
 * values come in one batch.
 *
 * @param batches a batch is taken to its end before the next one is asked for.
 */
export function flatIterator<T>(
  batches: AsyncGenerator<Iterable<T>, void, undefined>,
  source: IteratedSource,
): AsyncGenerator<T, void, undefined> {
  return new FlatIterator(batches, source)
}

const done: IteratorReturnResult<void> = { done: true, value: undefined }

class FlatIterator<T> implements AsyncGenerator<T, void, undefined> {
  readonly #batches: AsyncGenerator<Iterable<T>, void, undefined>
  readonly #source: IteratedSource
  #batch: Iterator<T> | undefined
  #pending = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(batches: AsyncGenerator<Iterable<T>, void, undefined>, source: IteratedSource) {
    this.#batches = batches
    this.#source = source
  }

  next(): Promise<IteratorResult<T, void>> {
    if (this.#pending === 0 && this.#batch !== undefined) {
      try {
        const result = this.#fromBatch()
        if (result !== undefined) return Promise.resolve(result)
      } catch (error) {
        return Promise.reject(error)
      }
    }
    return this.#afterPending()
  }

  return(): Promise<IteratorResult<T, void>> {
    this.#leave()
    return Promise.resolve(done)
  }

  throw(error: unknown): Promise<IteratorResult<T, void>> {
    this.#leave()
    return Promise.reject(error)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leave()
  }

  /** Calls of `next` that don't wait for one another are answered in their order. */
  #afterPending(): Promise<IteratorResult<T, void>> {
    const turn = this.#turn(this.#pending++ === 0 ? undefined : this.#last)
    this.#last = turn
    return turn
  }

  async #turn(previous: Promise<unknown> | undefined): Promise<IteratorResult<T, void>> {
    try {
      await previous?.catch(ignore)
      return await this.#pull()
    } finally {
      this.#pending--
    }
  }

  async #pull(): Promise<IteratorResult<T, void>> {
    for (;;) {
      const result = this.#fromBatch()
      if (result !== undefined) return result
      const next = await this.#batches.next()
      if (next.done) return done
      this.#batch = next.value[Symbol.iterator]()
    }
  }

  #fromBatch(): IteratorYieldResult<T> | undefined {
    if (this.#batch === undefined) return undefined
    try {
      this.#source.throwIfStopped()
      const result = this.#batch.next()
      if (!result.done) return result
    } catch (error) {
      this.#leave()
      throw error
    }
    this.#batch = undefined
    return undefined
  }

  #leave(): void {
    this.#batch = undefined
    this.#source.release()
    this.#batches.return().catch(ignore)
  }
}
