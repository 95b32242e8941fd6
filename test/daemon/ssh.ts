import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { noSshd, type SshServer, sshServer } from '../endpoint/ssh-server.js'
import { temporaryFolder } from '../endpoint/surroundings.js'

const cli = spawnSync('/bin/sh', ['-c', 'command -v docker'], { encoding: 'utf8' }).stdout.trim()

/** The path of the docker CLI; empty where there is none. */
export const dockerCli: string = cli

/** Why no engine can be put behind ssh here; undefined where one can. */
export const noFarSide: string | undefined = noSshd ?? (cli === '' ? 'the docker CLI is not there' : undefined)

/** An engine behind ssh. */
export interface FarSide {
  readonly server: SshServer
  /** As `ssh://127.0.0.1:port`. */
  readonly host: string
  /** How often `docker system dial-stdio` was started on the far side. */
  dialled(): Promise<number>
}

/**
 * Puts an engine behind an ssh server until the end of the test: the real docker CLI on the far side connects to the
 * engine's socket. The environment's `PATH` gets an `ssh` that uses the test's keys only.
 */
export async function farSide(socket: string): Promise<FarSide> {
  const log = join(await temporaryFolder(), 'calls')
  await writeFile(log, '')
  const docker = `#!/bin/sh\necho "$*" >> ${log}\nDOCKER_HOST=unix://${socket} exec ${dockerCli} "$@"\n`
  const server = await sshServer(socket, { docker })
  useSshOf(server)
  return {
    server,
    host: `ssh://127.0.0.1:${server.port}`,
    dialled: async () => (await readFile(log, 'utf8')).split('system dial-stdio').length - 1,
  }
}

/** Makes `ssh` that of a server's user, until the end of the test. */
export function useSshOf(server: SshServer): void {
  vi.stubEnv('PATH', server.env['PATH'])
  onTestFinished(() => void vi.unstubAllEnvs())
}

/** The command lines of the running ssh clients that use a server's configuration. */
export function sshClients({ folder }: SshServer): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(commandLine)
    .filter((line) => line.includes(`-F ${folder}/`))
}

function commandLine(process: string): string {
  try {
    return readFileSync(`/proc/${process}/cmdline`, 'latin1').replaceAll('\0', ' ')
  } catch {
    // It has ended since the list was made.
    return ''
  }
}
