import { InvalidInputError } from '../errors.js'
import { configuredContext, defaultContext, loadContext } from './context.js'
import type { Environment } from './environment.js'
import { configFolder, setting } from './environment.js'
import type { TlsSetting } from './tls.js'
import { findSocket } from './usual-sockets.js'

/** Which engine the options and the environment mean. */
export interface Place {
  /** The address as the setting has it. */
  readonly host: string
  /** The setting. */
  readonly source: string
  /** How the setting wants TLS; absent where it says nothing of it. */
  readonly tls?: TlsSetting
  /** The sockets that were looked for in vain. */
  readonly missing?: readonly string[]
}

/**
 * Finds the setting that says where the engine is: option `host`, option `context`, `DOCKER_HOST`, `DOCKER_CONTEXT`,
 * `currentContext` of `config.json`, the platform's default or another usual socket. As for the docker CLI,
 * `DOCKER_HOST` goes before `DOCKER_CONTEXT`, and the context `default` means `DOCKER_HOST` or the platform's default.
 *
 * @throws InvalidInputError where a context does not exist, or a file of the docker CLI's configuration is malformed.
 */
export async function locate(
  options: { readonly host?: string | undefined; readonly context?: string | undefined },
  environment: Environment,
): Promise<Place> {
  if (options.host !== undefined) {
    return { host: options.host.trim(), source: 'option host', ...variableTls(environment) }
  }
  if (options.context !== undefined) return contextPlace(options.context, 'option context', environment)
  if (setting(environment, 'DOCKER_HOST')) return defaultPlace(environment)
  const named = setting(environment, 'DOCKER_CONTEXT')
  if (named) return contextPlace(named, 'DOCKER_CONTEXT', environment)
  const configured = await configuredContext(environment)
  if (configured) return contextPlace(configured.name, `currentContext in ${configured.file}`, environment)
  return defaultPlace(environment)
}

async function contextPlace(name: string, chosenBy: string, environment: Environment): Promise<Place> {
  if (name === '') throw new InvalidInputError(`${chosenBy} is empty: give the name of a context, as "default"`)
  if (name === defaultContext) return defaultPlace(environment)
  const context = await loadContext(name, environment).catch((error: unknown) => {
    if (!(error instanceof InvalidInputError)) throw error
    throw new InvalidInputError(`${error.message} (asked for by ${chosenBy})`, { cause: error })
  })
  const source = `context "${name}" (${chosenBy})`
  if (context.host === '') return { ...(await defaultSocket(environment)), source }
  const { skipTlsVerify, tlsFolder } = context
  if (!skipTlsVerify && tlsFolder === undefined) return { host: context.host, source }
  const folder = tlsFolder === undefined ? {} : { directory: tlsFolder }
  return { host: context.host, source, tls: { options: { ...folder, verify: !skipTlsVerify }, caOptional: true } }
}

async function defaultPlace(environment: Environment): Promise<Place> {
  const host = setting(environment, 'DOCKER_HOST')
  if (host) return { host, source: 'DOCKER_HOST', ...variableTls(environment) }
  return defaultSocket(environment)
}

async function defaultSocket(environment: Environment): Promise<Place> {
  const { name, path, missing } = await findSocket(environment)
  const proto = environment.platform === 'win32' ? 'npipe' : 'unix'
  const first = missing.length === 0 || missing.includes(path)
  const source = first ? name : `${name}, a usual socket`
  return { host: `${proto}://${path}`, source, missing }
}

/**
 * TLS as the environment wants it: any of `DOCKER_TLS_VERIFY`, `DOCKER_TLS` and `DOCKER_CERT_PATH` turns it on, always
 * with verification. The docker CLI turns it off where only `DOCKER_CERT_PATH` is set, moby's Go client verifies nothing
 * then, and both verify nothing with `DOCKER_TLS`; but a variable that is absent is no word that anybody may be the
 * engine. Verification is turned off by option `tls.verify` or by a context only.
 */
function variableTls(environment: Environment): { tls?: TlsSetting } {
  const folder = setting(environment, 'DOCKER_CERT_PATH')
  const on = setting(environment, 'DOCKER_TLS_VERIFY') ?? setting(environment, 'DOCKER_TLS') ?? folder
  return on === undefined ? {} : { tls: { options: { directory: folder ?? configFolder(environment) } } }
}
