import type { Property, TypeRef } from '../model/ir.js'
import { code } from './change.js'
import { type Declarations, type ObjectView, objectOf, unalias } from './objects.js'
import { typeKey, typeText } from './type-text.js'

/** Which way values travel: callers give requests, and read responses. */
export type Side = 'request' | 'response'

/** Two models whose types are held against each other. */
export interface Comparison {
  readonly before: Declarations
  readonly after: Declarations
  /** The name that an old declaration has in the new model: its own, unless it was renamed. */
  rename(name: string): string
}

/**
 * Why code that gives or reads `before` cannot do so with `after`, as a clause; undefined where it can.
 *
 * A request may become wider, and an answer narrower. A declaration of the same name (or a renamed one) counts as the
 * same type: what is different inside of it is a change of its own.
 */
export function incompatibility(
  comparison: Comparison,
  before: TypeRef,
  after: TypeRef,
  side: Side,
): string | undefined {
  return compare({ ...comparison, side, assumed: new Set(), steps: { left: mostSteps } }, before, after)
}

/** Unions are tried member by member, which a hostile document could make take forever. */
const mostSteps = 20_000

interface Run extends Comparison {
  readonly side: Side
  /** Pairs of declarations that are being compared: a recursive type is compatible unless something else is not. */
  readonly assumed: Set<string>
  readonly steps: { left: number }
}

function compare(run: Run, before: TypeRef, after: TypeRef): string | undefined {
  if (typeKey(before, run.rename) === typeKey(after)) return undefined
  const pair = `${typeKey(before)} ${typeKey(after)}`
  if (run.assumed.has(pair)) return undefined
  if (run.steps.left-- <= 0) return 'the types are too intricate to compare'
  run.assumed.add(pair)
  return compareUnaliased(run, unalias(before, run.before), unalias(after, run.after))
}

function compareUnaliased(run: Run, before: TypeRef, after: TypeRef): string | undefined {
  if (typeKey(before, run.rename) === typeKey(after)) return undefined
  const given = run.side === 'request' ? before : after
  const wanted = run.side === 'request' ? after : before
  if (wanted.kind === 'unknown') return undefined
  const nulls = compareNulls(run.side, given, wanted)
  if (nulls !== undefined) return nulls
  if (before.kind === 'nullable' || after.kind === 'nullable') return compare(run, bare(before), bare(after))
  if (before.kind === 'union' || after.kind === 'union') return compareUnions(run, before, after)
  const objects = [objectOf(before, run.before), objectOf(after, run.after)] as const
  if (objects[0] !== undefined && objects[1] !== undefined) return compareObjects(run, objects[0], objects[1])
  return compareLeaves(run, before, after, fits(given, wanted))
}

function bare(type: TypeRef): TypeRef {
  return type.kind === 'nullable' ? type.type : type
}

function compareNulls(side: Side, given: TypeRef, wanted: TypeRef): string | undefined {
  if (given.kind !== 'nullable' || wanted.kind === 'nullable') return undefined
  return side === 'request' ? 'it may no longer be null' : 'it may be null now'
}

function compareUnions(run: Run, before: TypeRef, after: TypeRef): string | undefined {
  const old = before.kind === 'union' ? before.members : [before]
  const now = after.kind === 'union' ? after.members : [after]
  const fine =
    run.side === 'request'
      ? old.every((one) => now.some((other) => compare(fork(run), one, other) === undefined))
      : now.every((other) => old.some((one) => compare(fork(run), one, other) === undefined))
  return fine ? undefined : different(before, after)
}

/** What an attempt assumed does not hold once it has failed. */
function fork(run: Run): Run {
  return { ...run, assumed: new Set(run.assumed) }
}

function compareObjects(run: Run, before: ObjectView, after: ObjectView): string | undefined {
  for (const [name, old] of before.properties) {
    const now = after.properties.get(name)
    if (now === undefined) return `${code(name)} is gone`
    const problem = requirement(run.side, old, now) ?? compare(run, old.type, now.type)
    if (problem !== undefined) return `in ${code(name)}, ${problem}`
  }
  if (run.side === 'response') return undefined
  const needed = [...after.properties.values()].find(({ name, required }) => required && !before.properties.has(name))
  return needed === undefined ? undefined : `${code(needed.name)} must be given`
}

function requirement(side: Side, before: Property, after: Property): string | undefined {
  if (side === 'request') return !before.required && after.required ? 'it must be given now' : undefined
  return before.required && !after.required ? 'it may be absent now' : undefined
}

function compareLeaves(run: Run, before: TypeRef, after: TypeRef, isFitting: boolean): string | undefined {
  if (isFitting) return undefined
  if (isList(before) && isList(after)) return compareLists(run, before, after)
  if (before.kind === 'map' && after.kind === 'map') return compare(run, before.values, after.values)
  if (before.kind === 'runtime' && after.kind === 'runtime' && before.name === after.name) {
    if (before.parameter !== undefined && after.parameter !== undefined) {
      return compare(run, before.parameter, after.parameter)
    }
  }
  return different(before, after)
}

type List = Extract<TypeRef, { kind: 'array' | 'tuple' }>

function isList(type: TypeRef): type is List {
  return type.kind === 'array' || type.kind === 'tuple'
}

function compareLists(run: Run, before: List, after: List): string | undefined {
  if (before.kind === 'array' && after.kind === 'array') return compare(run, before.items, after.items)
  const [old, now] = [before, after].map((list) => (list.kind === 'array' ? [list.items] : list.items))
  const given = run.side === 'request' ? before : after
  const wanted = run.side === 'request' ? after : before
  const sameLength = given.kind === 'tuple' && (wanted.kind === 'array' || wanted.items.length === given.items.length)
  const pairs = Array.from({ length: Math.max(old?.length ?? 0, now?.length ?? 0) }, (_, n) => {
    return [old?.[n] ?? old?.[0], now?.[n] ?? now?.[0]] as const
  })
  if (!sameLength) return different(before, after)
  for (const [one, other] of pairs) {
    const problem = one === undefined || other === undefined ? different(before, after) : compare(run, one, other)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** Whether every value of one primitive or enum is one of the other. An open enum takes any value of its base. */
function fits(given: TypeRef, wanted: TypeRef): boolean {
  const base = given.kind === 'primitive' ? given.name : given.kind === 'literals' ? literalBase(given) : undefined
  if (base === undefined) return false
  if (wanted.kind === 'primitive') return wanted.name === base
  if (wanted.kind !== 'literals' || literalBase(wanted) !== base) return false
  if (wanted.open) return true
  return given.kind === 'literals' && !given.open && given.values.every((value) => wanted.values.includes(value))
}

function literalBase(type: Extract<TypeRef, { kind: 'literals' }>): string {
  return type.values.every((value) => typeof value === 'number') ? 'number' : 'string'
}

function different(before: TypeRef, after: TypeRef): string {
  return `${code(typeText(before))} has become ${code(typeText(after))}`
}
