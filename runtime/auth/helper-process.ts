import { type ChildProcess, spawn } from 'node:child_process'
import { access, constants, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'

/** The environment of a program, which is also where its `PATH` is. */
export type Environment = Readonly<Record<string, string | undefined>>

/** How a program ended. Nothing here is fit for a message but the status and the code. */
export type ProgramOutcome =
  | { readonly kind: 'exited'; readonly status: number | null; readonly stdout: string }
  | { readonly kind: 'not started'; readonly code: string }
  | { readonly kind: 'timed out' }
  | { readonly kind: 'too much output' }

/** What {@link runProgram} needs beside the program. */
export interface RunOptions {
  readonly env: Environment
  /** Milliseconds after which the program is killed. */
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
}

const longestOutput = 1024 * 1024

/**
 * The path of a program in the `PATH` of the environment given. Entries that are not absolute are passed over: the
 * current folder is no place to take a program from that is told nothing but asked for passwords.
 */
export async function findProgram(name: string, env: Environment): Promise<string | undefined> {
  const pathName = Object.keys(env).find((key) => key === 'PATH' || (onWindows && key.toUpperCase() === 'PATH'))
  const path = pathName === undefined ? '' : (env[pathName] ?? '')
  for (const directory of path.split(delimiter)) {
    const file = join(directory, onWindows ? `${name}.exe` : name)
    if (isAbsolute(directory) && (await isProgram(file))) return file
  }
  return undefined
}

const onWindows = process.platform === 'win32'

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}

/**
 * Runs a program, without a shell, with a text for its input, and gives what it printed to its standard output. Its
 * standard error is thrown away.
 *
 * However the run ends, the program has been killed and its pipes are closed when the promise settles, even where a
 * child of the program still holds them.
 *
 * @throws the signal's reason when it is aborted.
 */
export function runProgram(
  file: string,
  args: readonly string[],
  input: string,
  options: RunOptions,
): Promise<ProgramOutcome> {
  const { env, signal, timeout } = options
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const child = start(file, args, env)
    if (child === undefined) return resolve({ kind: 'not started', code: 'invalid environment' })
    const chunks: Buffer[] = []
    let size = 0

    const free = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      child.kill('SIGKILL')
      child.stdin?.destroy()
      child.stdout?.destroy()
    }
    const end = (outcome: ProgramOutcome): void => {
      free()
      resolve(outcome)
    }
    const abort = (): void => {
      free()
      reject(signal?.reason)
    }
    const timer = setTimeout(() => end({ kind: 'timed out' }), timeout)
    signal?.addEventListener('abort', abort, { once: true })

    child.on('error', (error) => end({ kind: 'not started', code: 'code' in error ? String(error.code) : error.name }))
    child.on('close', (status) => end({ kind: 'exited', status, stdout: Buffer.concat(chunks).toString('utf8') }))
    child.stdout?.on('error', () => end({ kind: 'exited', status: null, stdout: '' }))
    child.stdout?.on('data', (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size > longestOutput) end({ kind: 'too much output' })
    })
    // A program may end without reading its input: what it printed is what counts.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

/** Node refuses a NUL byte in the environment with an error that quotes the variable, which may be a secret. */
function start(file: string, args: readonly string[], env: Environment): ChildProcess | undefined {
  try {
    return spawn(file, args, { env: { ...env }, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true })
  } catch {
    return undefined
  }
}
