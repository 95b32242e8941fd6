import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { closedPort, temporaryFolder, writeFiles } from './surroundings.js'

const sshd = '/usr/sbin/sshd'
const ssh = '/usr/bin/ssh'

/** Why no ssh server can be run here; undefined where one can. */
export const noSshd: string | undefined = [sshd, ssh].find((program) => !existsSync(program))?.concat(' is not there')

/** An ssh server on loopback, with a user's key and configuration that fit. */
export interface SshServer {
  readonly port: number
  readonly folder: string
  /** The variables with which the system's ssh uses the test's configuration only. */
  readonly env: Record<string, string>
  /** How many ssh connections were let in so far. */
  accepted(): number
  /** The arguments with which `docker` was called on the far side. */
  calls(): Promise<string[]>
  /** Ends the server and all of its connections. */
  stop(): Promise<void>
}

/**
 * Runs an ssh server until the end of the test.
 *
 * @param engine the Unix socket to which `docker system dial-stdio` of the far side connects
 * @param docker a script in place of that `docker`
 * @param config lines for the user's ssh configuration
 */
export async function sshServer(
  engine: string,
  options: { docker?: string; config?: string } = {},
): Promise<SshServer> {
  // A server of root insists on this folder, which the system's own service would have made.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 })
  const folder = await temporaryFolder()
  const file = (name: string) => join(folder, name)
  for (const name of ['host', 'user', 'stranger']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file(name)])
  }
  const port = await closedPort()
  const hostKey = await readFile(file('host.pub'), 'utf8')
  await writeFiles(folder, {
    sshd_config: [
      `Port ${port}\nListenAddress 127.0.0.1\nHostKey ${file('host')}\nAuthorizedKeysFile ${file('authorized')}`,
      `StrictModes no\nUsePAM no\nPidFile none\nLogLevel VERBOSE\nPasswordAuthentication no\nMaxStartups 100`,
      `SetEnv PATH=${file('far')}:/usr/bin:/bin`,
      '',
    ].join('\n'),
    config: [
      `${options.config ?? ''}\nHost *\nStrictHostKeyChecking yes\nUserKnownHostsFile ${file('known')}`,
      `IdentityFile ${file('user')}\nIdentitiesOnly yes\nIdentityAgent none`,
      '',
    ].join('\n'),
    known: `[127.0.0.1]:${port} ${hostKey}`,
    'near/ssh': `#!/bin/sh\nexec ${ssh} -F ${file('config')} "$@"\n`,
    'far/docker':
      options.docker ?? `#!/bin/sh\necho "$*" >> ${file('calls')}\nexec ${process.execPath} ${file('dial.cjs')}\n`,
    'dial.cjs': `const s = require('net').connect({ path: ${JSON.stringify(engine)}, allowHalfOpen: true })
      s.on('error', (error) => { console.error('dial unix ' + error.address + ': connect: no such file or directory'); process.exit(1) })
      process.stdin.pipe(s).pipe(process.stdout)\ns.on('close', () => process.stdin.destroy())`,
    calls: '',
  })
  await chmod(file('near/ssh'), 0o755)
  await chmod(file('far/docker'), 0o755)
  await copyFile(file('user.pub'), file('authorized'))
  const child = spawn(sshd, ['-D', '-e', '-f', file('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] })
  const log = await listening(child)
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const over = new Promise((resolve) => child.once('exit', resolve))
    child.kill()
    await over
  }
  onTestFinished(stop)
  return {
    port,
    folder,
    env: { PATH: `${file('near')}:/usr/bin:/bin`, USER: userInfo().username },
    accepted: () => log().split('Accepted publickey').length - 1,
    calls: async () => (await readFile(file('calls'), 'utf8')).split('\n').filter((line) => line !== ''),
    stop,
  }
}

function listening(child: ChildProcess): Promise<() => string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      if (text.includes('Server listening')) resolve(() => text)
    })
    child.once('exit', () => reject(new Error(`sshd ended: ${text}`)))
  })
}
