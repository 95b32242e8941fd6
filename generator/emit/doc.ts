import { lineWidth } from './print.js'

/** Texts of the document as TSDoc comments. */

/** A text that cannot end a comment, start a tag or hide characters. */
export function commentText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('*/', '*\\/')
    .replace(/[^\P{Control}\t\n]|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu, ' ')
}

/** Keeps `@` and braces from being read as TSDoc tags; code spans keep theirs as they are. */
function escapeTags(line: string): string {
  return line
    .split(/(`[^`]*`)/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(/(?<![\w/@])@(?=\w)/g, '\\@').replace(/[{}]/g, '\\$&'),
    )
    .join('')
}

/** Wraps a Markdown text: paragraphs are refilled, list items keep their indentation, code blocks stay as they are. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = []
  let isCode = false
  for (const line of commentText(text).split('\n')) {
    if (line.trim().startsWith('```')) isCode = !isCode
    if (isCode || line.length <= width) lines.push(isCode ? line.trimEnd() : escapeTags(line.trimEnd()))
    else lines.push(...wrapLine(escapeTags(line), width))
  }
  return lines
}

function oneLine(text: string): string {
  return escapeTags(commentText(text).replace(/\s+/g, ' '))
}

function wrapLine(line: string, width: number): string[] {
  const hanging = /^\s*(?:[-*+]|\d+\.)\s+/.exec(line)?.[0].length ?? /^\s*/.exec(line)?.[0].length ?? 0
  const lines: string[] = []
  let current = ''
  for (const word of line.trimEnd().split(/(?<=\S) +/)) {
    if (current !== '' && current.length + 1 + word.length > width) {
      lines.push(current)
      current = ' '.repeat(hanging) + word.trimStart()
    } else {
      current = current === '' ? word : `${current} ${word}`
    }
  }
  lines.push(current)
  return lines
}

/** One TSDoc tag: its name and type are ours, its text is the document's. */
export interface DocTag {
  /** As `@throws NotFoundError (404)`. */
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
  const tagLines = tags.flatMap(({ head, text = '' }) => wrapLine(`${head} ${oneLine(text)}`.trim(), width))
  const groups = tagLines.length === 0 ? paragraphs : [...paragraphs, tagLines]
  if (groups.length === 0) return ''
  const lines = groups.flatMap((group, index) => [...(index === 0 ? [] : ['']), ...group])
  const [only] = lines
  if (lines.length === 1 && only !== undefined && only.length <= width - 4) return `${indent}/** ${only} */\n`
  const body = lines.map((line) => (line === '' ? `${indent} *` : `${indent} * ${line}`))
  return [`${indent}/**`, ...body, `${indent} */`, ''].join('\n')
}
