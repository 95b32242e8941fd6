import type { TypeRef } from '../model/ir.js'
import { code } from './change.js'
import type { Comparison } from './comparison.js'
import { unalias } from './objects.js'

type Value = string | number

/** The difference of two enums. */
export interface ValuesChange {
  readonly added: readonly Value[]
  readonly removed: readonly Value[]
}

/** A type may be a list of itself. */
const mostDepth = 50

/** The difference of two enums, in whatever they stand; undefined where there is none, or anything else differs too. */
export function valuesChange(
  comparison: Comparison,
  before: TypeRef,
  after: TypeRef,
  depth = 0,
): ValuesChange | undefined {
  if (depth > mostDepth) return undefined
  const old = unalias(before, comparison.before)
  const now = unalias(after, comparison.after)
  const inside = (one: TypeRef, other: TypeRef): ValuesChange | undefined =>
    valuesChange(comparison, one, other, depth + 1)
  if (old.kind === 'array' && now.kind === 'array') return inside(old.items, now.items)
  if (old.kind === 'nullable' && now.kind === 'nullable') return inside(old.type, now.type)
  if (old.kind === 'runtime' && now.kind === 'runtime' && old.name === now.name) {
    return old.parameter === undefined || now.parameter === undefined ? undefined : inside(old.parameter, now.parameter)
  }
  if (old.kind !== 'literals' || now.kind !== 'literals' || old.open !== now.open) return undefined
  const [added, removed] = [without(now.values, old.values), without(old.values, now.values)]
  return added.length === 0 && removed.length === 0 ? undefined : { added, removed }
}

function without(values: readonly Value[], others: readonly Value[]): Value[] {
  const known = new Set(others)
  return values.filter((value) => !known.has(value))
}

/** Which values came and went. */
export function valuesText({ added, removed }: ValuesChange): string {
  const parts = [
    ...(added.length === 0 ? [] : [`${added.length === 1 ? 'new value' : 'new values'} ${list(added)}`]),
    ...(removed.length === 0 ? [] : [`${removed.length === 1 ? 'value' : 'values'} removed: ${list(removed)}`]),
  ]
  return parts.join('; ')
}

/** More values than these are read by nobody. */
const mostValues = 30

function list(values: readonly Value[]): string {
  const shown = values.slice(0, mostValues).map((value) => code(JSON.stringify(value)))
  const more = values.length - shown.length
  return [...shown, ...(more === 0 ? [] : [`and ${more} more`])].join(', ')
}
