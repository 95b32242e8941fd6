import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { InvalidInputError } from '../errors.js'
import type { Environment } from './environment.js'
import { configFolder, errorCode, processEnvironment, setting } from './environment.js'
import { withoutPassword } from './parse-host.js'

/** A context of the docker CLI: a named engine. */
export interface DockerContext {
  readonly name: string
  readonly description: string
  /** The engine's address, without a password where it has one; empty for the platform's default. */
  readonly host: string
  /** Whether the context says that the engine's certificate is not to be verified. */
  readonly skipTlsVerify: boolean
  /** The folder with its `ca.pem`, `cert.pem` and `key.pem`; absent where it has none of them. */
  readonly tlsFolder?: string
  /** Whether the docker CLI and this client would use it now, without options. */
  readonly current: boolean
  /** The file that describes it; absent for `default`, which stands for `DOCKER_HOST` or the platform's default. */
  readonly file?: string
}

/** A context as its files have it, with its address as it is. */
export interface StoredContext {
  readonly name: string
  readonly description: string
  readonly host: string
  readonly skipTlsVerify: boolean
  readonly tlsFolder?: string
  readonly file: string
}

// A context may describe endpoints of other systems only: then it has no host.
type ReadContext = Omit<StoredContext, 'host'> & { readonly host: string | undefined }

/** The name of the context that means `DOCKER_HOST` or the platform's default. */
export const defaultContext = 'default'

/**
 * The contexts of the docker CLI: `default` first, then the others by name.
 *
 * @param environment where to look; by default the process's own surroundings
 * @throws InvalidInputError where a file of a context or the CLI's `config.json` is malformed; it names the file.
 */
export async function listContexts(environment: Environment = processEnvironment()): Promise<DockerContext[]> {
  const current = await currentContextName(environment)
  const files = await metadataFiles(environment)
  const stored = await Promise.all(files.map((file) => readContext(file, environment)))
  const others = stored.sort((a, b) => (a.name < b.name ? -1 : 1)).map((context) => shown(context, current))
  return [builtInContext(environment, current), ...others]
}

/**
 * One context of the docker CLI by its name.
 *
 * @param name as `docker context ls` shows it
 * @param environment where to look; by default the process's own surroundings
 * @throws InvalidInputError where there is no such context (it lists those that exist), or a file is malformed.
 */
export async function inspectContext(
  name: string,
  environment: Environment = processEnvironment(),
): Promise<DockerContext> {
  const current = await currentContextName(environment)
  if (name === defaultContext) return builtInContext(environment, current)
  return shown(await findContext(name, environment), current)
}

/**
 * Reads a context to connect by.
 *
 * @throws InvalidInputError as {@link inspectContext}, and where the context is for something else than Docker.
 */
export async function loadContext(name: string, environment: Environment): Promise<StoredContext> {
  const { host, ...context } = await findContext(name, environment)
  if (host !== undefined) return { ...context, host }
  throw new InvalidInputError(`${context.file}: context "${name}" has no docker endpoint; choose another context`)
}

async function findContext(name: string, environment: Environment): Promise<ReadContext> {
  const file = join(configFolder(environment), 'contexts', 'meta', contextId(name), 'meta.json')
  try {
    return await readContext(file, environment)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    throw new InvalidInputError(await noSuchContext(name, environment), { cause: error })
  }
}

/** The context that `config.json` makes the current one, and the file that says so. */
export async function configuredContext(environment: Environment): Promise<{ name: string; file: string } | undefined> {
  const file = join(configFolder(environment), 'config.json')
  const config = await readJson(file).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return {}
    throw error
  })
  const name = text(config, 'currentContext')
  return name === '' ? undefined : { name, file }
}

async function currentContextName(environment: Environment): Promise<string> {
  if (setting(environment, 'DOCKER_HOST')) return defaultContext
  return setting(environment, 'DOCKER_CONTEXT') ?? (await configuredContext(environment))?.name ?? defaultContext
}

function builtInContext(environment: Environment, current: string): DockerContext {
  return {
    name: defaultContext,
    description: 'DOCKER_HOST, or the default of the platform',
    host: withoutPassword(setting(environment, 'DOCKER_HOST') ?? ''),
    skipTlsVerify: false,
    current: current === defaultContext,
  }
}

function shown(context: ReadContext, current: string): DockerContext {
  return { ...context, host: withoutPassword(context.host ?? ''), current: context.name === current }
}

// The docker CLI names the folders of a context by the digest of its name.
function contextId(name: string): string {
  return createHash('sha256').update(name).digest('hex')
}

async function metadataFiles(environment: Environment): Promise<string[]> {
  const folder = join(configFolder(environment), 'contexts', 'meta')
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return []
    throw error
  })
  const files = entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name, 'meta.json'))
  const present = await Promise.all(files.map(exists))
  return files.filter((_, index) => present[index])
}

async function readContext(file: string, environment: Environment): Promise<ReadContext> {
  const metadata = await readJson(file)
  const name = text(metadata, 'Name')
  if (name === '') throw new InvalidInputError(`${file}: the context has no Name; remove the folder or mend the file`)
  const endpoint = member(member(metadata, 'Endpoints'), 'docker')
  const tlsFolder = join(configFolder(environment), 'contexts', 'tls', contextId(name), 'docker')
  return {
    name,
    description: text(member(metadata, 'Metadata'), 'Description'),
    host: endpoint === undefined ? undefined : text(endpoint, 'Host'),
    skipTlsVerify: member(endpoint, 'SkipTLSVerify') === true,
    ...((await holdsPem(tlsFolder)) ? { tlsFolder } : {}),
    file,
  }
}

async function holdsPem(folder: string): Promise<boolean> {
  const present = await Promise.all(['ca.pem', 'cert.pem', 'key.pem'].map((name) => exists(join(folder, name))))
  return present.includes(true)
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    (error: unknown) => !['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? ''),
  )
}

async function noSuchContext(name: string, environment: Environment): Promise<string> {
  const stored = await Promise.allSettled(
    (await metadataFiles(environment)).map((file) => readContext(file, environment)),
  )
  const names = stored.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.name] : []))
  const existing = [defaultContext, ...names.sort()].map((each) => `"${each}"`).join(', ')
  return `context "${name}" does not exist in ${join(configFolder(environment), 'contexts')}; there are: ${existing}`
}

async function readJson(file: string): Promise<unknown> {
  const content = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') throw error
    const reason = errorCode(error) ?? 'unknown error'
    throw new InvalidInputError(`${file} can't be read (${reason}): see to it that this user may read it`, {
      cause: error,
    })
  })
  try {
    return JSON.parse(content)
  } catch {
    // The parser's own message quotes the text, which may hold a registry's credential.
    throw new InvalidInputError(`${file} is not valid JSON: mend or remove it`)
  }
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return new Map<string, unknown>(Object.entries(value)).get(name)
}

function text(value: unknown, name: string): string {
  const found = member(value, name)
  return typeof found === 'string' ? found : ''
}
