import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { DockerError } from '../errors.js'
import { isRecord } from './record.js'
import { hasCredentials, type RegistryAuth, splitAuth } from './registry-auth.js'
import { registryHost } from './registry-host.js'

/** Where the docker CLI's configuration is looked for. */
export interface ConfigFileOptions {
  /** The folder that holds config.json; without it `DOCKER_CONFIG`, else `.docker` in the home folder. */
  readonly config?: string | undefined
  /** The environment; `process.env` by default. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** The home folder; by default the environment's `HOME` (`USERPROFILE` on Windows), else the user's own. */
  readonly homedir?: string | undefined
}

/** What config.json says of registries. Its entries are as they stand in the file: {@link credentialsIn} reads them. */
export interface ConfigFile {
  /** The file's path, or the variable that held the text, for messages. */
  readonly source: string
  /** Entries by registry, in the order of the file. */
  readonly auths: ReadonlyMap<string, RegistryAuth>
  /** The credential helper of all registries that {@link credHelpers} does not name. */
  readonly credsStore: string | undefined
  /** Credential helpers by registry. */
  readonly credHelpers: ReadonlyMap<string, string>
}

const fields = ['username', 'password', 'auth', 'email', 'identitytoken', 'registrytoken'] as const

/** The path of config.json by the rules of the docker CLI, whether there is such a file or not. */
export function configFilePath(options: ConfigFileOptions = {}): string {
  const env = options.env ?? process.env
  const { DOCKER_CONFIG, HOME, USERPROFILE } = env
  const directory = options.config || DOCKER_CONFIG
  if (directory) return join(directory, 'config.json')
  const home = options.homedir || (process.platform === 'win32' ? USERPROFILE : HOME) || homedir()
  return join(home, '.docker', 'config.json')
}

/**
 * Reads what config.json says of registries. A file that is absent or empty says nothing.
 *
 * @throws DockerError that names the file, and never shows what is in it, where it can not be read or understood.
 */
export async function readConfigFile(options: ConfigFileOptions = {}): Promise<ConfigFile> {
  const path = configFilePath(options)
  try {
    return parseConfigFile(await readFile(path, 'utf8'), path)
  } catch (error) {
    if (error instanceof DockerError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    if (code === 'ENOENT' || code === 'ENOTDIR') return parseConfigFile('', path)
    throw new DockerError(`Can not read the docker configuration ${path} (${code}): check the file and its permissions`)
  }
}

/**
 * Understands the text of a config.json.
 *
 * @param source what the text came from, for messages.
 * @throws DockerError that names the source and the member that is wrong, and shows nothing of the text.
 */
export function parseConfigFile(text: string, source: string): ConfigFile {
  const document = text.trim() === '' ? {} : parseJson(text, source)
  const { auths, credsStore, credHelpers } = asRecord(document, 'it', source)
  return {
    source,
    auths: new Map(members(auths, 'auths', source).map(([key, entry]) => [key, readEntry(key, entry, source)])),
    credsStore: asText(credsStore, 'credsStore', source) || undefined,
    credHelpers: new Map(
      members(credHelpers, 'credHelpers', source).map(([key, helper]) => [
        key,
        asText(helper, `credHelpers of ${registryHost(key)}`, source) ?? '',
      ]),
    ),
  }
}

/**
 * The credentials that the file itself holds for a registry: those under the very key, else the first whose key names
 * the same host in an older form, as `https://registry.example.com/v1/`. An entry without a user, a password or a token
 * (a credential helper's mark that it knows more) counts as none.
 *
 * @param key as `credentialKey` gives it.
 * @throws DockerError where the entry's `auth` is not what it should be.
 */
export function credentialsIn(file: ConfigFile, key: string): RegistryAuth | undefined {
  const found = file.auths.has(key) ? key : [...file.auths.keys()].find((other) => registryHost(other) === key)
  return found === undefined ? undefined : decodeEntry(file, found)
}

/** The credentials of every entry of the file that has some, by the entry's own key. */
export function allCredentialsIn(file: ConfigFile): ReadonlyMap<string, RegistryAuth> {
  const all = new Map<string, RegistryAuth>()
  for (const key of file.auths.keys()) {
    const auth = decodeEntry(file, key)
    if (auth !== undefined) all.set(key, auth)
  }
  return all
}

function decodeEntry(file: ConfigFile, key: string): RegistryAuth | undefined {
  const { auth, ...entry } = file.auths.get(key) ?? {}
  const both = auth ? splitAuth(auth) : {}
  if (both === undefined) {
    throw new DockerError(
      `The docker configuration ${file.source} has an "auth" for ${registryHost(key)} that is not user:password in ` +
        'base64: log in to that registry again with docker login',
    )
  }
  const credentials = { ...entry, ...both }
  return hasCredentials(credentials) ? { ...credentials, serveraddress: key } : undefined
}

function readEntry(key: string, entry: unknown, source: string): RegistryAuth {
  const record = asRecord(entry ?? {}, `auths of ${registryHost(key)}`, source)
  const texts = fields.map((name) => [name, asText(record[name], `${name} of ${registryHost(key)}`, source)] as const)
  return Object.fromEntries(texts.filter(([, text]) => text))
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the text around the fault, which may be a password: it is no `cause` either.
    throw new DockerError(`The docker configuration ${source} is not valid JSON: mend it, or log in again`)
  }
}

function members(value: unknown, name: string, source: string): readonly (readonly [string, unknown])[] {
  return Object.entries(asRecord(value ?? {}, name, source))
}

function asRecord(value: unknown, name: string, source: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value
  throw new DockerError(`The docker configuration ${source} is malformed: ${name} must be an object`)
}

function asText(value: unknown, name: string, source: string): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  throw new DockerError(`The docker configuration ${source} is malformed: ${name} must be a string`)
}
