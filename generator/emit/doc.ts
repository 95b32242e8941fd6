import { lineWidth } from './print.js'

/** Texts of the document as TSDoc comments. */

/** A text without characters that hide or reorder others; control characters become blanks. */
export function visibleText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\P{Control}\t\n]/gu, ' ')
    .replace(/(?![\u200c\u200d])\p{Format}/gu, '')
    .replace(/\p{Surrogate}/gu, '\ufffd')
}

/** A text that cannot end a comment, nor have `stripInternal` drop what it stands above: that looks for the bare word. */
function commentText(text: string): string {
  return visibleText(text).replaceAll('*/', '*\\/').replaceAll('@internal', '@ internal')
}

/** A text on one line that cannot end a comment. */
export function commentLine(text: string): string {
  return commentText(text).replace(/\s+/g, ' ').trim()
}

/** The length of the longest run of backticks. */
export function longestRun(text: string): number {
  let longest = 0
  // One by one: as arguments of one call, the runs of a long text would overflow the stack.
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  return longest
}

/** A text as a Markdown code span, whatever backticks it holds. One without any text is shown as two quotes. */
export function codeSpan(text: string): string {
  if (text === '') return codeSpan('""')
  const longest = longestRun(text)
  const marks = '`'.repeat(longest + 1)
  return longest === 0 ? `${marks}${text}${marks}` : `${marks} ${text} ${marks}`
}

/** Keeps `@` and braces from being read as TSDoc tags; code spans keep theirs where no compiler reads a tag in them. */
function escapeTags(line: string): string {
  const escaped = line
    .split(/(`[^`]*`)/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(/(?<![\w/@])@(?=\w)/g, '\\@').replace(/[{}]/g, '\\$&'),
    )
    .join('')
  return escapeWords(escaped)
}

/** The compiler reads a tag wherever a word begins with `@`, in code too. */
function escapeWords(line: string): string {
  return line.replace(/(?<!\S)@/g, '\\@')
}

/** Wraps the long lines of a Markdown text: list items keep their indentation, code blocks stay as they are. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = []
  let isCode = false
  for (const line of commentText(text).split('\n')) {
    if (/^\s*(?:```|~~~)/.test(line)) isCode = !isCode
    if (isCode || line.length <= width) lines.push(isCode ? escapeWords(line) : escapeTags(line))
    else lines.push(...wrapLine(escapeTags(line), width))
  }
  return lines
}

/** Fills lines with words. A code span is one, unless it has no room on a line of its own. */
function wrapLine(line: string, width: number): string[] {
  const indent = /^\s*/.exec(line)?.[0] ?? ''
  const hanging = /^\s*(?:[-*+]|\d+\.)\s+/.exec(line)?.[0].length ?? indent.length
  const words = line
    .match(/(?:`[^`]*`|\S)+/g)
    ?.flatMap((word) => (hanging + word.length > width ? word.split(/\s+/) : [word]))
  const lines: string[] = []
  let current = indent
  for (const word of words ?? []) {
    if (current.trim() !== '' && current.length + 1 + word.length > width) {
      lines.push(current)
      current = ' '.repeat(hanging) + word
    } else {
      current = current.trim() === '' ? current + word : `${current} ${word}`
    }
  }
  return [...lines, current]
}

/** One TSDoc tag: its name and type are ours, its text is the document's. */
export interface DocTag {
  /** As `@throws NotFoundError (404)`; ours, never the document's. */
  readonly head: string
  readonly text?: string
}

/**
 * A doc comment, on one line where it fits.
 *
 * @param parts paragraphs of the document's texts; empty ones are left out
 * @param indent blanks before it
 */
export function docComment(parts: readonly string[], indent = '', tags: readonly DocTag[] = []): string {
  const width = lineWidth - indent.length - 3
  const paragraphs = parts.filter((part) => part.trim() !== '').map((part) => wrapText(part, width))
  const tagLines = tags.flatMap(({ head, text = '' }) =>
    wrapLine(`${head} ${escapeTags(commentLine(text))}`.trim(), width),
  )
  const groups = tagLines.length === 0 ? paragraphs : [...paragraphs, tagLines]
  if (groups.length === 0) return ''
  const lines = groups.flatMap((group, index) => [...(index === 0 ? [] : ['']), ...group.map((line) => line.trimEnd())])
  const [only] = lines
  if (lines.length === 1 && only !== undefined && only.length <= width - 4) return `${indent}/** ${only} */\n`
  const body = lines.map((line) => (line === '' ? `${indent} *` : `${indent} * ${line}`))
  return [`${indent}/**`, ...body, `${indent} */`, ''].join('\n')
}
