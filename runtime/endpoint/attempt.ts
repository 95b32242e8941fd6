import type { Duplex } from 'node:stream'
import { DialError } from './dial-error.js'

/** What bounds an attempt to connect. */
export interface AttemptLimits {
  /** Ends the attempt; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds until it's given up; 0 for no limit. */
  readonly timeout: number
}

/**
 * Opens a connection within limits. It settles at the limit even where `open` overlooks its signal; a stream that
 * comes later is destroyed.
 *
 * @param open opens the connection, and frees what it opened when its signal is aborted
 * @throws DialError with code `ETIMEDOUT` at the time limit; the signal's reason at an abort; else what `open` threw.
 */
export async function attempt(
  open: (signal: AbortSignal) => Promise<Duplex>,
  { signal, timeout }: AttemptLimits,
): Promise<Duplex> {
  signal?.throwIfAborted()
  const controller = new AbortController()
  const cancel = () => controller.abort(signal?.reason)
  signal?.addEventListener('abort', cancel, { once: true })
  const timer = timeout > 0 ? setTimeout(() => controller.abort(tooLate(timeout)), timeout) : undefined
  try {
    return await untilAborted(open(controller.signal), controller.signal)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cancel)
  }
}

/** Destroys a stream that nobody will hear of. */
export function discard(stream: Duplex): void {
  stream.on('error', () => {})
  stream.destroy()
}

function untilAborted(opening: Promise<Duplex>, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const abandon = () => reject(signal.reason)
    signal.addEventListener('abort', abandon, { once: true })
    opening
      .then((stream) => {
        if (signal.aborted) discard(stream)
        else resolve(stream)
      }, reject)
      .finally(() => signal.removeEventListener('abort', abandon))
  })
}

function tooLate(timeout: number): DialError {
  return new DialError(`no connection within ${timeout} ms`, {
    code: 'ETIMEDOUT',
    advice: 'check the address, and that no firewall drops the connection; option connectTimeout sets the limit',
  })
}
