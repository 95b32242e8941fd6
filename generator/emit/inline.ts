/**
 * The Markdown of one line of the document, made so that every reader sees the same code in it.
 *
 * What stands in code keeps its `<`, so a backtick that a reader takes for something else would turn code into HTML. The
 * constructs that take text as it is, whatever backticks it holds, are therefore let through only in a form that has
 * none: the targets of links, and bare URLs, which GitHub links up to the next blank.
 */

/** How a line's own Markdown is treated. */
export interface InlineOptions {
  /** The line may be a row of the document's own table, where a bar ends a cell even in code. */
  readonly tabular?: boolean
  /** The line stands between the brackets of a link: it can hold no link of its own. */
  readonly linked?: boolean
}

/** A line in which `<` outside of code, and each backtick without a partner, are entities. */
export function inlineText(line: string, options: InlineOptions = {}): string {
  let shown = ''
  let plain = ''
  for (const { text, isCode } of partsOf(line)) {
    if (isCode) {
      shown += plainText(plain, options) + (options.tabular ? inTable(text) : text)
      plain = ''
    } else plain += text
  }
  return shown + plainText(plain, options)
}

/** Markdown of one line as a table's cell takes it: a bar ends a cell, also inside of code. */
export function inTable(markdown: string): string {
  return markdown.replace(/\\+\|?|\|/g, (found) => {
    return found.endsWith('|') ? `${'\\'.repeat(2 * found.length - 2)}\\|` : found
  })
}

/** Text that starts no construct of blocks: no heading, quote, list, rule, fence or definition of a link. */
export function escapeLineStart(line: string): string {
  const isRule = /^[-=*_](?:\s*[-=*_])*\s*$/.test(line)
  if (isRule || /^(?:#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|~~~|\[[^\]]*\]:|\[\^)/.test(line)) return `\\${line}`
  return line.replace(/^(\d{1,9})(?=[.)](?:\s|$))/, '$1\\')
}

interface Part {
  readonly text: string
  readonly isCode: boolean
}

/** Code spans with their marks, and the texts between them, in which each backtick is an entity. */
function partsOf(line: string): Part[] {
  const closers = runsByLength(line)
  const marks = /\\[\\`]|`+/g
  const parts: Part[] = []
  let at = 0
  let isUrl = false
  let seen = 0
  for (let mark = marks.exec(line); mark !== null; mark = marks.exec(line)) {
    parts.push({ text: line.slice(at, mark.index), isCode: false })
    isUrl = inUrl(line.slice(seen, mark.index), isUrl)
    seen = mark.index
    const end = marks.lastIndex
    const isOpener = mark[0].startsWith('`')
    const close = isOpener ? nextRun(closers.get(mark[0].length), end) : undefined
    at = close === undefined ? end : close + mark[0].length
    const text = line.slice(mark.index, at)
    const isCode = close !== undefined && !isUrl
    parts.push({ text: isCode ? text : text.replace(/\\?`/g, '&#96;'), isCode })
    marks.lastIndex = at
  }
  return [...parts, { text: line.slice(at), isCode: false }]
}

/** Where the runs of backticks start, by their lengths, the last ones first. */
function runsByLength(line: string): ReadonlyMap<number, number[]> {
  const runs = new Map<number, number[]>()
  for (const { 0: run, index } of line.matchAll(/`+/g)) {
    const starts = runs.get(run.length)
    if (starts === undefined) runs.set(run.length, [index])
    else starts.push(index)
  }
  for (const starts of runs.values()) starts.reverse()
  return runs
}

/** The first start that is not before `from`; those before it are dropped, for `from` only grows. */
function nextRun(starts: number[] | undefined, from: number): number | undefined {
  while (starts !== undefined && (starts.at(-1) ?? from) < from) starts.pop()
  return starts?.at(-1)
}

/** True where the last word of a text is, or goes on with, a URL. */
function inUrl(text: string, before: boolean): boolean {
  const word = text.split(/\s/).at(-1) ?? ''
  return (before && word.length === text.length) || /:\/\/|www\./i.test(word)
}

function plainText(text: string, { linked = false }: InlineOptions): string {
  const escaped = linked
    ? text.replace(/\\[\s\S]|[[\]]|\\$/g, (found) => (found.length > 1 ? found : `\\${found}`))
    : text.replace(/\\[\s\S]|\](?=[([])/g, (found, at: number) => {
        return found.length > 1 || hasTarget(text, at + 1) ? found : '\\]'
      })
  return escaped.replaceAll('<', '&lt;')
}

const targets = [/\((?:[^\s()`<>\\]|\([^\s()`<>\\]*\))*(?: (?:"[^"`<>\\]*"|'[^'`<>\\]*'))?\)/y, /\[[^[\]`<>\\]*\]/y]

/** True where a link's target stands, whole and without anything that could be taken for more than that. */
function hasTarget(text: string, at: number): boolean {
  return targets.some((target) => {
    target.lastIndex = at
    return target.test(text)
  })
}
