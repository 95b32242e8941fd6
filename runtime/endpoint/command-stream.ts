import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { Duplex } from 'node:stream'

/** How a command ended, and what it said. */
export interface CommandEnd {
  /** The exit status; null where a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The last that it wrote to its standard error. */
  readonly stderr: string
}

/** How much of a command's standard error is kept, in characters. */
const stderrLimit = 4096
/** How long the rest of standard error is waited for after the exit of a command that failed, in milliseconds. */
const stderrGrace = 250
/** How long the exit is waited for after the end of the output, or after input was refused, in milliseconds. */
const exitGrace = 1000

/**
 * A connection over the standard input and output of a command. Ending it closes the command's input while its output
 * can still be read; destroying it ends the command.
 *
 * A command that ends with another status than 0 destroys the stream with an error: what was read before may be cut.
 * It has the methods of a socket that node:http calls.
 */
export class CommandStream extends Duplex {
  /** As a socket has it: the connection is made when the stream exists. */
  readonly connecting = false
  readonly #child: ChildProcessWithoutNullStreams
  readonly #describe: (end: CommandEnd) => Error
  readonly #ended: Promise<CommandEnd>
  #stderr = ''
  #idle: NodeJS.Timeout | undefined

  /**
   * @param child the running command, all of its streams piped
   * @param describe the error of a command that failed
   */
  constructor(child: ChildProcessWithoutNullStreams, describe: (end: CommandEnd) => Error) {
    super({ allowHalfOpen: true })
    this.#child = child
    this.#describe = describe
    this.#ended = this.#watch()
    this.#listen()
  }

  override _read(): void {
    this.#child.stdout.resume()
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#active()
    this.#child.stdin.write(chunk, (error) => {
      if (error) this.#refused(error, callback)
      else callback()
    })
  }

  override _final(callback: (error?: Error | null) => void): void {
    // An input that can't be ended is one whose reader is gone; the command's status tells whether that is a fault.
    this.#child.stdin.end(() => callback())
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearTimeout(this.#idle)
    const { stdin, stdout, stderr } = this.#child
    for (const stream of [stdin, stdout, stderr]) stream.destroy()
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill()
    callback(error)
  }

  /** Lets the process end while this connection is open. */
  unref(): this {
    this.#hold('unref')
    return this
  }

  /** Keeps the process running while this connection is open, as it's from the beginning. */
  ref(): this {
    this.#hold('ref')
    return this
  }

  /**
   * Has `timeout` emitted when nothing was read or written for a while.
   *
   * @param milliseconds 0 for never
   */
  setTimeout(milliseconds: number, callback?: () => void): this {
    clearTimeout(this.#idle)
    this.#idle = undefined
    if (milliseconds > 0) this.#idle = setTimeout(() => this.emit('timeout'), milliseconds).unref()
    if (callback && milliseconds > 0) this.once('timeout', callback)
    if (callback && milliseconds === 0) this.off('timeout', callback)
    return this
  }

  /** Nothing: whether the peer lives is the command's business. */
  setKeepAlive(): this {
    return this
  }

  /** Nothing: a pipe holds no small write back. */
  setNoDelay(): this {
    return this
  }

  #listen(): void {
    const { stdin, stdout, stderr } = this.#child
    // What goes wrong with the pipes shows in the command's status, which comes after it.
    for (const stream of [stdin, stdout, stderr]) stream.on('error', () => {})
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-stderrLimit)
    })
    stdout.on('data', (chunk: Buffer) => {
      this.#active()
      if (!this.push(chunk)) stdout.pause()
    })
    stdout.once('end', () => void this.#finish())
    stdout.pause()
  }

  #watch(): Promise<CommandEnd> {
    const { stderr } = this.#child
    // 'exit' and not 'close': a process that ssh left in the background may hold the pipes for long.
    const exit = new Promise<Omit<CommandEnd, 'stderr'>>((resolve) => {
      this.#child.once('exit', (code, signal) => resolve({ code, signal }))
      this.#child.once('error', () => resolve({ code: null, signal: null }))
    })
    const said = new Promise<void>((resolve) => stderr.once('close', resolve).once('end', resolve))
    return exit.then(async (end) => {
      if (end.code !== 0) await within(said, stderrGrace)
      return { ...end, stderr: this.#stderr }
    })
  }

  async #finish(): Promise<void> {
    const end = await within(this.#ended, exitGrace)
    if (this.destroyed) return
    if (end && end.code !== 0) {
      this.destroy(this.#describe(end))
      return
    }
    if (end) this.once('end', () => this.destroy())
    this.push(null)
    // Nobody reads an idle connection; this lets it learn of its end all the same.
    if (this.readableLength === 0) this.read(0)
  }

  async #refused(error: Error, callback: (error: Error) => void): Promise<void> {
    const end = await within(this.#ended, exitGrace)
    if (end && end.code !== 0) callback(this.#describe(end))
    // The command ended well and only took no more input: its output is read to the end before the writer is told.
    else if (end && !this.destroyed) this.once('close', () => callback(error))
    else callback(error)
  }

  #hold(how: 'ref' | 'unref'): void {
    this.#child[how]()
    for (const pipe of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) {
      // Which of the pipes have these methods differs between runtimes, and their type does not say it.
      const method: unknown = Reflect.get(pipe, how)
      if (typeof method === 'function') Reflect.apply(method, pipe, [])
    }
  }

  #active(): void {
    this.#idle?.refresh()
  }
}

function within<T>(promise: Promise<T>, grace: number): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), grace)
    void promise.then((value) => {
      clearTimeout(timer)
      resolve(value)
    })
  })
}
