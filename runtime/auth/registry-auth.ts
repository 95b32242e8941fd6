import { InvalidInputError } from '../errors.js'
import { isRecord } from './record.js'

/**
 * What a registry wants to know of the caller. Give `username` and `password`, or `identitytoken` (an OAuth refresh
 * token), or `registrytoken` (a bearer token that the engine passes on as it is), or `auth`.
 */
export interface RegistryAuth {
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** Kept for old registries; engines ignore it. */
  readonly email?: string | undefined
  /** The registry that these credentials are for, as `registry.example.com:5000` or `https://index.docker.io/v1/`. */
  readonly serveraddress?: string | undefined
  readonly identitytoken?: string | undefined
  readonly registrytoken?: string | undefined
  /** `user:password` in base64, as in `auths` of the docker CLI's config.json. */
  readonly auth?: string | undefined
}

/** Credentials by registry, for image builds: the keys are hosts, and `https://index.docker.io/v1/` for Docker Hub. */
export type RegistryConfig = Readonly<Record<string, RegistryAuth>>

/** The two halves of basic authentication. */
export interface UserAndPassword {
  readonly username: string
  readonly password: string
}

/**
 * The value of an `X-Registry-Auth` header (of one registry's credentials) or an `X-Registry-Config` header (of
 * credentials by registry): JSON in URL-safe base64, with padding, without which engines read two of three values as
 * no credentials at all.
 *
 * Engines take no notice of `auth`, so it is replaced by the user name and the password in it where neither of them
 * is given, as the docker CLI does for its config.json. An `auth` without a `:` inside is sent as it is.
 *
 * @throws InvalidInputError where a member is no text: engines drop the whole value in silence then.
 */
export function encodeRegistryAuth(value: RegistryAuth | RegistryConfig): string {
  if (!isRecord(value)) {
    throw new InvalidInputError(
      'Registry credentials must be an object, as { username, password }: give it as it is, not encoded',
    )
  }
  const entries = Object.entries(withUserAndPassword(value)).map(([name, member]) => [name, ready(name, member)])
  const json = JSON.stringify(Object.fromEntries(entries))
  return Buffer.from(json).toString('base64').replaceAll('+', '-').replaceAll('/', '_')
}

function ready(name: string, member: unknown): unknown {
  if (!isRecord(member)) {
    refuseUnlessText(name, member)
    return member
  }
  for (const [inner, value] of Object.entries(member)) refuseUnlessText(inner, value)
  return withUserAndPassword(member)
}

function refuseUnlessText(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'string') return
  throw new InvalidInputError(`"${name}" of registry credentials must be a string, not ${kindOf(value)}`)
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : `of type ${typeof value}`
}

function withUserAndPassword(credentials: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { auth, username, password, ...others } = credentials
  if (typeof auth !== 'string' || username !== undefined || password !== undefined) return credentials
  const both = splitAuth(auth)
  return both === undefined ? credentials : { ...both, ...others }
}

/**
 * The user name and the password in an `auth` of config.json: base64 of `user:password`, where the password may have
 * colons of its own and may be empty (beside an identity token). `undefined` where it is not that.
 */
export function splitAuth(auth: string): UserAndPassword | undefined {
  const text = auth.replaceAll(/[\r\n]/g, '')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  const decoded = Buffer.from(text, 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  if (colon < 1) return undefined
  return { username: decoded.slice(0, colon), password: withoutNuls(decoded.slice(colon + 1)) }
}

/** Early versions of the docker CLI padded the password with NUL bytes, and its later ones still take them off. */
function withoutNuls(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && text.charCodeAt(start) === 0) start += 1
  while (end > start && text.charCodeAt(end - 1) === 0) end -= 1
  return text.slice(start, end)
}

/** Whether there is anything to prove who the caller is. */
export function hasCredentials(auth: RegistryAuth): boolean {
  return [auth.username, auth.password, auth.identitytoken, auth.registrytoken].some(Boolean)
}
