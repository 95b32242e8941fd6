import { CST, Lexer } from 'yaml'

/** Reports an error at an offset of the text, and never returns. */
export type Refuse = (offset: number, rule: string, message: string, mend: string) => never

/**
 * Splits a YAML text into the lexemes that `yaml`'s `Parser` takes, and reads quoted texts as Go's parser does.
 *
 * YAML wants the continuation lines of a quoted text indented deeper than their parent. libyaml, and so Go's parser,
 * never checks that, and moby's documents 1.25 to 1.38 were published with such lines:
 *
 *     description: "A list of string values to customize labels for MLS
 *     systems, such as SELinux."
 *
 * `yaml`'s lexer cuts the text there and everything after it is misread. The text is accepted as published: where the
 * lexer cuts a quoted text, the whole of it (up to its closing quote) is handed over as the one lexeme that it is, and
 * lexing goes on behind it. The parser folds lines without a look at their indentation, so that the value is the one
 * that Go sees; and since every lexeme is a slice of the original text, every offset is one of the original text.
 *
 * A quote that is closed by the next text's opening quote, or never, is an error at the place where it opens.
 */
export function* splitLexemes(text: string, maximumRepairs: number, refuse: Refuse): Generator<string, void> {
  let offset = 0
  let flowLevel = 0
  let seed = ''
  for (let repairs = 0; ; repairs++) {
    let skipped = 0
    let content = false
    let repaired: number | undefined
    for (const lexeme of new Lexer().lex(seed + text.slice(offset))) {
      const control = isControl(lexeme)
      if (skipped < seed.length) {
        skipped += control ? 0 : lexeme.length
        if (skipped > seed.length) refuseQuote(refuse, offset)
        continue
      }
      flowLevel = content ? flowLevel : nextFlowLevel(flowLevel, lexeme)
      if (!content && isQuoted(lexeme) && (isCut(lexeme) || lexeme.includes('\n'))) {
        const end = isCut(lexeme) ? closingQuote(text, offset) : offset + lexeme.length
        if (end === -1 || !endsValue(text, end, flowLevel > 0)) refuseQuote(refuse, offset)
        if (end !== offset + lexeme.length) {
          if (repairs >= maximumRepairs) refuseRepairs(refuse, offset, maximumRepairs)
          yield text.slice(offset, end)
          repaired = offset
          offset = end
          break
        }
      }
      content = lexeme === CST.SCALAR
      yield lexeme
      offset += control ? 0 : lexeme.length
    }
    if (repaired === undefined) return
    seed = flowLevel > 0 ? `${'['.repeat(flowLevel)}""` : `${lineBefore(text, repaired)}""`
  }
}

/*
 * A new lexer has to stand where the cut one stood. It is brought there by a seed whose lexemes are dropped: in a flow
 * collection as many brackets as are open, otherwise the line up to the quote; and in the quoted text's place an empty
 * one, so that no lexeme spans the seam.
 */
function lineBefore(text: string, offset: number): string {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
}

// Control lexemes have no counterpart in the text (which is known to hold no such characters).
function isControl(lexeme: string): boolean {
  return lexeme === CST.DOCUMENT || lexeme === CST.SCALAR || lexeme === CST.FLOW_END
}

function nextFlowLevel(level: number, lexeme: string): number {
  if (lexeme === '[' || lexeme === '{') return level + 1
  if (lexeme === ']' || lexeme === '}') return Math.max(0, level - 1)
  return lexeme === CST.FLOW_END ? 0 : level
}

function isQuoted(lexeme: string): boolean {
  return lexeme.startsWith('"') || lexeme.startsWith("'")
}

/** Whether a quoted lexeme has no closing quote. */
function isCut(lexeme: string): boolean {
  const mark = lexeme.charAt(0)
  if (lexeme.length < 2 || !lexeme.endsWith(mark)) return true
  // A quote is escaped by a backslash in one style, and by being doubled in the other.
  const escaping = mark === '"' ? '\\' : mark
  let run = lexeme.length - 2
  while (run > 0 && lexeme.charAt(run) === escaping) run--
  return (lexeme.length - 2 - run) % 2 === 1
}

/** The offset behind the quote that closes the one at `start`; -1 where there is none, as at a document marker. */
function closingQuote(text: string, start: number): number {
  return text.charAt(start) === '"' ? scanDouble(text, start) : scanSingle(text, start)
}

function scanDouble(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x5c) at++
    else if (code === 0x22) return at + 1
    else if (code === 0x0a && isDocumentMarker(text, at + 1)) return -1
  }
  return -1
}

function scanSingle(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x27) {
      if (text.charCodeAt(at + 1) !== 0x27) return at + 1
      at++
    } else if (code === 0x0a && isDocumentMarker(text, at + 1)) return -1
  }
  return -1
}

function isDocumentMarker(text: string, at: number): boolean {
  const mark = text.slice(at, at + 3)
  return (mark === '---' || mark === '...') && /^\s?$/.test(text.charAt(at + 3))
}

/** Whether what follows a quoted text of several lines leaves it a value of its own. Such a text is no block key. */
function endsValue(text: string, end: number, inFlow: boolean): boolean {
  let at = end
  while (text.charAt(at) === ' ' || text.charAt(at) === '\t') at++
  const next = text.charAt(at)
  if (next === '#') return at > end
  return inFlow ? /^[\r\n,\]}:]?$/.test(next) : /^[\r\n]?$/.test(next)
}

function refuseQuote(refuse: Refuse, offset: number): never {
  return refuse(
    offset,
    'unterminated-quote',
    'the quoted text that opens here is not closed, so that the rest of the document cannot be told apart from it',
    'add the closing quote, or escape the quote inside the text',
  )
}

function refuseRepairs(refuse: Refuse, offset: number, maximum: number): never {
  return refuse(
    offset,
    'too-many-under-indented',
    `more than ${maximum} quoted texts continue on lines that are indented less than their parent`,
    'indent the continuation lines, or raise the limit by --limit underIndented=<number>',
  )
}
