import type { Property, TypeRef } from '../model/ir.js'
import { code } from './change.js'
import type { Comparison, Side } from './comparison.js'
import { type ObjectView, objectOf, unalias } from './objects.js'
import { inside, type Problem } from './problem.js'
import { typeText } from './type-text.js'

/**
 * Why code that gives or reads `before` cannot do so with `after`; undefined where it can.
 *
 * A request may become wider, and an answer narrower. A declaration of the same name (or a renamed one) counts as the
 * same type: what is different inside of it is a change of its own.
 */
export function incompatibility(
  comparison: Comparison,
  before: TypeRef,
  after: TypeRef,
  side: Side,
): Problem | undefined {
  const run: Run = { ...comparison, side, assumed: new Set(), trail: [], depth: 0 }
  const problem = compare(run, before, after)
  // Nothing is left that could refute what was taken for granted on the way, and not taken back.
  for (const pair of run.assumed) comparison.decided[side].set(pair, undefined)
  return problem
}

/** Deeper types than these are no document's, and a comparison must not end in an overflow of the stack. */
const mostDepth = 300

interface Run extends Comparison {
  readonly side: Side
  /**
   * Pairs of types that are taken to be compatible while they are compared: a recursive type is, unless something else
   * is not. What was found to be compatible with their help stays as long as they do.
   */
  readonly assumed: Set<string>
  /** The same pairs in the order of their coming. */
  readonly trail: string[]
  readonly depth: number
}

const tooIntricate: Problem = { clause: 'the types are too intricate to compare', whole: true, unsure: true }

function compare(run: Run, before: TypeRef, after: TypeRef): Problem | undefined {
  const keys = [run.keyOf(before, 'before'), run.keyOf(after, 'after')] as const
  if (keys[0] === keys[1]) return undefined
  if (run.steps.left-- <= 0 || run.depth >= mostDepth) return tooIntricate
  const below = { ...run, depth: run.depth + 1 }
  const types = [unalias(before, run.before), unalias(after, run.after)] as const
  // Only what has a name can reach itself, or be met in many places.
  if (before.kind !== 'reference' && after.kind !== 'reference') return compareUnaliased(below, ...types)
  const pair = `${keys[0]} ${keys[1]}`
  if (run.assumed.has(pair)) return undefined
  const decided = run.decided[run.side]
  if (decided.has(pair)) return decided.get(pair)
  const size = run.trail.push(pair) - 1
  run.assumed.add(pair)
  const problem = compareUnaliased(below, ...types)
  if (problem === undefined) return undefined
  for (const refuted of run.trail.splice(size)) run.assumed.delete(refuted)
  // It failed although all that was assumed spoke for it, and so it always will.
  if (problem.unsure !== true) decided.set(pair, problem)
  return problem
}

function compareUnaliased(run: Run, before: TypeRef, after: TypeRef): Problem | undefined {
  if (run.keyOf(before, 'before') === run.keyOf(after, 'after')) return undefined
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

function compareNulls(side: Side, given: TypeRef, wanted: TypeRef): Problem | undefined {
  if (given.kind !== 'nullable' || wanted.kind === 'nullable') return undefined
  return { clause: side === 'request' ? 'may no longer be null' : 'may be null now', whole: false }
}

function compareUnions(run: Run, before: TypeRef, after: TypeRef): Problem | undefined {
  const old = before.kind === 'union' ? before.members : [before]
  const now = after.kind === 'union' ? after.members : [after]
  let isUnsure = false
  const isFine = (one: TypeRef, other: TypeRef): boolean => {
    const problem = compare(run, one, other)
    if (problem?.unsure === true) isUnsure = true
    return problem === undefined
  }
  const fine =
    run.side === 'request'
      ? old.every((one) => now.some((other) => isFine(one, other)))
      : now.every((other) => old.some((one) => isFine(one, other)))
  if (fine) return undefined
  return isUnsure ? tooIntricate : different(before, after)
}

function compareObjects(run: Run, before: ObjectView, after: ObjectView): Problem | undefined {
  for (const [name, old] of before.properties) {
    const now = after.properties.get(name)
    if (now === undefined) return inside({ field: name }, { clause: 'is gone', whole: false })
    const problem = requirement(run.side, old, now) ?? compare(run, old.type, now.type)
    if (problem !== undefined) return inside({ field: name }, problem)
  }
  if (run.side === 'response') return undefined
  const needed = [...after.properties.values()].find(({ name, required }) => required && !before.properties.has(name))
  return needed && inside({ field: needed.name }, { clause: 'must be given', whole: false })
}

function requirement(side: Side, before: Property, after: Property): Problem | undefined {
  if (side === 'request') {
    return !before.required && after.required ? { clause: 'must be given now', whole: false } : undefined
  }
  return before.required && !after.required ? { clause: 'may be absent now', whole: false } : undefined
}

function compareLeaves(run: Run, before: TypeRef, after: TypeRef, isFitting: boolean): Problem | undefined {
  if (isFitting) return undefined
  if (isList(before) && isList(after)) return compareLists(run, before, after)
  if (before.kind === 'map' && after.kind === 'map') return inside('values', compare(run, before.values, after.values))
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

function compareLists(run: Run, before: List, after: List): Problem | undefined {
  if (before.kind === 'array' && after.kind === 'array') {
    return inside('items', compare(run, before.items, after.items))
  }
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
    if (problem !== undefined) return inside('items', problem)
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
  if (given.kind !== 'literals' || given.open) return false
  const values = new Set(wanted.values)
  return given.values.every((value) => values.has(value))
}

function literalBase(type: Extract<TypeRef, { kind: 'literals' }>): string {
  return type.values.every((value) => typeof value === 'number') ? 'number' : 'string'
}

function different(before: TypeRef, after: TypeRef): Problem {
  return { clause: `${code(typeText(before))} has become ${code(typeText(after))}`, whole: true, isOther: true }
}
