import { createHash } from 'node:crypto'

/** Texts and places of the document. */

/** One step of a JSON pointer. */
export function escapePointer(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1')
}

const longestOrigin = 500

/**
 * A JSON pointer in bounds: every type remembers its own, and names above it can be as long as the document. Of one
 * that is too long, the first steps are left, and a hash of the whole that tells it from others.
 */
export function boundedOrigin(pointer: string): string {
  if (pointer.length <= longestOrigin) return pointer
  const end = pointer.lastIndexOf('/', longestOrigin / 2)
  return `${pointer.slice(0, end)}/…${createHash('sha256').update(pointer).digest('hex').slice(0, 16)}`
}

/** A text of the document without blanks around it; empty where it is no text. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

/** Deprecation stands in prose only, in all of Docker's documents. */
export function isDeprecated(thing: { readonly deprecated?: boolean; readonly description?: unknown }): boolean {
  return thing.deprecated === true || /\*\*Deprecated\*\*|\bDeprecated:/.test(text(thing.description))
}
