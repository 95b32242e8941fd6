import { clip } from '../document/index.js'

/** What can be said about the difference of two APIs, for callers of the clients that are generated from them. */

/** What happened, in a stable name. */
export type ChangeRule =
  | 'operation-added'
  | 'operation-removed'
  | 'operation-renamed'
  | 'operation-moved'
  | 'statuses-changed'
  | 'input-added'
  | 'input-removed'
  | 'input-renamed'
  | 'input-required'
  | 'input-optional'
  | 'input-type'
  | 'input-encoding'
  | 'result-changed'
  | 'model-added'
  | 'model-removed'
  | 'model-renamed'
  | 'model-type'
  | 'field-added'
  | 'field-removed'
  | 'field-required'
  | 'field-optional'
  | 'field-type'
  | 'format-changed'
  | 'values-changed'
  | 'default-changed'
  | 'deprecated'
  | 'undeprecated'

/** One difference. */
export interface Change {
  readonly rule: ChangeRule
  readonly kind: 'added' | 'removed' | 'changed'
  /** True where code that was written against the old client may not compile, or may fail, against the new one. */
  readonly breaking: boolean
  /**
   * True where nothing but this breaks: what is read may be absent, or null, where it could not be. Newer documents say
   * so of much that engines send as ever.
   */
  readonly looser?: true
  /** What the change belongs to. */
  readonly subject: 'operation' | 'model'
  /** The function or type, by the name that it has in the old client, or in the new one where the old has none. */
  readonly owner: string
  /** The input, field, `body` or `result` that changed; absent where the whole function or type did. */
  readonly member?: string
  /** What it means, in Markdown: names and types are in code spans. */
  readonly message: string
  /** The old type, value or place, as TypeScript or JSON. */
  readonly before?: string
  /** The new one. */
  readonly after?: string
}

/** One side of a comparison. */
export interface ComparedApi {
  readonly apiVersion: string
  /** The document's name, without its folder. */
  readonly file: string
  readonly sha256: string
}

/** The difference of two APIs. */
export interface ApiDiff {
  readonly from: ComparedApi
  readonly to: ComparedApi
  /** How many of the changes are breaking. */
  readonly breaking: number
  /** Operations in the order of the new document, then models by name. */
  readonly changes: readonly Change[]
}

/** Collects the changes of one function or type. */
export type Report = (change: Omit<Change, 'subject' | 'owner'>) => void

/** Longer ones say no more to anybody, and the JSON form has them whole where they stand for themselves. */
const longestSpan = 300

/**
 * A text as a code span of Markdown, whatever is in it: the fence is longer than any run of backticks inside. No text at
 * all is shown as an empty string, since two backticks would be the fence of another span.
 */
export function code(text: string): string {
  const line = clip(text, longestSpan).replace(/\s+/g, ' ') || '""'
  let longest = 0
  for (const [run] of line.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  const fence = '`'.repeat(longest + 1)
  const padding = line.startsWith('`') || line.endsWith('`') ? ' ' : ''
  return `${fence}${padding}${line}${padding}${fence}`
}
