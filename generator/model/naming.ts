import { createHash } from 'node:crypto'

/** How names of the document become names of TypeScript: deterministic, and independent of the order of things. */

/** Names that a declaration must not take, because the emitted code uses the global, or the runtime's export, of that name. */
const takenTypes: ReadonlySet<string> = new Set(
  `Array Boolean Date Error Function Map Number Object Promise Readonly Record RegExp Set String Symbol
  Buffer Readable Duplex Partial Pick Omit AsyncIterable Docker DockerClient DockerOptions RequestOptions
  OperationDescriptor OperationInput JsonStream LogStream HijackedStream ByteStream ByteSource PathStat PingInfo
  RegistryAuth RegistryConfig Timestamp FilterValues Filters`.split(/\s+/),
)

/** The operations of a tag that begins with a digit are imported under such a name; those of others begin in lower case. */
const takenImport = /^_\d\w*Operations$/

/** Words that can't name a function or a parameter of one. */
const reserved = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield
  client input options`.split(/\s+/),
)

/** Members of every client: a method must not hide them. */
const clientMembers: ReadonlySet<string> = new Set([
  ...'close endpoint apiVersion toJSON then'.split(' '),
  ...Object.getOwnPropertyNames(Object.prototype),
])

/** Functions of the runtime that operations are made with are called so. */
const runtimeCall = /^call[A-Z]/

/** True where a text is a plain identifier, so that it can stand without quotes. */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(text)
}

/** The words of a name: `X-Registry-Auth` is `X`, `Registry`, `Auth`. Case changes inside a word are kept. */
function words(text: string): string[] {
  return text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function lowerFirst(text: string): string {
  const acronym = /^[A-Z]+(?=[A-Z][a-z]|$)/.exec(text)?.[0]
  if (acronym !== undefined && acronym.length > 1) return acronym.toLowerCase() + text.slice(acronym.length)
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** A name in PascalCase, as a part of a type's name: `my-thing` is `MyThing`. */
export function pascalCase(text: string): string {
  return words(text).map(upperFirst).join('')
}

/** A type's name: `ContainerState` stays, `my-thing` is `MyThing`, `1st` is `_1st`; `Error` is `ErrorModel`. */
export function typeName(text: string): string {
  const name = pascalCase(text)
  const safe = /^\d/.test(name) ? `_${name}` : name === '' ? 'Unnamed' : name
  return takenTypes.has(safe) || takenImport.test(safe) ? `${safe}Model` : safe
}

/** An operation's function name: `ContainerList` is `containerList`. */
export function functionName(operationId: string): string {
  const [first = 'unnamed', ...rest] = words(operationId)
  const name = lowerFirst(first) + rest.map(upperFirst).join('')
  const safe = /^\d/.test(name) ? `_${name}` : name
  return reserved.has(safe) || clientMembers.has(safe) || runtimeCall.test(safe) ? `${safe}Operation` : safe
}

/** A parameter's input name: its wire name where that is an identifier, else lowerCamelCase without a leading `X-`. */
export function inputName(wireName: string): string {
  if (isIdentifier(wireName) && wireName !== '__proto__') return wireName
  const [first = 'unnamed', ...rest] = words(wireName.replace(/^x-/i, ''))
  const name = lowerFirst(first) + rest.map(upperFirst).join('')
  return /^\d/.test(name) ? `_${name}` : name
}

/** Names that are no file's on Windows, whatever the ending, and the pages that are no tag's. */
const takenFiles = /^(?:con|prn|aux|nul|com\d|lpt\d|models|corrections)$/

/** File systems take 255 bytes, with the ending and what a run puts around a name for a while. */
const longestFile = 100

/** The file of a tag: `Container` is `container`, `My Things` is `my-things`. */
export function fileName(tag: string): string {
  const name = words(tag.replace(/([a-z0-9])([A-Z])/g, '$1 $2'))
    .join('-')
    .toLowerCase()
  if (name === '') return 'untagged'
  return bounded(takenFiles.test(name) ? `${name}-tag` : name, longestFile, '-')
}

/** The longest name of a type that is made of the names above it. */
const longestType = 120

/**
 * A type's name that is made of many, in bounds: every level of nesting adds one, and each stands in all below it.
 *
 * @param name where it is too long, its end becomes a hash of the whole
 */
export function boundedTypeName(name: string): string {
  return bounded(name, longestType, '')
}

function bounded(name: string, length: number, separator: string): string {
  if (name.length <= length) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12)
  return `${name.slice(0, length - hash.length - separator.length)}${separator}${hash}`
}

/** One of many: `Mounts` is `Mount`, `Statuses` is `Status`, `Capabilities` is `Capability`; else with `Item`. */
export function singular(name: string): string {
  if (/[^aeiou]ies$/.test(name)) return `${name.slice(0, -3)}y`
  if (/(?:ss|x|sh|tus|ias)es$/.test(name)) return name.slice(0, -2)
  if (/[^siu]s$/.test(name)) return name.slice(0, -1)
  return `${name}Item`
}

/**
 * A name of its own for each key: the wanted one, with a number where another key has it. The keys are taken by their
 * alphabet, never as they come.
 *
 * @param used names that none may get; those that are given are added
 */
export function distinctNames(
  keys: Iterable<string>,
  wanted: (key: string) => string,
  used: Set<string>,
): Map<string, string> {
  const names = new Map<string, string>()
  // Where the search for a number goes on: thousands of keys can want one name.
  const next = new Map<string, number>()
  for (const key of [...keys].sort()) {
    const base = wanted(key)
    let name = base
    let n = next.get(base) ?? 2
    for (; used.has(name); n++) name = `${base}${n}`
    next.set(base, n)
    used.add(name)
    names.set(key, name)
  }
  return names
}
