import type { ApiDiff } from './change.js'
import { formatDiffMarkdown } from './format-markdown.js'
import { formatDiffText } from './format-text.js'

export type { ApiDiff, Change, ChangeRule, ComparedApi } from './change.js'
export { compareApis } from './compare.js'

/** The forms of a difference. */
export const diffFormats = ['text', 'markdown', 'json'] as const

/** A form of a difference: for a terminal, for a pull request, or for programs. */
export type DiffFormat = (typeof diffFormats)[number]

/** Writes a difference down. */
export function formatDiff(diff: ApiDiff, format: DiffFormat): string {
  if (format === 'json') return JSON.stringify(diff, undefined, 2)
  return format === 'markdown' ? formatDiffMarkdown(diff) : formatDiffText(diff)
}
