import { InvalidInputError } from '../errors.js'
import { attempt } from './attempt.js'
import { npipeDialler, tcpDialler, tlsDialler, unixDialler } from './dial.js'
import type { Dialler, Endpoint } from './endpoint.js'
import type { Environment } from './environment.js'
import { processEnvironment } from './environment.js'
import type { Place } from './locate.js'
import { locate } from './locate.js'
import type { ParsedHost } from './parse-host.js'
import { knownSchemes, parseHost, splitHostPort, splitPath, withoutPassword } from './parse-host.js'
import { sshDialler } from './ssh.js'
import { parseSshTarget } from './ssh-target.js'
import type { TlsOptions, TlsSetting } from './tls.js'
import { loadTls, mergeTls } from './tls.js'
import { usualSockets } from './usual-sockets.js'

/** Where the engine is, and how to reach it. What is left out comes from the environment, as for the docker CLI. */
export interface EndpointOptions {
  /** The engine's address, in the form of `DOCKER_HOST`. */
  readonly host?: string | undefined
  /** The name of a context of the docker CLI. */
  readonly context?: string | undefined
  /** How TLS is spoken; turns it on for `tcp://`. */
  readonly tls?: TlsOptions | undefined
  /** Opens the connections in place of everything else. */
  readonly dialler?: Dialler | undefined
  /** Milliseconds until an attempt to connect, TLS's handshake included, is given up; 30 000 by default, 0 for never. */
  readonly connectTimeout?: number | undefined
}

/** The host name of requests over a transport that has none. Any valid name does; moby's Go client sent this one. */
const namelessHost = 'docker'
/** As the docker CLI gives ssh. */
const defaultConnectTimeout = 30_000

/**
 * Finds the engine that `docker` on the same machine would use, and how to connect to it. Nothing is dialled.
 *
 * The first of these counts: option `dialler`, option `host`, option `context`, `DOCKER_HOST`, `DOCKER_CONTEXT`,
 * `currentContext` of the docker CLI's `config.json` (in the folder `DOCKER_CONFIG`), the platform's default socket, the
 * usual sockets of other installations (see `usualSockets`).
 *
 * @param environment by default the process's own surroundings
 * @throws InvalidInputError where a setting is malformed, a context does not exist, or TLS material is missing or
 * unusable; the message names the setting or file and the mend.
 */
export async function resolveEndpoint(
  options: EndpointOptions = {},
  environment: Environment = processEnvironment(),
): Promise<Endpoint> {
  const timeout = checkedTimeout(options.connectTimeout)
  if (options.dialler) return customEndpoint(options.dialler, options, timeout)
  const place = await locate(options, environment)
  try {
    return await endpointOf(place, options.tls, environment, timeout)
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error
    throw new InvalidInputError(`${place.source}: ${error.message}`, { cause: error })
  }
}

function customEndpoint(dialler: Dialler, options: EndpointOptions, timeout: number): Endpoint {
  if (options.tls)
    throw new InvalidInputError('options dialler and tls exclude each other: TLS is the business of a dialler')
  const dial: Dialler['dial'] = (signal) => attempt(async (ends) => dialler.dial(ends), { signal, timeout })
  return {
    address: 'a custom dialler',
    source: 'option dialler',
    host: namelessHost,
    basePath: '',
    dialler: { dial, close: () => dialler.close?.() },
  }
}

async function endpointOf(
  place: Place,
  tls: TlsOptions | undefined,
  environment: Environment,
  timeout: number,
): Promise<Endpoint> {
  const parsed = parseHost(place.host)
  const { source } = place
  switch (parsed.proto) {
    case 'unix':
    case 'npipe':
      refuseTls(tls, parsed.proto)
      return { ...localEndpoint(parsed, environment, timeout), source, ...missingOf(place) }
    case 'ssh': {
      refuseTls(tls, 'ssh')
      const dialler = sshDialler(parseSshTarget(parsed.addr), environment, timeout)
      return { address: `ssh://${parsed.addr}`, source, host: namelessHost, basePath: '', dialler }
    }
    case 'tcp':
    case 'http':
    case 'https':
      return { ...(await networkEndpoint(parsed, tlsSetting(parsed, place, tls), timeout)), source }
    default:
      throw new InvalidInputError(unknownScheme(parsed, place.host))
  }
}

function localEndpoint(
  { proto, addr }: ParsedHost,
  environment: Environment,
  timeout: number,
): Omit<Endpoint, 'source'> {
  const windows = environment.platform === 'win32'
  if (windows !== (proto === 'npipe')) {
    const mend = windows ? 'npipe:////./pipe/docker_engine or tcp://' : 'unix:///var/run/docker.sock or tcp://'
    throw new InvalidInputError(`${proto}:// can't be used on ${environment.platform}: use ${mend}`)
  }
  const path = addr === '' ? usualSockets(environment)[0].path : addr
  // The system would connect to a path that was cut, or refuse it with a code that says nothing.
  const longest = environment.platform === 'darwin' ? 103 : 107
  if (!windows && Buffer.byteLength(path) > longest) {
    throw new InvalidInputError(
      `the path of a socket has at most ${longest} bytes, "${path}" has more: make a link to it`,
    )
  }
  const dialler = windows ? npipeDialler(path, timeout) : unixDialler(path, timeout)
  return { address: `${proto}://${path}`, host: namelessHost, basePath: '', dialler }
}

async function networkEndpoint(
  parsed: ParsedHost,
  tls: TlsSetting | undefined,
  timeout: number,
): Promise<Omit<Endpoint, 'source'>> {
  const { proto } = parsed
  const { addr, basePath: path } = proto === 'tcp' ? parsed : splitPath(parsed.addr)
  const usualPort = { http: 80, https: 443 }[proto] ?? (tls ? 2376 : 2375)
  const where = splitHostPort(addr, { host: proto === 'tcp' ? 'localhost' : '', port: usualPort })
  if (where.host === '')
    throw new InvalidInputError(`unable to parse docker host: write ${proto}://host:port, with a host`)
  const basePath = path.replace(/\/+$/, '')
  const name = where.host.includes(':') ? `[${where.host}]` : where.host
  // As URLs have it: the port that a scheme of HTTP implies is not in the Host header.
  const host = proto !== 'tcp' && where.port === usualPort ? name : `${name}:${where.port}`
  const address = `${proto}://${host}${basePath}`
  if (!tls) return { address, host, basePath, dialler: tcpDialler(where, timeout) }
  const { material, facts } = await loadTls(tls, where.host)
  return { address, host, basePath, dialler: tlsDialler(where, material, timeout), tls: facts }
}

function tlsSetting({ proto }: ParsedHost, place: Place, own: TlsOptions | undefined): TlsSetting | undefined {
  const wanted = mergeTls(place.tls, own)
  if (proto === 'https') return wanted ?? { options: {} }
  if (proto === 'tcp' || !wanted) return wanted
  // The option host is nearer than the variables for TLS; any other setting that wants TLS contradicts http://.
  if (!own && place.source === 'option host') return undefined
  const wantedBy = own
    ? 'option tls'
    : place.source === 'DOCKER_HOST'
      ? 'the environment (DOCKER_TLS_VERIFY, DOCKER_CERT_PATH)'
      : 'it'
  throw new InvalidInputError(`http:// speaks no TLS, but ${wantedBy} asks for it: write https:// or tcp://`)
}

function refuseTls(tls: TlsOptions | undefined, proto: string): void {
  if (tls) throw new InvalidInputError(`option tls has no use with ${proto}://: leave it out, or give a tcp:// host`)
}

function missingOf({ missing }: Place): { missing?: readonly string[] } {
  return missing && missing.length > 0 ? { missing } : {}
}

function unknownScheme({ proto }: ParsedHost, host: string): string {
  const known = knownSchemes.map((name) => `${name}://`).join(', ')
  const why = proto === 'fd' ? ': fd:// is how systemd hands a socket to the engine, no address for clients' : ''
  return `unable to dial docker host \`${withoutPassword(host)}\`${why}; known are ${known}`
}

function checkedTimeout(timeout: number | undefined): number {
  if (timeout === undefined) return defaultConnectTimeout
  if (Number.isFinite(timeout) && timeout >= 0 && timeout <= 2 ** 31 - 1) return timeout
  throw new InvalidInputError('option connectTimeout must be milliseconds from 0 to 2147483647')
}
