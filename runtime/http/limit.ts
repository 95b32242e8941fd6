import { setMaxListeners } from 'node:events'
import { ignore } from '../streams/source.js'

/** What ends a call from this side. */
export interface LimitSettings {
  /** The caller's signal, the client's own end: whichever comes first. */
  readonly signals: readonly (AbortSignal | undefined)[]
  /** Milliseconds; 0 for no limit. */
  readonly timeout?: number
  /** The error of a call that took longer. */
  readonly expired?: () => Error
}

/** One signal for everything that may end a call. */
export interface Limit {
  /** Aborted with the reason of what came first. */
  readonly signal: AbortSignal
  /** Lets go of the timer and of the signals; must be called when the call is over. */
  clear(): void
}

/** The longest delay that a timer takes; a longer one would be none at all. */
const longestDelay = 2 ** 31 - 1

/** Begins to watch what may end a call. */
export function startLimit({ signals, timeout = 0, expired }: LimitSettings): Limit {
  const watched = signals.flatMap((signal) => signal ?? [])
  // One signal for many calls at once is usual and no leak, of which Node would warn.
  for (const signal of watched) if (signal instanceof EventTarget) setMaxListeners(0, signal)
  const [only, another] = watched
  // Most calls have no limit of their own, and a signal costs more than all else that a call needs.
  if (only !== undefined && another === undefined && timeout === 0) return { signal: only, clear: ignore }
  const controller = new AbortController()
  const stops = watched.map((signal) => {
    const stop = (): void => controller.abort(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
    return () => signal.removeEventListener('abort', stop)
  })
  const timer =
    timeout > 0 ? setTimeout(() => controller.abort(expired?.()), Math.min(timeout, longestDelay)) : undefined
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer)
      for (const stop of stops) stop()
    },
  }
}
