import { clip, showInvisible } from '../document/index.js'
import { noMentions, printType } from '../emit/print.js'
import type { TypeRef } from '../model/ir.js'

const longestType = 160

/** A type as TypeScript on one line, clipped where it is long. */
export function typeText(type: TypeRef): string {
  return clip(showInvisible(printType(type, noMentions()).replace(/\s+/g, ' ')), longestType)
}

/** What a type says beyond what TypeScript knows. */
const notTypes: ReadonlySet<string> = new Set(['doc', 'format', 'integer', 'default'])

/**
 * A text that is the same for two types exactly where they say the same, descriptions aside.
 *
 * @param rename gives a referenced type's name in the other model
 */
export function typeKey(type: TypeRef, rename: (name: string) => string = (name) => name): string {
  return JSON.stringify(type, (key, value: unknown) => {
    if (notTypes.has(key)) return undefined
    if (typeof value !== 'object' || value === null || !('kind' in value)) return value
    if (value.kind === 'reference' && 'name' in value) return { ...value, name: rename(String(value.name)) }
    if (value.kind === 'literals' && 'values' in value && Array.isArray(value.values)) {
      return { ...value, values: value.values.map(String).sort() }
    }
    return value
  })
}
