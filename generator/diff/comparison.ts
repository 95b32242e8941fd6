import type { TypeRef } from '../model/ir.js'
import type { Declarations } from './objects.js'
import type { Problem } from './problem.js'
import { typeKey } from './type-text.js'

/** Which way values travel: callers give requests, and read responses. */
export type Side = 'request' | 'response'

/** Two models whose types are held against each other, and what is known of them so far. */
export interface Comparison {
  readonly before: Declarations
  readonly after: Declarations
  /** The name that an old declaration has in the new model: its own, unless it was renamed. */
  rename(name: string): string
  /** A text that is the same for an old and a new type exactly where they say the same. */
  keyOf(type: TypeRef, model: 'before' | 'after'): string
  /** What came of the pairs of types that were compared to an end, for each side. */
  readonly decided: Readonly<Record<Side, Map<string, Problem | undefined>>>
  /** How much may still be compared: unions are tried member by member, which a hostile document could make endless. */
  readonly steps: { left: number }
}

/** Far more than the largest documents take, and done within a second or two. */
const mostSteps = 200_000

/** Begins a comparison. */
export function createComparison(
  before: Declarations,
  after: Declarations,
  renames: ReadonlyMap<string, string>,
): Comparison {
  const rename = (name: string): string => renames.get(name) ?? name
  const keys = { before: new WeakMap<TypeRef, string>(), after: new WeakMap<TypeRef, string>() }
  return {
    before,
    after,
    rename,
    // A type may be an enum of ten thousands of values, and is asked for again and again.
    keyOf: (type, model) => {
      const known = keys[model].get(type)
      if (known !== undefined) return known
      const key = model === 'before' ? typeKey(type, rename) : typeKey(type)
      keys[model].set(type, key)
      return key
    },
    decided: { request: new Map(), response: new Map() },
    steps: { left: mostSteps },
  }
}
