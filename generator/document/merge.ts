import { isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from './json.js'
import { type Limits, raiseMend } from './limits.js'

/** Merging of JSON values as overlays do it, in bounds: a few lines of overlay can stand for more than any memory. */

/** An object that is being changed. */
export type Mutable = { [name: string]: JsonValue }

/** An overlay would make a document larger than a limit; the message says what of it. */
export class GrowthError extends Error {
  override readonly name = 'GrowthError'

  constructor(
    message: string,
    readonly rule: 'too-large' | 'too-deep',
    readonly mend: string,
  ) {
    super(message)
  }
}

/** How far a document may still grow. */
export interface Growth {
  /** Called for every value that is written, with how deep it stands. */
  readonly take: (depth: number) => void
}

/** For corrections that are to be trusted. */
export const unbounded: Growth = { take: () => undefined }

/**
 * The growth that limits leave to a document.
 *
 * @param root the document before anything is written
 */
export function boundedGrowth(root: JsonObject, { nodes, depth: deepest }: Limits): Growth {
  let values = countValues(root)
  return {
    take(depth) {
      values++
      if (values > nodes) {
        const message = `the document and what overlays write have more than the ${nodes} values that are accepted`
        throw new GrowthError(message, 'too-large', raiseMend('nodes'))
      }
      if (depth > deepest) {
        const message = `mappings and lists would be nested more than ${deepest} deep`
        throw new GrowthError(message, 'too-deep', raiseMend('depth'))
      }
    },
  }
}

function countValues(root: JsonObject): number {
  const open: JsonValue[] = [root]
  let count = 0
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    count++
    if (isJsonArray(value)) for (const item of value) open.push(item)
    else if (isJsonObject(value)) for (const member of Object.values(value)) open.push(member)
  }
  return count
}

/**
 * Merges as Overlay 1.0 says: objects member by member, lists are appended to, other values are replaced.
 *
 * @param depth how deep the target stands: 1 for a root
 * @returns false where the target can hold no update
 */
export function merge(target: JsonValue | undefined, update: JsonValue, growth: Growth, depth: number): boolean {
  if (Array.isArray(target)) {
    const items: JsonArray = isJsonArray(update) ? update : [update]
    for (const item of items) target.push(clone(item, growth, depth + 1))
    return true
  }
  if (!isJsonObject(target) || !isJsonObject(update)) return false
  // What is merged is counted too: it takes time, if no memory.
  growth.take(depth)
  const mutable: Mutable = target
  for (const [name, value] of Object.entries(update)) {
    if (Object.hasOwn(mutable, name) && merge(mutable[name], value, growth, depth + 1)) continue
    mutable[name] = clone(value, growth, depth + 1)
  }
  return true
}

/** A copy, so that whoever changes one place changes no other. */
function clone(value: JsonValue, growth: Growth, depth: number): JsonValue {
  if (isJsonArray(value)) {
    growth.take(depth)
    return value.map((item) => clone(item, growth, depth + 1))
  }
  if (isJsonObject(value)) return cloneObject(value, growth, depth)
  // A plain value nests nothing.
  growth.take(0)
  return value
}

/** Without a prototype, as the document's own objects, so that no name of a member means anything else. */
export function cloneObject(object: JsonObject, growth: Growth = unbounded, depth = 1): Mutable {
  growth.take(depth)
  const copy: Mutable = Object.create(null)
  for (const [name, value] of Object.entries(object)) copy[name] = clone(value, growth, depth + 1)
  return copy
}
