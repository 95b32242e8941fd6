import { codeSpan, longestRun, visibleText } from './doc.js'
import { escapeLineStart, inlineText, inTable } from './inline.js'

export { inTable } from './inline.js'

/**
 * Texts of the document in Markdown. Their own Markdown stays, but HTML in them is text: every `<` outside of code
 * becomes an entity, and what is code is decided here, in a form that no reader can take for another.
 */

/** A text of several paragraphs. */
export function paragraphs(text: string): string {
  const source = visibleText(text).split('\n')
  const tabular = source.some(isDelimiter)
  const blocks = blocksOf(source).map(({ code, info, lines }) => {
    if (code) return fenced(info, lines)
    return lines.map((line, index) => inlineText(escapeBlock(line, lines[index - 1] ?? ''), { tabular })).join('\n')
  })
  return blocks.join('\n').trim()
}

/** True for what may be the line below a table's head. */
function isDelimiter(line: string): boolean {
  return /^[-\s>*+|:.\d)]+$/.test(line) && /[|:]/.test(line)
}

/** A text on one line. */
export function oneLine(text: string): string {
  return inlineText(escapeLineStart(visibleText(text).replace(/\s+/g, ' ').trim()))
}

/** A text on one line between the brackets of a link. */
export function linkText(text: string): string {
  return inlineText(visibleText(text).replace(/\s+/g, ' ').trim(), { linked: true })
}

/** A text in a table's cell. Blocks of code become spans, one for each line. */
export function cell(text: string): string {
  const lines = visibleText(text).trim().split('\n')
  const shown = blocksOf(lines, true).flatMap((block) => {
    const full = block.lines.filter((line) => line.trim() !== '')
    return full.map((line) => (block.code ? codeSpan(line.trimEnd()) : inlineText(line)))
  })
  return inTable(shown.join('<br>'))
}

/** Code as a span. */
export function code(text: string): string {
  return codeSpan(visibleText(text).replace(/\s+/g, ' '))
}

/** Lines of one kind: of a block of code without its fences, or of other text. */
interface Block {
  readonly code: boolean
  /** Its language: one plain word, for some readers take a fence with bars behind it for the head of a table. */
  readonly info: string
  readonly lines: string[]
}

/**
 * Blocks of code and what stands between them. A fence that is indented belongs to a list or a quote, whose end is hard
 * to tell: it counts only where `indented` says so, and is text elsewhere.
 */
function blocksOf(lines: readonly string[], indented = false): Block[] {
  const blocks: Block[] = []
  let fence: string | undefined
  for (const line of lines) {
    const start = indented ? line.trimStart() : line
    const opened = fence === undefined ? /^(?:`{3,}(?=[^`]*$)|~{3,})/.exec(start)?.[0] : undefined
    const last = blocks.at(-1)
    if (opened !== undefined) {
      fence = opened
      const info = /^\s*([\w+#.-]*)/.exec(start.slice(opened.length))?.[1] ?? ''
      blocks.push({ code: true, info, lines: [] })
    } else if (fence !== undefined && closes(line, fence)) {
      fence = undefined
      blocks.push({ code: false, info: '', lines: [] })
    } else if (last === undefined) blocks.push({ code: false, info: '', lines: [line] })
    else last.lines.push(line)
  }
  return blocks.filter(({ code, lines }) => code || lines.length > 0)
}

/** True for a fence of the same mark that is at least as long, with nothing behind it. */
function closes(line: string, fence: string): boolean {
  const found = line.trim()
  return found.length >= fence.length && found === (fence[0] ?? '').repeat(found.length)
}

/** A block of code between fences of this file's own, which nothing in it can close. */
function fenced(info: string, lines: readonly string[]): string {
  const text = lines.join('\n')
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return [fence + info, ...lines, fence].join('\n')
}

/**
 * Keeps a line from being read as a fence of tildes, which would take what follows for code; as the underline of a
 * heading; or as a link's or footnote's definition, which is not shown and would hold for the whole page.
 */
function escapeBlock(line: string, above: string): string {
  const [prefix = ''] = /^[-\s>*+.\d)]*/.exec(line) ?? []
  const rest = line.slice(prefix.length)
  if (/^(?:~~~|\[\^|\[[^\]]*\]:|=+\s*$)/.test(rest)) return `${prefix}\\${rest}`
  const isUnderline = above.trim() !== '' && /^[\s>]*-+\s*$/.test(line)
  return isUnderline ? line.replace('-', '\\-') : line
}
