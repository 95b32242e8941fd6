import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { attempt } from './attempt.js'
import type { CommandEnd } from './command-stream.js'
import { CommandStream } from './command-stream.js'
import { DialError } from './dial-error.js'
import type { Dialler } from './endpoint.js'
import { errorCode } from './environment.js'

/** A program and how it's started. */
export interface Command {
  /** The program, looked for in the `PATH` of `env`. */
  readonly program: string
  readonly args: readonly string[]
  /** The environment variables. By default the process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** How a command went that was run to its end. */
export interface CommandResult extends CommandEnd {
  readonly stdout: string
}

/**
 * A dialler for engines behind a command that carries a connection over its standard input and output.
 *
 * @example
 * ```ts
 * // The engine inside a Lima machine
 * new Docker({ dialler: commandDialler('limactl', ['shell', 'vm', 'docker', 'system', 'dial-stdio']) })
 * ```
 *
 * @param program the program, looked for in `PATH`; no shell is involved
 * @param args its arguments
 */
export function commandDialler(program: string, args: readonly string[]): Dialler {
  const command = { program, args }
  return {
    dial: (signal) =>
      attempt((ends) => openCommand(command, (end) => commandFailed(program, end), ends), { signal, timeout: 0 }),
  }
}

/**
 * Starts a command as a connection.
 *
 * The command gets no terminal, so that it can't wait for an answer there and the terminal's interrupt doesn't reach
 * it; it ends with this process, whose end closes its input.
 *
 * @param describe the error of a command that failed
 * @param signal ends the command while it's being started
 * @throws DialError where the program can't be started.
 */
export async function openCommand(
  command: Command,
  describe: (end: CommandEnd) => Error,
  signal: AbortSignal,
): Promise<Duplex> {
  const child = spawn(command.program, [...command.args], {
    ...surroundings(command),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const stream = new CommandStream(child, describe)
  await started(child, command.program).catch((error: unknown) => {
    stream.destroy()
    throw error
  })
  if (signal.aborted) stream.destroy()
  signal.throwIfAborted()
  return stream
}

/**
 * Runs a command without input to its end.
 *
 * @param signal ends the command; it then rejects with the signal's reason
 * @throws DialError where the program can't be started.
 */
export async function runCommand(command: Command, signal: AbortSignal): Promise<CommandResult> {
  signal.throwIfAborted()
  const child = spawn(command.program, [...command.args], {
    ...surroundings(command),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  const stop = () => child.kill()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const end = await ended(child, command.program)
    signal.throwIfAborted()
    return { ...end, ...said }
  } finally {
    signal.removeEventListener('abort', stop)
    child.stdout.destroy()
    child.stderr.destroy()
  }
}

/** The error of a command that ended with another status than 0. */
export function commandFailed(program: string, end: CommandEnd): DialError {
  const how = end.code === null ? `was ended by ${end.signal ?? 'the system'}` : `ended with status ${end.code}`
  const text = readable(end.stderr)
  return new DialError(`${program} ${how}${text ? `: ${text}` : ' and said nothing'}`, {
    advice: 'check that the command carries a connection when you run it by hand',
  })
}

/** A program's text for people as part of a message: on one line, without terminal controls. */
export function readable(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
}

function surroundings({ env }: Command) {
  return { detached: process.platform !== 'win32', windowsHide: true, ...(env ? { env: { ...env } } : {}) }
}

function started(child: ChildProcess, program: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => reject(cannotStart(program, error)))
  })
}

function ended(child: ChildProcess, program: string): Promise<Omit<CommandEnd, 'stderr'>> {
  return new Promise((resolve, reject) => {
    // A process left in the background may hold the pipes: where 'close' doesn't follow the exit, its time is short.
    child.once('exit', (code, signal) => {
      const timer = setTimeout(() => resolve({ code, signal }), 250)
      child.once('close', () => {
        clearTimeout(timer)
        resolve({ code, signal })
      })
    })
    child.once('error', (error) => reject(cannotStart(program, error)))
  })
}

function cannotStart(program: string, error: Error): DialError {
  const advice = `install ${program}, or put the folder that has it into PATH`
  // Arguments may be secrets.
  Reflect.deleteProperty(error, 'spawnargs')
  return new DialError(`${program} can't be started`, { code: errorCode(error), advice }, { cause: error })
}
