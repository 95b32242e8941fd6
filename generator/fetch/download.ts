import { setTimeout as delay } from 'node:timers/promises'
import { type Limits, UnusableInputError } from '../document/index.js'
import type { Fail } from '../document/sources/bytes.js'
import { DownloadFailure, type DownloadOptions, readUrlBytes } from '../document/sources/http.js'

/** How often a download is tried again where the server or the network failed. */
export interface Retries {
  /** Attempts after the first. Default: 3. */
  readonly count: number
  /** Time before the second attempt, doubled for each further. Default: 500. */
  readonly milliseconds: number
}

/** What a download with several attempts tells. */
export interface RetryOptions extends DownloadOptions {
  readonly retries?: Partial<Retries>
  onRetry?(error: Error, attempt: number): void
}

/** Downloads a document; where the server or the network fails, again after a while. */
export async function download(url: string, limits: Limits, fail: Fail, options: RetryOptions): Promise<Uint8Array> {
  const { count = 3, milliseconds = 500 } = options.retries ?? {}
  for (let attempt = 1; ; attempt++) {
    try {
      return await readUrlBytes(url, limits, fail, options)
    } catch (error) {
      if (attempt > count || !isTransient(error)) throw error
      options.onRetry?.(error, attempt)
      // Not all clients at the same time: whoever failed together would come back together.
      const pause = milliseconds * 2 ** (attempt - 1) * (0.75 + Math.random() / 2)
      await delay(pause, undefined, options.signal === undefined ? {} : { signal: options.signal })
    }
  }
}

function isTransient(error: unknown): error is UnusableInputError {
  return error instanceof UnusableInputError && error.cause instanceof DownloadFailure && error.cause.transient
}
