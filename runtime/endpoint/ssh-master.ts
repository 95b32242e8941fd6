import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandResult } from './command.js'
import { runCommand } from './command.js'
import type { DialError } from './dial-error.js'
import { createShared } from './shared.js'
import type { SshTarget } from './ssh-target.js'
import { targetArgs } from './ssh-target.js'

/** What ssh processes to one target have in common. */
export interface SshSettings {
  readonly target: SshTarget
  /** The environment variables of ssh. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  /** Options for every ssh process, as `-o`, `BatchMode=yes`. */
  readonly options: readonly string[]
  /** The error of an ssh process that failed. */
  readonly describe: (end: CommandResult) => DialError
}

/** One ssh connection that all sessions to a target share. */
export interface SshMaster {
  /**
   * Sees to it that the shared connection stands.
   *
   * @returns the options with which further ssh processes use it; none where connections can't be shared
   * @throws DialError with ssh's own text where the target can't be reached or refuses the user.
   */
  ready(signal: AbortSignal): Promise<readonly string[]>
  /** Ends the shared connection and all that goes over it. */
  close(): Promise<void>
}

/** How long the shared connection outlives its last session, in seconds. */
const lingering = 60
/** The longest path of a Unix socket is about 104 bytes, of which ssh takes 18 for a temporary name. */
const longestPath = 84

const open = new Set<() => void>()

/**
 * Shares one ssh connection between the sessions to a target: ssh's own multiplexing, with the control socket in a new
 * folder that only this user can read.
 *
 * Connections aren't shared on Windows, whose ssh can't, nor where the user's ssh configuration shares them already
 * (a ControlPath): then that is used.
 */
export function createSshMaster(settings: SshSettings): SshMaster {
  let folder: string | undefined
  let extra: readonly string[] | undefined
  let closed = false

  const stopNow = () => {
    if (folder !== undefined) endNow(settings, folder)
  }

  const prepare = async (signal: AbortSignal): Promise<readonly string[]> => {
    const config = await configuration(settings, signal)
    extra ??= keepAlive(config)
    if (!shareable(settings, config)) return extra
    if (folder === undefined) {
      folder = await privateFolder()
      if (folder === undefined) return extra
      atExit(stopNow)
    }
    if (!(await started(settings, folder, extra, signal))) return extra
    return [...extra, '-o', 'ControlMaster=no', ...controlPath(folder)]
  }
  const shared = createShared(prepare)

  return {
    async ready(signal) {
      if (closed) throw new Error('this dialler was closed')
      if (folder !== undefined && extra !== undefined && (await present(join(folder, 's')))) {
        return [...extra, '-o', 'ControlMaster=no', ...controlPath(folder)]
      }
      return shared.get(signal)
    },
    async close() {
      closed = true
      await shared.stop()
      open.delete(stopNow)
      releaseExit()
      if (folder !== undefined) await end(settings, folder)
      folder = undefined
    },
  }
}

async function end(settings: SshSettings, folder: string): Promise<void> {
  const command = { program: 'ssh', args: exitArgs(settings, folder), env: settings.env }
  if (await present(join(folder, 's'))) await runCommand(command, AbortSignal.timeout(5000)).catch(() => undefined)
  await rm(folder, { recursive: true, force: true })
}

function endNow(settings: SshSettings, folder: string): void {
  spawnSync('ssh', exitArgs(settings, folder), { stdio: 'ignore', timeout: 2000, env: { ...settings.env } })
  rmSync(folder, { recursive: true, force: true })
}

function controlPath(folder: string): string[] {
  return ['-o', `ControlPath=${join(folder, 's')}`]
}

function exitArgs({ target }: SshSettings, folder: string): string[] {
  return ['-O', 'exit', ...controlPath(folder), ...targetArgs(target)]
}

// The parent of the shared connection ends when the user is let in; the connection goes on in the background.
async function started(
  settings: SshSettings,
  folder: string,
  extra: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const sharing = ['-o', 'ControlMaster=yes', '-o', `ControlPersist=${lingering}`, ...controlPath(folder)]
  const args = ['-f', '-N', '-T', ...settings.options, ...extra, ...sharing, ...targetArgs(settings.target)]
  const result = await runCommand({ program: 'ssh', args, env: settings.env }, signal)
  if (result.code === 0) return present(join(folder, 's'))
  // An ssh that can't share connections here may connect all the same.
  if (/control ?(path|socket|persist|master)|mux/i.test(result.stderr)) return false
  throw settings.describe(result)
}

async function configuration(settings: SshSettings, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const args = ['-G', ...settings.options, ...targetArgs(settings.target)]
  const { stdout } = await runCommand({ program: 'ssh', args, env: settings.env }, signal)
  const lines = stdout.split('\n').map((line) => line.trim().split(' '))
  return new Map(lines.map(([name = '', ...value]) => [name.toLowerCase(), value.join(' ')]))
}

function shareable({ platform }: SshSettings, config: ReadonlyMap<string, string>): boolean {
  if (platform === 'win32' || config.size < 2) return false
  return ['none', undefined].includes(config.get('controlpath'))
}

// Without this a session whose network vanished would never end.
function keepAlive(config: ReadonlyMap<string, string>): readonly string[] {
  return config.get('serveraliveinterval') === '0' ? ['-o', 'ServerAliveInterval=30'] : []
}

async function privateFolder(): Promise<string | undefined> {
  const base = join(tmpdir(), 'docker-ssh-')
  // What ssh would expand or split in the path of its configuration option is left alone.
  if (base.length > longestPath - 8 || !/^[\w./+-]+$/.test(base)) return undefined
  return mkdtemp(base).catch(() => undefined)
}

function present(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

// One listener for all, so that many clients don't raise a warning about too many listeners.
function stopAll(): void {
  for (const stop of open) stop()
}

function atExit(stop: () => void): void {
  if (open.size === 0) process.on('exit', stopAll)
  open.add(stop)
}

function releaseExit(): void {
  if (open.size === 0) process.off('exit', stopAll)
}
