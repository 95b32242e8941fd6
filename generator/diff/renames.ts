import type { Operation, TypeRef } from '../model/ir.js'
import type { Declarations } from './objects.js'
import { objectOf, unalias } from './objects.js'
import { type OperationPair, resultType } from './operations-match.js'

type Pair = readonly [TypeRef, TypeRef]

/** Recursive types of different lengths meet in as many pairs as the product of their lengths. */
const mostPairs = 100_000

/**
 * Finds the declarations that were renamed: at some place both models have, the old one refers to a declaration that
 * is gone, the new one to a declaration that was not there, and both hold much the same.
 *
 * @returns new names by old names
 */
export function findRenames(
  operations: readonly OperationPair[],
  before: Declarations,
  after: Declarations,
): ReadonlyMap<string, string> {
  const renames = new Map<string, string>()
  const taken = new Set<string>()
  const open: Pair[] = [...sameNames(before, after), ...operations.flatMap(usedTypes)]
  const seen = new Set<string>()
  for (let pair = open.pop(); pair !== undefined && seen.size < mostPairs; pair = open.pop()) {
    const [old, now] = pair
    open.push(...nestedPairs(old, now))
    if (old.kind !== 'reference' || now.kind !== 'reference') continue
    const key = `${old.name} ${now.name}`
    if (seen.has(key)) continue
    seen.add(key)
    const isFree = !after.has(old.name) && !before.has(now.name) && !renames.has(old.name) && !taken.has(now.name)
    if (isFree && isAlike(old, now, before, after)) {
      renames.set(old.name, now.name)
      taken.add(now.name)
    }
    open.push(...memberPairs(old, now, before, after))
  }
  return renames
}

/** Declarations of one name, or of one that differs only by case. */
function sameNames(before: Declarations, after: Declarations): Pair[] {
  const folded = new Map([...after.keys()].map((name) => [name.toLowerCase(), name]))
  return [...before.keys()].flatMap((name): Pair[] => {
    const other = after.has(name) ? name : folded.get(name.toLowerCase())
    return other === undefined
      ? []
      : [
          [
            { kind: 'reference', name },
            { kind: 'reference', name: other },
          ],
        ]
  })
}

function usedTypes({ before, after }: OperationPair): Pair[] {
  return [
    ...both(before.body?.type, after.body?.type),
    ...both(resultType(before.result), resultType(after.result)),
    ...before.parameters.flatMap(({ name, type }) => both(type, parameterType(after, name))),
  ]
}

function parameterType(operation: Operation, wanted: string): TypeRef | undefined {
  return operation.parameters.find(({ name }) => name === wanted)?.type
}

function both(old: TypeRef | undefined, now: TypeRef | undefined): Pair[] {
  return old === undefined || now === undefined ? [] : [[old, now]]
}

/** The parts of two types of one form that stand in the same place. */
function nestedPairs(old: TypeRef, now: TypeRef): Pair[] {
  if (old.kind === 'nullable' || now.kind === 'nullable') {
    return [[old.kind === 'nullable' ? old.type : old, now.kind === 'nullable' ? now.type : now]]
  }
  if (old.kind === 'array' && now.kind === 'array') return [[old.items, now.items]]
  if (old.kind === 'map' && now.kind === 'map') return [[old.values, now.values]]
  if (old.kind === 'runtime' && now.kind === 'runtime') return both(old.parameter, now.parameter)
  return []
}

function memberPairs(old: TypeRef, now: TypeRef, before: Declarations, after: Declarations): Pair[] {
  const views = [objectOf(old, before), objectOf(now, after)] as const
  const [left, right] = views
  if (left !== undefined && right !== undefined) {
    return [...left.properties.values()].flatMap(({ name, type }) => both(type, right.properties.get(name)?.type))
  }
  const plain = [unalias(old, before), unalias(now, after)] as const
  return plain[0].kind === 'reference' || plain[1].kind === 'reference' ? [] : [plain]
}

/** At least a third of what the old object holds is in the new one; other types are alike if they are of one kind. */
function isAlike(old: TypeRef, now: TypeRef, before: Declarations, after: Declarations): boolean {
  const left = objectOf(old, before)
  const right = objectOf(now, after)
  if (left === undefined || right === undefined) return unalias(old, before).kind === unalias(now, after).kind
  const shared = [...left.properties.keys()].filter((name) => right.properties.has(name)).length
  return shared * 3 >= left.properties.size
}
