import { DockerError, InvalidInputError } from '../errors.js'
import { type Environment, findProgram, type ProgramOutcome, runProgram } from './helper-process.js'
import { isRecord } from './record.js'
import type { RegistryAuth } from './registry-auth.js'
import { registryHost } from './registry-host.js'

/** How a credential helper is run. */
export interface CredentialHelperOptions {
  /** The helper's environment, and where its `PATH` is; `process.env` by default. */
  readonly env?: Environment | undefined
  /** Kills the helper and rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** How long each run may take, in milliseconds; 30 seconds by default. */
  readonly helperTimeout?: number | undefined
}

const defaultTimeout = 30_000
const longestTimeout = 2 ** 31 - 1
const notFound = 'credentials not found in native keychain'
const tokenUser = '<token>'

/**
 * Asks `docker-credential-NAME get` for the credentials of a registry: the registry on its standard input, the answer
 * as JSON on its standard output. The user name `<token>` says that the secret is an identity token.
 *
 * @param name the helper as config.json names it, as `desktop`, `osxkeychain`, `ecr-login`: a plain file name.
 * @param registry the key of the credentials, as `credentialKey` gives it.
 * @returns `undefined` where the helper says that it has none.
 * @throws DockerError that names the helper and the registry where the helper is missing, fails, takes too long or
 *   answers with something else. Nothing that it printed is in the error: helpers print secrets.
 * @throws the signal's reason when it is aborted.
 */
export async function helperCredentials(
  name: string,
  registry: string,
  options: CredentialHelperOptions = {},
): Promise<RegistryAuth | undefined> {
  const about = `for ${registryHost(registry)}`
  const { status, stdout } = await run(name, 'get', registry, about, options)
  if (status !== 0) {
    if (stdout.trim() === notFound) return undefined
    throw failure(name, about, `failed (exit status ${status ?? 'none'})`, hintToRun(name))
  }
  const answer = parse(stdout)
  const found: Readonly<Record<string, unknown>> = isRecord(answer) ? answer : {}
  const { Username: username, Secret: secret } = found
  if (typeof username !== 'string' || typeof secret !== 'string') {
    throw failure(name, about, 'printed no JSON of the form {"ServerURL", "Username", "Secret"}', hintToRun(name))
  }
  if (username === '' && secret === '') return undefined
  if (username === tokenUser) return { identitytoken: secret, serveraddress: registry }
  return { username, password: secret, serveraddress: registry }
}

/**
 * Asks `docker-credential-NAME list` which registries it has credentials of.
 *
 * @throws as {@link helperCredentials} does.
 */
export async function helperRegistries(
  name: string,
  options: CredentialHelperOptions = {},
): Promise<readonly string[]> {
  const about = 'for the list of its registries'
  const { status, stdout } = await run(name, 'list', 'unused', about, options)
  if (status !== 0) throw failure(name, about, `failed (exit status ${status ?? 'none'})`, hintToRun(name))
  const answer = parse(stdout)
  if (answer === null) return []
  if (!isRecord(answer)) throw failure(name, about, 'printed no JSON object of registries', hintToRun(name))
  return Object.keys(answer)
}

async function run(
  name: string,
  verb: string,
  input: string,
  about: string,
  options: CredentialHelperOptions,
): Promise<Extract<ProgramOutcome, { kind: 'exited' }>> {
  const { env = process.env, signal, helperTimeout: timeout = defaultTimeout } = options
  if (!(timeout > 0)) throw new InvalidInputError('helperTimeout must be a number of milliseconds above zero')
  if (!/^[\w.+-]+$/.test(name)) {
    const shown = JSON.stringify(name.slice(0, 100))
    throw new DockerError(`The credential helper ${shown}, asked ${about}, must be a plain name, as "desktop"`)
  }
  signal?.throwIfAborted()
  const file = await findProgram(`docker-credential-${name}`, env)
  if (file === undefined) {
    throw failure(name, about, 'is not on the PATH', 'install it, or take it out of credsStore or credHelpers')
  }
  const outcome = await runProgram(file, [verb], input, { env, signal, timeout: Math.min(timeout, longestTimeout) })
  switch (outcome.kind) {
    case 'exited':
      return outcome
    case 'not started':
      throw failure(name, about, `could not be started (${outcome.code})`, 'check the program and its permissions')
    case 'timed out':
      throw failure(name, about, `did not answer within ${timeout} ms`, 'it may wait for a keychain to be unlocked')
    case 'too much output':
      throw failure(name, about, 'printed more than any credentials need', hintToRun(name))
  }
}

function failure(name: string, about: string, what: string, mend: string): DockerError {
  return new DockerError(`The credential helper docker-credential-${name}, asked ${about}, ${what}: ${mend}`)
}

function hintToRun(name: string): string {
  return `run docker-credential-${name} in a terminal to see what it says, which is not shown here`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
