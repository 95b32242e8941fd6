import { InvalidInputError } from '../errors.js'

/** The parts of an image's name, with what the docker CLI would fill in. */
export interface ImageReference {
  /** The registry's host and port, `docker.io` where the text names none. */
  readonly domain: string
  /** The repository inside the registry, as `library/alpine`. */
  readonly path: string
  /** The tag in the text. */
  readonly tag: string | undefined
  /** The digest in the text, as `sha256:` and 64 hexadecimal digits. */
  readonly digest: string | undefined
  /** The name as people write it, without what is understood: `alpine`, `team/app`, `localhost:5000/app`. */
  readonly familiarName: string
  /** {@link familiarName} with the tag and the digest that the text has. */
  readonly familiarString: string
  /** The whole of it: `docker.io/library/alpine:latest`. The tag is filled in where there is neither tag nor digest. */
  readonly canonical: string
  /** What a pull's `tag` parameter takes: the digest, else the tag, else `latest`. */
  readonly apiTag: string
}

const defaultDomain = 'docker.io'
const defaultTag = 'latest'
const longestName = 255
const longestTag = 128
const digestLengths: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
])

// Every one of these is linear in the length of the text: no two ways lead over the same characters.
const identifierForm = /^[a-f0-9]{64}$/
const hostPartForm = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/
const pathPartForm = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/
const tagForm = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/
const digestForm = /^([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*):([a-f0-9]+)$/

/**
 * Takes an image's name apart by the rules of the engine (the distribution project's reference grammar, as of engine
 * 23): `[registry/]path[:tag][@digest]`.
 *
 * What stands before the first slash is the registry if it has a `.` or a `:` or is `localhost`; otherwise the
 * registry is Docker Hub, where a name without a slash means `library/NAME`.
 *
 * @throws InvalidInputError that says what is wrong. It repeats the text only where no password can be in it.
 */
export function parseImageReference(text: string): ImageReference {
  const refuse = (what: string): InvalidInputError => new InvalidInputError(`Image reference ${shown(text)}: ${what}`)
  if (text === '') throw refuse('it is empty; give a name such as alpine:3.18')
  if (text.includes('://')) throw refuse('a URL is no image name; leave out the scheme and any user name')
  if (identifierForm.test(text)) throw refuse('64 hexadecimal digits are an image id, not a name')

  const { name, tag, digest } = cut(text)
  const { domain, path } = splitDomain(name)
  const fault =
    faultOfLength(domain, path) ??
    faultOfDomain(domain) ??
    faultOfPath(path) ??
    (tag === undefined ? undefined : faultOfTag(tag)) ??
    (digest === undefined ? undefined : faultOfDigest(digest))
  if (fault !== undefined) throw refuse(fault)

  const suffix = (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`)
  const familiarName = familiar(domain, path)
  return {
    domain,
    path,
    tag,
    digest,
    familiarName,
    familiarString: familiarName + suffix,
    canonical: `${domain}/${path}${suffix === '' ? `:${defaultTag}` : suffix}`,
    apiTag: digest ?? tag ?? defaultTag,
  }
}

/**
 * The host, with its port, of the registry that an image comes from; `docker.io` for Docker Hub.
 *
 * @param reference an image's name, or what {@link parseImageReference} made of it.
 * @throws InvalidInputError for a name that is no image reference.
 */
export function registryOf(reference: string | ImageReference): string {
  return (typeof reference === 'string' ? parseImageReference(reference) : reference).domain
}

function cut(text: string): { name: string; tag: string | undefined; digest: string | undefined } {
  const at = text.indexOf('@')
  const tagged = at === -1 ? text : text.slice(0, at)
  const digest = at === -1 ? undefined : text.slice(at + 1)
  const colon = tagged.lastIndexOf(':')
  if (colon === -1 || colon < tagged.lastIndexOf('/')) return { name: tagged, tag: undefined, digest }
  return { name: tagged.slice(0, colon), tag: tagged.slice(colon + 1), digest }
}

function splitDomain(name: string): { domain: string; path: string } {
  const slash = name.indexOf('/')
  const first = name.slice(0, Math.max(slash, 0))
  const named = /[.:]/.test(first) || first === 'localhost'
  const domain = named && first !== 'index.docker.io' ? first : defaultDomain
  const path = named ? name.slice(slash + 1) : name
  return { domain, path: domain === defaultDomain && !path.includes('/') ? `library/${path}` : path }
}

function familiar(domain: string, path: string): string {
  if (domain !== defaultDomain) return `${domain}/${path}`
  const parts = path.split('/')
  const [first, second] = parts
  return parts.length === 2 && first === 'library' && second !== undefined ? second : path
}

function faultOfLength(domain: string, path: string): string | undefined {
  if (domain.length + 1 + path.length <= longestName) return undefined
  return `its registry and path are longer than ${longestName} characters together`
}

function faultOfDomain(domain: string): string | undefined {
  if (domain.startsWith('[')) return 'an IPv6 address can not be the registry; give the registry a host name'
  const colon = domain.indexOf(':')
  const host = colon === -1 ? domain : domain.slice(0, colon)
  if (colon !== -1 && !/^[0-9]+$/.test(domain.slice(colon + 1))) return "the registry's port must be a number"
  if (host.split('.').every((part) => hostPartForm.test(part))) return undefined
  return 'the registry must be a host name: letters, digits and dashes, in parts separated by a dot'
}

function faultOfPath(path: string): string | undefined {
  if (path.split('/').every((part) => pathPartForm.test(part))) return undefined
  if (/[A-Z]/.test(path)) return 'the repository name must be in lower case'
  return (
    'every part of its path must be lower case letters and digits, separated inside by one dot, ' +
    'one or two underscores, or dashes'
  )
}

function faultOfTag(tag: string): string | undefined {
  if (tag.length > longestTag) return `its tag is longer than ${longestTag} characters`
  if (tagForm.test(tag)) return undefined
  return 'its tag must be letters, digits, underscores, dots and dashes, and can not begin with a dot or a dash'
}

function faultOfDigest(digest: string): string | undefined {
  const [, algorithm = '', hex = ''] = digestForm.exec(digest) ?? []
  if (algorithm === '') return 'its digest must be an algorithm, a colon and lower case hexadecimal digits'
  const length = digestLengths.get(algorithm)
  if (length === undefined) return `its digest's algorithm must be one of ${[...digestLengths.keys()].join(', ')}`
  return hex.length === length ? undefined : `a ${algorithm} digest has ${length} hexadecimal digits, not ${hex.length}`
}

/** A text before an `@` that no digest follows, or in a URL, may be `user:password`. */
function shown(text: string): string {
  const at = text.indexOf('@')
  const mayHoldPassword = text.includes('://') || (at !== -1 && !digestForm.test(text.slice(at + 1)))
  if (mayHoldPassword) return '(not shown: it may hold a password)'
  return JSON.stringify(text.length > longestName ? `${text.slice(0, longestName)}…` : text)
}
