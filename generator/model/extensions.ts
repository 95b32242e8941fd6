import {
  type Encoding,
  type Parameter,
  pathEncodings,
  runtimeTypes,
  type TerminalSource,
  terminalSources,
  valueEncodings,
} from './ir.js'
import { isIdentifier } from './naming.js'
import type { FilterKey } from './swagger.js'

/**
 * What vendor extensions say, checked: a document is untrusted, and may bring its own. What comes from here into
 * emitted code is one of a known set, an identifier, or printed as a literal.
 */

/** A vendor extension that is not understood. */
export class ExtensionError extends Error {
  override readonly name = 'ExtensionError'
  /** The place of what it stands at, as a JSON pointer. */
  readonly pointer: string

  constructor(pointer: string, message: string) {
    super(message)
    this.pointer = pointer
  }
}

function oneOf<T extends string>(known: readonly T[], value: unknown, extension: string, pointer: string): T {
  const found = known.find((each) => each === value)
  if (found !== undefined) return found
  throw new ExtensionError(pointer, `${extension} is ${JSON.stringify(value)}, not one of ${known.join(', ')}`)
}

/** `x-docker-encoding` of a parameter. */
export function parameterEncoding(value: unknown, where: Parameter['where'], pointer: string): Encoding {
  return where === 'path'
    ? oneOf(pathEncodings, value, 'x-docker-encoding of a path parameter', pointer)
    : oneOf(valueEncodings, value, 'x-docker-encoding', pointer)
}

/** `terminal` of `x-docker-result`. */
export function terminalSource(value: unknown, pointer: string): TerminalSource {
  return oneOf(terminalSources, value, 'terminal of x-docker-result', pointer)
}

/** `x-docker-runtime`: the name of a type that the runtime exports. */
export function runtimeType(value: unknown, pointer: string): string {
  return oneOf(runtimeTypes, value, 'x-docker-runtime', pointer)
}

/** A member that must be a text. */
export function extensionText(value: unknown, extension: string, pointer: string): string {
  if (typeof value === 'string') return value
  throw new ExtensionError(pointer, `${extension} is ${JSON.stringify(value)}, not a text`)
}

/** A member that must be the name of a field that code can write after a dot. */
export function fieldName(value: unknown, extension: string, pointer: string): string {
  if (typeof value === 'string' && isIdentifier(value)) return value
  throw new ExtensionError(pointer, `${extension} is ${JSON.stringify(value)}, not the name of a field`)
}

/** The keys of `x-docker-filters`, each with its values where they are a closed set. */
export function filterKeys(value: unknown, pointer: string): [key: string, filter: FilterKey][] {
  if (typeof value !== 'object' || value === null) throw new ExtensionError(pointer, 'x-docker-filters is no mapping')
  return Object.entries(value).map(([key, filter]: [string, unknown]) => {
    if (isFilterKey(filter)) return [key, filter]
    throw new ExtensionError(pointer, `the filter ${JSON.stringify(key)} has no list of texts as its values`)
  })
}

function isFilterKey(value: unknown): value is FilterKey {
  if (typeof value !== 'object' || value === null) return false
  if (!('values' in value)) return true
  const { values } = value
  return Array.isArray(values) && values.length > 0 && values.every((each) => typeof each === 'string')
}
