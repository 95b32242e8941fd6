import { InvalidInputError } from '../errors.js'
import { splitHostPort, splitPath } from './parse-host.js'

/** Where an `ssh://` address leads to. */
export interface SshTarget {
  readonly user: string | undefined
  readonly host: string
  /** The port, where the address has one; else that of the user's ssh configuration. */
  readonly port: number | undefined
  /** The path of the engine's socket on the far side; empty for what the far side's `docker` uses. */
  readonly path: string
}

/**
 * Takes the part of an `ssh://` address after the scheme apart.
 *
 * @param addr as `user@host:port/run/docker.sock`
 * @throws InvalidInputError where it has no host, or where host or user could be taken for an option of ssh or, in the
 * user's ssh configuration (`ProxyCommand ... %h`), for a part of a shell's command.
 */
export function parseSshTarget(addr: string): SshTarget {
  const { addr: authority, basePath } = splitPath(addr)
  const at = authority.lastIndexOf('@')
  const user = at < 0 ? undefined : decoded(authority.slice(0, at))
  const { host, port } = splitHostPort(authority.slice(at + 1), { host: '', port: 22 })
  if (host === '') throw new InvalidInputError('unable to parse docker host: write ssh://user@host:port, with a host')
  checkName('host', host, /^[\w.:%-]+$/)
  // One that was percent-encoded passes as a part of the user until here, and would be shown with it.
  if (user?.includes(':'))
    throw new InvalidInputError("unable to parse docker host: a password isn't supported: use a key")
  if (user !== undefined) checkName('user', user, /^[^\s'"`\\$;&|<>(){}*?![\]#~]+$/)
  return { user, host, port: /:\d+$/.test(authority) ? port : undefined, path: remotePath(basePath) }
}

/** The arguments of ssh that name a target; `--` follows, so that nothing after it is taken for an option. */
export function targetArgs({ user, host, port }: SshTarget): string[] {
  return [...(user === undefined ? [] : ['-l', user]), ...(port === undefined ? [] : ['-p', String(port)]), '--', host]
}

/** The command for the far side, quoted for its shell. */
export function remoteCommand({ path }: SshTarget): string {
  if (path === '') return 'docker system dial-stdio'
  return `docker --host ${quoted(`unix://${path}`)} system dial-stdio`
}

function remotePath(path: string): string {
  const found = path === '/' ? '' : decoded(path)
  if (!/\p{Cc}/u.test(found)) return found
  throw new InvalidInputError('unable to parse docker host: the path of the socket has a control character')
}

function quoted(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new InvalidInputError(`unable to parse docker host: \`${text}\` is not percent-encoded as it should be`)
  }
}

function checkName(what: string, name: string, allowed: RegExp): void {
  if (!name.startsWith('-') && allowed.test(name) && !/\p{Cc}/u.test(name)) return
  const shown = JSON.stringify(name)
  throw new InvalidInputError(`unable to parse docker host: ${shown} can't be the ${what} of an ssh:// address`)
}
