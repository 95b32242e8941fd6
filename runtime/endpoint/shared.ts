/** A task that several callers wait for together. */
export interface Shared<T> {
  /**
   * Waits for the task that is under way, or begins one.
   *
   * @param signal ends the waiting; when all who wait have left, the task is aborted
   */
  get(signal: AbortSignal): Promise<T>
  /** Aborts the task that is under way, and waits for its end. */
  stop(): Promise<void>
}

interface Running<T> {
  readonly controller: AbortController
  readonly result: Promise<T>
  waiting: number
}

/** Makes a task that runs once for all who ask while it's under way, and anew for those who ask later. */
export function createShared<T>(task: (signal: AbortSignal) => Promise<T>): Shared<T> {
  let running: Running<T> | undefined

  const begin = (): Running<T> => {
    const controller = new AbortController()
    const current: Running<T> = { controller, waiting: 0, result: task(controller.signal) }
    const over = () => {
      if (running === current) running = undefined
    }
    current.result.then(over, over)
    return current
  }

  return {
    get(signal) {
      running ??= begin()
      const current = running
      current.waiting++
      return new Promise<T>((resolve, reject) => {
        const leave = () => {
          current.waiting--
          if (current.waiting === 0) {
            current.controller.abort(signal.reason)
            if (running === current) running = undefined
          }
          reject(signal.reason)
        }
        if (signal.aborted) return leave()
        signal.addEventListener('abort', leave, { once: true })
        current.result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
      })
    },
    async stop() {
      const current = running
      current?.controller.abort(new Error('closed'))
      await current?.result.catch(() => undefined)
    },
  }
}
