/** The signals that end a process which does not handle them, and that a person or a CI sends. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Does work that leaves traces until it is done. A signal that would have ended the process at once aborts the work, and
 * ends the process when that has taken back what it had begun. Signals that the process handles itself are left to it.
 *
 * @param work rejects with the reason of its signal as soon as it can, and takes back what it has done
 */
export async function takingBack<T>(work: (interruption: AbortSignal) => Promise<T>): Promise<T> {
  const interruption = new AbortController()
  let received: NodeJS.Signals | undefined
  const hold = (name: NodeJS.Signals): void => {
    received ??= name
    interruption.abort(new Error(`interrupted by ${name}`))
  }
  const held = signals.filter((name) => process.listenerCount(name) === 0)
  for (const name of held) process.on(name, hold)
  try {
    return await work(interruption.signal)
  } finally {
    for (const name of held) process.off(name, hold)
    if (received !== undefined) process.kill(process.pid, received)
  }
}
