import { isOther, mergeParts, otherValues, partsOf, plainKind } from './all-of.js'
import { type Definitions, type Direction, referenceName } from './resolve.js'
import type { Schema } from './swagger.js'

/** What types inherit: which of them an interface can extend, and where inherited properties are described. */

/** What a type brings to those that are made of it. */
interface Heir {
  /** True where an interface can extend it: it is one itself, or another name of one, and takes no further keys. */
  readonly extendable: boolean
  /** The names of the properties that it describes itself. */
  readonly own: ReadonlySet<string>
  readonly bases: readonly Heir[]
  /** How many types there are above it. */
  readonly height: number
}

/** Where properties are described that a type inherits. */
export interface Described {
  readonly names: readonly string[]
  readonly definition: string
  /** What the definition says itself, the properties among it. */
  readonly schema: Schema
}

/** What is known of inheritance in one document. */
export interface Heritage {
  /** True where an interface can extend all of them, and have properties of its own beside. */
  canExtend(refs: readonly string[], own: Schema, direction: Direction): boolean
  /** Where inherited properties of these names are described, the nearest of each. */
  find(refs: readonly string[], names: ReadonlySet<string>, direction: Direction): readonly Described[]
}

// TypeScript has its bounds too, and nobody reads what has more. What is beyond becomes an intersection.
const highest = 100
const mostVisited = 200

const none: Heir = { extendable: false, own: new Set(), bases: [], height: 0 }

/** Begins to learn what the types of a document inherit. */
export function heritageOf(definitions: Definitions): Heritage {
  const heirs = new Map<string, Heir>()
  const makeups = new Map<string, Makeup>()
  const typeAt = (ref: string, direction: Direction): Type => {
    const name = referenceName(ref)
    const form = definitions.formOf(name, direction)
    return { name, form, key: `${form} ${name}` }
  }
  const makeupOf = ({ name, form, key }: Type): Makeup => {
    const parts = makeups.has(key) ? [] : partsOf(definitions.named(name) ?? {}, form)
    const makeup = makeups.get(key) ?? {
      own: ownPart(parts),
      bases: referencesIn(parts).map((ref) => typeAt(ref, form)),
    }
    makeups.set(key, makeup)
    return makeup
  }
  return {
    canExtend: (refs, own, direction) => {
      const bases = refs.map((ref) => heirAt(typeAt(ref, direction), makeupOf, heirs))
      return canJoin(bases, Object.keys(own.properties ?? {}))
    },
    find: (refs, names, direction) =>
      findDescribed(
        refs.map((ref) => typeAt(ref, direction)),
        names,
        makeupOf,
      ),
  }
}

/** A definition in one of its forms. */
interface Type {
  readonly name: string
  readonly form: Direction
  readonly key: string
}

/** What a type says itself, and what it is made of beside. */
interface Makeup {
  readonly own: Schema
  readonly bases: readonly Type[]
}

function heirAt(start: Type, makeupOf: (type: Type) => Makeup, known: Map<string, Heir>): Heir {
  const open = [start]
  const asked = new Set<string>()
  // A stack of its own, not recursion: a chain of definitions can be as long as the document.
  for (let type = open.at(-1); type !== undefined && !known.has(start.key); type = open.at(-1)) {
    const { own, bases } = makeupOf(type)
    const unknown = asked.has(type.key) ? [] : bases.filter(({ key }) => !known.has(key))
    asked.add(type.key)
    open.push(...unknown)
    if (unknown.length > 0) continue
    const found = bases.map(({ key }) => known.get(key) ?? none)
    known.set(type.key, heirOf(own, found))
    open.pop()
  }
  return known.get(start.key) ?? none
}

function findDescribed(
  bases: readonly Type[],
  names: ReadonlySet<string>,
  makeupOf: (type: Type) => Makeup,
): readonly Described[] {
  const open = [...bases]
  const seen = new Set<string>()
  const missing = new Set(names)
  const found: Described[] = []
  for (let at = 0; missing.size > 0 && at < open.length && seen.size < mostVisited; at++) {
    const type = open[at]
    if (type === undefined || seen.has(type.key)) continue
    seen.add(type.key)
    const { own, bases: next } = makeupOf(type)
    const described = [...missing].filter((name) => Object.hasOwn(own.properties ?? {}, name))
    for (const name of described) missing.delete(name)
    if (described.length > 0) found.push({ names: described, definition: type.name, schema: own })
    open.push(...next)
  }
  return found
}

/** What parts refer to, each once. */
export function referencesIn(parts: readonly Schema[]): string[] {
  return [...new Set(parts.map(({ $ref }) => $ref).filter((ref) => ref !== undefined))]
}

/** What parts say themselves. */
export function ownPart(parts: readonly Schema[]): Schema {
  return mergeParts(parts.filter(({ $ref }) => $ref === undefined))
}

function heirOf(schema: Schema, bases: readonly Heir[]): Heir {
  const names = Object.keys(schema.properties ?? {})
  const height = 1 + bases.reduce((most, base) => Math.max(most, base.height), 0)
  const heir = { own: new Set(names), bases, height }
  if (bases.length === 0) {
    return { ...heir, extendable: plainKind(schema) === 'interface' && otherValues(schema) === undefined }
  }
  const isObject = otherValues(schema) === undefined && !isOther(schema)
  return { ...heir, extendable: isObject && height <= highest && canJoin(bases, names) }
}

/** True where all are interfaces, and no two of them have a property of the same name. */
function canJoin(bases: readonly Heir[], own: readonly string[]): boolean {
  if (!bases.every(({ extendable }) => extendable)) return false
  const [only, ...others] = bases
  // What one base has is looked up, not listed: it may be much, and below many.
  if (only !== undefined && others.length === 0) return !own.some((name) => has(only, name))
  const seen = new Set(own)
  const isNew = (name: string): boolean => !seen.has(name) && seen.add(name).has(name)
  return bases.every((base) => everyName(base, isNew))
}

function has({ own, bases }: Heir, name: string): boolean {
  return own.has(name) || bases.some((base) => has(base, name))
}

function everyName({ own, bases }: Heir, test: (name: string) => boolean): boolean {
  for (const name of own) if (!test(name)) return false
  return bases.every((base) => everyName(base, test))
}
