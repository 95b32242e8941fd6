import { attempt } from './attempt.js'
import { commandFailed, openCommand, readable } from './command.js'
import type { CommandEnd } from './command-stream.js'
import { DialError } from './dial-error.js'
import type { Dialler } from './endpoint.js'
import type { Environment } from './environment.js'
import { setting } from './environment.js'
import { createSshMasters } from './ssh-masters.js'
import type { SshTarget } from './ssh-target.js'
import { remoteCommand, targetArgs } from './ssh-target.js'

/**
 * A dialler through the system's `ssh` and `docker system dial-stdio` on the far side, as the docker CLI does it: the
 * user's keys, agent and configuration work, and nothing is asked on the terminal. Half-close works.
 *
 * Eight connections at a time share one ssh connection, so that only the first of them costs a handshake. It ends with
 * `close()`, with the process, or a minute after the last connection.
 *
 * ssh asks nothing: it has no terminal, and no password is typed by anybody. Where the environment has `SSH_ASKPASS`,
 * `DISPLAY` or `WAYLAND_DISPLAY` it may open a window, as under the docker CLI; the time limit ends that too.
 *
 * @param target where ssh connects to
 * @param environment the variables that ssh is started with
 * @param timeout milliseconds until ssh gives up connecting; 0 for ssh's own limit
 */
export function sshDialler(target: SshTarget, environment: Environment, timeout: number): Dialler {
  const { env, platform } = environment
  const options = [...limit(timeout), ...quiet(environment)]
  const describe = (end: CommandEnd) => sshFailed(target, end)
  const masters = createSshMasters({ target, env, platform, options, describe })
  const open = async (signal: AbortSignal) => {
    const place = await masters.enter(signal)
    const args = ['-T', ...options, ...place.options, ...targetArgs(target), remoteCommand(target)]
    try {
      return (await openCommand({ program: 'ssh', args, env }, describe, signal)).once('close', place.leave)
    } catch (error) {
      place.leave()
      throw error
    }
  }
  return {
    dial: (signal) => attempt(open, { signal, timeout }),
    close: () => masters.close(),
  }
}

function limit(timeout: number): string[] {
  return timeout > 0 ? ['-o', `ConnectTimeout=${Math.max(1, Math.ceil(timeout / 1000))}`] : []
}

function quiet(environment: Environment): string[] {
  const asks = ['SSH_ASKPASS', 'DISPLAY', 'WAYLAND_DISPLAY'].some((name) => setting(environment, name))
  return asks ? [] : ['-o', 'BatchMode=yes']
}

interface KnownFailure {
  readonly text: RegExp
  readonly code?: string
  readonly advice: (at: string) => string
}

const knownFailures: readonly KnownFailure[] = [
  {
    text: /permission denied \(|too many authentication failures|no supported authentication/i,
    code: 'EACCES',
    advice: (at) =>
      `let in a key of this user there (ssh-copy-id ${at}), add it to the agent (ssh-add), and try: ssh ${at}`,
  },
  {
    text: /host key verification failed|remote host identification has changed/i,
    advice: (at) => `run "ssh ${at}" once by hand and check the key that it shows`,
  },
  { text: /could not resolve hostname/i, code: 'ENOTFOUND', advice: () => 'check the host name' },
  {
    text: /connection refused/i,
    code: 'ECONNREFUSED',
    advice: () => 'check the port, and that an ssh server runs there',
  },
  {
    text: /timed out|no route to host|network is unreachable/i,
    code: 'ETIMEDOUT',
    advice: () => 'check the address, the network, and that no firewall drops the connection',
  },
  {
    text: /permission denied.*(docker|\.sock)|(docker|\.sock).*permission denied/i,
    advice: () => "the user on the far side may not use the engine's socket: add them to the group docker there",
  },
  {
    text: /cannot connect to the docker daemon|\.sock.*(no such file|connection refused)/i,
    advice: () => 'start the engine on the far side, or give the path of its socket: ssh://user@host/path/docker.sock',
  },
  {
    text: /not a docker command|unknown command.*dial-stdio/i,
    advice: () => 'Docker 18.09 or later is needed on the far side',
  },
  {
    text: /not found|no such file or directory/i,
    advice: () => 'docker must be installed on the far side, in the PATH of a shell that is not interactive',
  },
]

/** The error of an ssh that failed: its own text and the mend. */
export function sshFailed(target: SshTarget, end: CommandEnd): DialError {
  const text = readable(end.stderr)
  const known = knownFailures.find((failure) => failure.text.test(text))
  const at = [
    ...(target.port === undefined ? [] : ['-p', target.port]),
    target.user === undefined ? target.host : `${target.user}@${target.host}`,
  ].join(' ')
  return new DialError(commandFailed('ssh', end).message, {
    code: known?.code,
    advice: known?.advice(at) ?? `try: ssh ${at} ${remoteCommand(target)}`,
  })
}
