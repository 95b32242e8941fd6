/** Texts and places of the document. */

/** One step of a JSON pointer. */
export function escapePointer(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** A text of the document without blanks around it; empty where it is no text. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

/** Deprecation stands in prose only, in all of Docker's documents. */
export function isDeprecated(thing: { readonly deprecated?: boolean; readonly description?: unknown }): boolean {
  return thing.deprecated === true || /\*\*Deprecated\*\*|\bDeprecated:/.test(text(thing.description))
}
