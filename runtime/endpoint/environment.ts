import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** What the endpoint is resolved from beside the options: the process's own surroundings, or a test's. */
export interface Environment {
  /** The environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The user's home folder. */
  readonly homedir: string
  /** The operating system, as `process.platform` names it. */
  readonly platform: NodeJS.Platform
  /** The user's number, for `/run/user/<uid>`; absent on Windows. */
  readonly uid?: number | undefined
  /** Whether there is a socket or pipe at a path. By default the file system (on Windows: the list of pipes) is asked. */
  readonly socketExists?: (path: string) => Promise<boolean>
}

/** The surroundings of this process. */
export function processEnvironment(): Environment {
  return { env: process.env, homedir: homedir(), platform: process.platform, uid: process.getuid?.() }
}

/**
 * The value of an environment variable without blanks around it.
 *
 * @returns undefined where it's absent or empty: an empty variable counts as not set, as for the docker CLI.
 */
export function setting(environment: Environment, name: string): string | undefined {
  const value = environment.env[name]?.trim()
  return value === '' ? undefined : value
}

/** The folder of the docker CLI's configuration: `DOCKER_CONFIG`, or `.docker` in the home folder. */
export function configFolder(environment: Environment): string {
  return setting(environment, 'DOCKER_CONFIG') ?? join(environment.homedir, '.docker')
}

/**
 * Whether there is a socket (on Windows: a named pipe) at a path.
 *
 * @param unsure the answer where the path can't be looked at, as in a folder of another user
 */
export async function socketExists(path: string, environment: Environment, unsure: boolean): Promise<boolean> {
  if (environment.socketExists) return environment.socketExists(path)
  if (environment.platform === 'win32') return pipeExists(path, unsure)
  try {
    return (await stat(path)).isSocket()
  } catch (error) {
    return unsure && !['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')
  }
}

/** The system's code of an error, as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

// The list is read because stat() would open the pipe, and so take a connection from the engine.
async function pipeExists(path: string, unsure: boolean): Promise<boolean> {
  const name = path.split(/[\\/]/).at(-1)
  try {
    return (await readdir('\\\\.\\pipe\\')).some((pipe) => pipe === name)
  } catch {
    return unsure
  }
}
