import { codeSpan, visibleText } from './doc.js'

/**
 * Texts of the document in Markdown. Their own Markdown stays, but HTML in them is text: every `<` outside of code
 * becomes an entity, and what is code is decided here. A backtick without a partner on its line becomes an entity too,
 * so that no reader can pair it with another and see code, or HTML, where this file saw the other.
 */

/** A text of several paragraphs. A block of code counts where its fence is not indented. */
export function paragraphs(text: string): string {
  let isCode = false
  const lines = visibleText(text)
    .split('\n')
    .map((line) => {
      const isFence = /^```[^`]*$/.test(line)
      if (isFence) isCode = !isCode
      if (isFence && !isCode) return '```'
      return isFence || isCode ? line : inlineText(line)
    })
  return [...lines, ...(isCode ? ['```'] : [])].join('\n').trim()
}

/** A text on one line. */
export function oneLine(text: string): string {
  return inlineText(visibleText(text).replace(/\s+/g, ' ').trim())
}

/** A text on one line between the brackets of a link. */
export function linkText(text: string): string {
  return oneLine(text).replace(/(?<!\\)[[\]]/g, '\\$&')
}

/** A text in a table's cell. Blocks of code become spans, one for each line. */
export function cell(text: string): string {
  let isCode = false
  const lines = visibleText(text)
    .trim()
    .split('\n')
    .map((line) => {
      const isFence = /^\s*```[^`]*$/.test(line)
      if (isFence) isCode = !isCode
      if (isFence || line.trim() === '') return ''
      return isCode ? codeSpan(line.trimEnd()) : inlineText(line)
    })
  return inTable(lines.filter((line) => line !== '').join('<br>'))
}

/** Code as a span. */
export function code(text: string): string {
  return codeSpan(visibleText(text).replace(/\s+/g, ' '))
}

/** Markdown of one line as a table's cell takes it: a bar ends a cell, also inside of code. */
export function inTable(markdown: string): string {
  return markdown.replace(/(\\*)\|/g, (_, before: string) => `${before}${before}\\|`)
}

const anyRun = /(?:\\`)|`+/g

function inlineText(line: string): string {
  let shown = ''
  let at = 0
  while (at < line.length) {
    const open = nextRun(line, at)
    if (open === undefined) break
    shown += plainText(line.slice(at, open.start))
    const close = open.text.startsWith('\\') ? undefined : partner(line, open)
    at = close?.end ?? open.end
    shown += close === undefined ? '&#96;'.repeat(open.text.replace('\\', '').length) : line.slice(open.start, at)
  }
  return shown + plainText(line.slice(at))
}

interface Run {
  readonly text: string
  readonly start: number
  readonly end: number
}

function nextRun(line: string, from: number): Run | undefined {
  anyRun.lastIndex = from
  const found = anyRun.exec(line)
  return found === null ? undefined : { text: found[0], start: found.index, end: anyRun.lastIndex }
}

/** The next run of as many backticks. Inside of code a backslash escapes nothing. */
function partner(line: string, { text, end }: Run): Run | undefined {
  for (const found of line.slice(end).matchAll(/`+/g)) {
    if (found[0].length !== text.length) continue
    const start = end + found.index
    return { text, start, end: start + text.length }
  }
  return undefined
}

function plainText(text: string): string {
  return text.replaceAll('<', '&lt;')
}
