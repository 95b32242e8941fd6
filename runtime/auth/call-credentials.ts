import { DockerError } from '../errors.js'
import { member } from '../member.js'
import type { OperationDescriptor, OperationInput } from '../operation.js'
import { allCredentials, findCredentials } from './credentials.js'
import { parseImageReference } from './image-reference.js'
import type { RegistryAuth, RegistryConfig } from './registry-auth.js'
import { credentialKey } from './registry-host.js'

/** What a {@link CredentialSource} function is asked. */
export interface CredentialRequest {
  /** The registry's host, as `docker.io` or `registry.example.com:5000`. */
  readonly registry: string
  /** What the call names, as `team/app:v1`. */
  readonly reference: string
  readonly operationId: string
  /** True where the registry has refused what was given before: the last chance to give others. */
  readonly refused: boolean
  readonly signal: AbortSignal | undefined
}

/**
 * Where credentials for registries come from, for calls that are given none as `registryAuth` or `registryConfig`:
 *
 * - `config`: the docker CLI's `config.json` and credential helpers, as `docker pull` does
 * - an object: credentials by registry host, as `{ 'registry.example.com': { username, password } }`; Docker Hub is
 *   `docker.io`
 * - a function: asked before each call that names an image or plugin, and once more after a 401
 */
export type CredentialSource =
  | 'config'
  | RegistryConfig
  | ((request: CredentialRequest) => RegistryAuth | undefined | Promise<RegistryAuth | undefined>)

/** The credentials parameter of an operation that a source can fill. */
interface Opening {
  readonly inputName: string
  /** The image or plugin that the call names; undefined where all registries may be asked for. */
  readonly reference: string | undefined
}

/**
 * The input of a call with the credentials that its registry wants, where the caller gave none.
 *
 * @param refused whether the registry has refused the ones before
 * @returns the input itself where there is nothing to add
 * @throws DockerError where the configuration or a helper fails; never with a secret in it
 */
export async function withCredentials(
  operation: OperationDescriptor,
  input: OperationInput | undefined,
  source: CredentialSource | undefined,
  { refused, signal }: { readonly refused: boolean; readonly signal: AbortSignal | undefined },
): Promise<OperationInput | undefined> {
  const opening = source === undefined ? undefined : openingOf(operation, input)
  if (source === undefined || opening === undefined) return input
  const { inputName, reference } = opening
  const found =
    reference === undefined
      ? await everyCredential(source, signal)
      : await credentialsFor(source, {
          registry: registryIn(reference),
          reference,
          operationId: operation.operationId,
          refused,
          signal,
        })
  return found === undefined ? input : { ...input, [inputName]: found }
}

/** True where a call that the registry refused may be made again with other credentials. */
export function canAskAgain(
  operation: OperationDescriptor,
  input: OperationInput | undefined,
  source: CredentialSource | undefined,
): boolean {
  return typeof source === 'function' && openingOf(operation, input)?.reference !== undefined
}

function openingOf(operation: OperationDescriptor, input: OperationInput | undefined): Opening | undefined {
  for (const [inputName, parameter] of Object.entries(operation.headers ?? {})) {
    const { reference } = parameter
    if (reference === undefined || member(input, [inputName]) !== undefined) continue
    if (reference === '*') return { inputName, reference: undefined }
    const named = member(input, reference.split('.'))
    if (typeof named === 'string' && named !== '') return { inputName, reference: named }
  }
  return undefined
}

/** A search term need be no image's name; what has no registry in it goes to Docker Hub. */
function registryIn(reference: string): string {
  try {
    return parseImageReference(reference).domain
  } catch (error) {
    if (error instanceof DockerError) return 'docker.io'
    throw error
  }
}

async function credentialsFor(source: CredentialSource, request: CredentialRequest): Promise<RegistryAuth | undefined> {
  const { registry, signal } = request
  signal?.throwIfAborted()
  if (typeof source === 'function') return unlessAborted(Promise.resolve(source(request)), signal)
  if (source === 'config') return findCredentials({ registry }, signal === undefined ? {} : { signal })
  return inConfig(source, registry)
}

function inConfig(config: RegistryConfig, registry: string): RegistryAuth | undefined {
  const wanted = credentialKey(registry)
  return Object.entries(config).find(([key]) => credentialKey(key) === wanted)?.[1]
}

async function everyCredential(
  source: CredentialSource,
  signal: AbortSignal | undefined,
): Promise<RegistryConfig | undefined> {
  if (typeof source === 'function') return undefined
  const all = source === 'config' ? await allCredentials(signal === undefined ? {} : { signal }) : source
  const keyed = Object.entries(all).map(([registry, auth]) => [credentialKey(registry), auth] as const)
  return keyed.length === 0 ? undefined : Object.fromEntries(keyed)
}

/** A function of the caller's need not heed the signal. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
