import { DockerError, InvalidInputError } from '../errors.js'
import {
  allCredentialsIn,
  type ConfigFile,
  type ConfigFileOptions,
  credentialsIn,
  parseConfigFile,
  readConfigFile,
} from './config-file.js'
import { type CredentialHelperOptions, helperCredentials, helperRegistries } from './credential-helper.js'
import { type ImageReference, registryOf } from './image-reference.js'
import type { RegistryAuth, RegistryConfig } from './registry-auth.js'
import { credentialKey, registryHost } from './registry-host.js'

/** Where credentials are looked for, and how helpers are run. */
export interface CredentialOptions extends ConfigFileOptions, CredentialHelperOptions {
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
}

/** What {@link allCredentials} takes beside. */
export interface AllCredentialsOptions extends CredentialOptions {
  /** Is told of a helper's failure, whereupon the search goes on without its answer. Without it the failure is thrown. */
  readonly onFailure?: ((error: DockerError) => void) | undefined
}

/** A registry by its address, as `registry.example.com:5000`: a text alone could as well be an image and its tag. */
export interface RegistryAddress {
  readonly registry: string
}

/**
 * The credentials that the docker CLI would send for an image: from `DOCKER_AUTH_CONFIG` (a config.json in a variable),
 * else from the helper that `credHelpers` names for the registry, else from `credsStore`, else from `auths`. Where a
 * helper is named, it alone is asked: its having none means none.
 *
 * @param subject an image's name, or its parts, or a registry as `{ registry: 'registry.example.com:5000' }`.
 * @returns `undefined` where there are none; the engine then asks the registry as nobody.
 * @throws InvalidInputError for a name that is no image reference.
 * @throws DockerError, without a credential in it, where the configuration or the helper is at fault. (The docker CLI
 *   goes on without credentials then, and ends in an error of the registry.)
 * @throws the signal's reason when it is aborted.
 */
export async function findCredentials(
  subject: string | ImageReference | RegistryAddress,
  options: CredentialOptions = {},
): Promise<RegistryAuth | undefined> {
  const key = keyOf(subject)
  options.signal?.throwIfAborted()
  const given = fromEnvironment(options)
  const inEnvironment = given === undefined ? undefined : credentialsIn(given, key)
  if (inEnvironment !== undefined) return inEnvironment
  const file = await readConfigFile(options)
  options.signal?.throwIfAborted()
  const helper = file.credHelpers.get(key) ?? file.credsStore
  return helper ? fromHelper(file, helper, key, options) : credentialsIn(file, key)
}

/**
 * Every credential that the docker CLI would send for a build, whose Dockerfile may name any registry: all that
 * `credsStore` lists, or `auths` where there is no such helper; over them what the helpers of `credHelpers` have; over
 * them `DOCKER_AUTH_CONFIG`. Helpers are asked one after another, since they may ask the user in their turn.
 *
 * @returns credentials by the keys that config.json and the helpers use, which is how the engine looks for them.
 * @throws as {@link findCredentials} does, unless `onFailure` is given.
 */
export async function allCredentials(options: AllCredentialsOptions = {}): Promise<RegistryConfig> {
  options.signal?.throwIfAborted()
  const given = fromEnvironment(options)
  const file = await readConfigFile(options)
  options.signal?.throwIfAborted()
  const all = new Map(file.credsStore === undefined ? allCredentialsIn(file) : [])

  const ask = async (helper: string, key: string): Promise<void> => {
    await attempt(async () => {
      const auth = helper === '' ? credentialsIn(file, key) : await fromHelper(file, helper, key, options)
      if (auth === undefined) all.delete(key)
      else all.set(key, auth)
    }, options)
  }
  const { credsStore, credHelpers } = file
  if (credsStore !== undefined) {
    await attempt(async () => {
      for (const key of await helperRegistries(credsStore, options)) {
        if (!credHelpers.has(key)) await ask(credsStore, key)
      }
    }, options)
  }
  for (const [key, helper] of credHelpers) await ask(helper, key)
  const others = given === undefined ? [] : allCredentialsIn(given)
  return Object.fromEntries([...all, ...others])
}

async function attempt(work: () => Promise<void>, options: AllCredentialsOptions): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (options.onFailure === undefined || !(error instanceof DockerError)) throw error
    options.onFailure(error)
  }
}

function keyOf(subject: string | ImageReference | RegistryAddress): string {
  if (typeof subject === 'string' || 'domain' in subject) return credentialKey(registryOf(subject))
  const key = credentialKey(subject.registry)
  if (/^[^\s/@]+$/.test(registryHost(subject.registry))) return key
  throw new InvalidInputError('The registry must be a host name or URL, as registry.example.com:5000')
}

/** A helper keeps no e-mail address and no registry token, so the docker CLI adds those of the file. */
async function fromHelper(
  file: ConfigFile,
  helper: string,
  key: string,
  options: CredentialOptions,
): Promise<RegistryAuth | undefined> {
  const asked = await helperCredentials(helper, key, options)
  const { email, registrytoken } = file.auths.get(key) ?? {}
  if (asked === undefined && registrytoken === undefined) return undefined
  return {
    serveraddress: key,
    ...asked,
    ...(email === undefined ? {} : { email }),
    ...(registrytoken === undefined ? {} : { registrytoken }),
  }
}

function fromEnvironment(options: CredentialOptions): ConfigFile | undefined {
  const { DOCKER_AUTH_CONFIG } = options.env ?? process.env
  return DOCKER_AUTH_CONFIG ? parseConfigFile(DOCKER_AUTH_CONFIG, 'in DOCKER_AUTH_CONFIG') : undefined
}
