import { InvalidInputError } from '../errors.js'

/** An engine's address in its parts, as moby's Go client takes it apart. */
export interface ParsedHost {
  /** The scheme: `unix`, `npipe`, `tcp`, `http`, `https` or `ssh`; any other is refused where it's to be dialled. */
  readonly proto: string
  /** A path for `unix` and `npipe`, else all that follows the scheme; for `tcp` without its path. */
  readonly addr: string
  /** The path of a `tcp` address, as it was given. */
  readonly basePath: string
}

/** A host and a port, taken from `host:port`. */
export interface HostPort {
  /** Without the brackets of an IPv6 address. */
  readonly host: string
  readonly port: number
}

/** The schemes that can be dialled. */
export const knownSchemes: readonly string[] = ['unix', 'npipe', 'tcp', 'http', 'https', 'ssh']

const networkSchemes = new Set(['tcp', 'http', 'https', 'ssh'])

/**
 * Takes an engine's address (the value of `DOCKER_HOST`) apart.
 *
 * The rules are those of moby's Go client. An address without a scheme is refused; the docker CLI reads `host:port` as
 * `tcp://host:port`.
 *
 * @param host as `unix:///var/run/docker.sock`, `npipe:////./pipe/docker_engine`, `tcp://[::1]:2376/path`,
 * `https://engine.example.com` or `ssh://user@host:22`
 * @throws InvalidInputError where it has no scheme, has a password (which no message repeats), a query, a fragment, a
 * blank or a control character.
 */
export function parseHost(host: string): ParsedHost {
  const at = host.indexOf('://')
  if (at <= 0) throw new InvalidInputError(withoutScheme(host))
  const proto = host.slice(0, at)
  const addr = host.slice(at + 3)
  if (proto === 'unix' || proto === 'npipe') {
    refuse(addr.includes('\0'), 'the path has a NUL character')
    return { proto, addr, basePath: '' }
  }
  if (networkSchemes.has(proto)) checkAddress(proto, addr)
  if (proto !== 'tcp') return { proto, addr, basePath: '' }
  return { proto, ...splitPath(addr) }
}

/** Parts `host:port/path` into what is before the path, and the path. */
export function splitPath(text: string): { addr: string; basePath: string } {
  const slash = text.indexOf('/')
  return slash < 0 ? { addr: text, basePath: '' } : { addr: text.slice(0, slash), basePath: text.slice(slash) }
}

/**
 * Parts `host:port`, `[IPv6]:port` or a host alone.
 *
 * @param fallback the host and port where the text has none
 * @throws InvalidInputError where the port is no number from 1 to 65535, or an IPv6 address has no brackets.
 */
export function splitHostPort(text: string, fallback: HostPort): HostPort {
  const match = /^(?:\[([0-9A-Fa-f:.]+(?:%[\w.~%-]+)?)\]|([^:[\]]*))(?::(\d*))?$/.exec(text)
  if (!match) {
    throw new InvalidInputError(
      `unable to parse docker host \`${text}\`: write host:port, and an IPv6 address in brackets, as [::1]:2375`,
    )
  }
  const port = match[3] ? Number(match[3]) : fallback.port
  if (port < 1 || port > 65535) {
    throw new InvalidInputError(`unable to parse docker host \`${text}\`: a port is a number from 1 to 65535`)
  }
  return { host: match[1]?.replace('%25', '%') ?? (match[2] || fallback.host), port }
}

/** A text without what may be a password; a plain user of `ssh://` stays. For addresses that may be malformed. */
export function withoutPassword(text: string): string {
  if (/^ssh:\/\/[\w.-]+@[^@]*$/.test(text)) return text
  return text.replace(/^([\w+.-]+:\/\/)?.*@/s, '$1…@')
}

function checkAddress(proto: string, addr: string): void {
  const user = addr.lastIndexOf('@')
  const form = proto === 'ssh' ? 'ssh://user@host:port' : `${proto}://host:port`
  refuse(
    user >= 0 && (proto !== 'ssh' || addr.slice(0, user).includes(':')),
    proto === 'ssh'
      ? `a password isn't supported: use a key, or ssh's agent, and write ${form}`
      : `a user and password aren't supported: write ${form}`,
  )
  refuse(/\s|\p{Cc}/u.test(addr), 'it has a blank or a control character')
  refuse(/[?#\\]/.test(addr), `write ${form}, without a query or fragment`)
}

function refuse(wrong: boolean, reason: string): void {
  if (wrong) throw new InvalidInputError(`unable to parse docker host: ${reason}`)
}

function withoutScheme(host: string): string {
  const shown = withoutPassword(host)
  const mend = host === '' ? 'it is empty' : `it has no scheme; for TCP write \`tcp://${shown}\``
  return `unable to parse docker host \`${shown}\`: ${mend}, known are ${knownSchemes.map((name) => `${name}://`).join(', ')}`
}
