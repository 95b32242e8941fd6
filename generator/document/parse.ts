import { createHash } from 'node:crypto'
import { Composer, type CST, type Document, Parser, type YAMLError } from 'yaml'
import { type Diagnostic, type Place, quote, UnusableInputError } from './diagnostic.js'
import { isJsonObject, type JsonObject, type Pointer } from './json.js'
import { completeLimits, type Limits } from './limits.js'
import { createLineIndex, createLocator, type Side } from './positions.js'
import { type Refuse, splitLexemes } from './repair.js'
import { convertTree, type DuplicateKey, refuseDepth, refuseSize } from './values.js'

/** A Swagger document as it was read, with the position of everything in it. */
export interface SpecDocument {
  /** The source as messages name it. */
  readonly file: string
  /** The text as published, a byte order mark included. */
  readonly text: string
  /** SHA-256 of the text in UTF-8, which is that of the file, in lower-case hexadecimal. */
  readonly sha256: string
  readonly root: JsonObject
  /**
   * Where a member is in the text. A pointer to a member that the text does not have gives its nearest ancestor.
   *
   * @param pointer - names and indexes from the root
   * @param at - `key` (the default) for the member's name, `value` for what it holds
   */
  place(pointer: Pointer, at?: Side): Place
}

type TextDocument = Document.Parsed

/** More syntax errors than these are hardly ever more than consequences of the first. */
const printedErrors = 20

// The control characters below U+0020 but tab and line ends.
const forbidden = /[^\t\n\r\x20-\uffff]/

/**
 * Parses a YAML 1.2 (core schema) or JSON text.
 *
 * Keys are texts, as written: the response code `200` is the member `"200"`. A `<<` is a key like any other.
 *
 * @param text - the whole document
 * @param file - how messages name it
 * @throws UnusableInputError where the text is not one well-formed document with a mapping at its root, or where it is
 *   larger than the limits
 */
export function parseDocument(text: string, file: string, limits?: Partial<Limits>): SpecDocument {
  const bounds = completeLimits(limits)
  const placeOf = createLineIndex(text, file)
  const refuse: Refuse = (offset, rule, message, mend) => {
    throw new UnusableInputError([{ severity: 'error', rule, message, mend, place: placeOf(offset) }])
  }
  refuseUnreadable(text, bounds, refuse)
  const document = compose(readTokens(text, bounds, refuse), placeOf, refuse)
  const { value: root, targets, duplicates } = convertTree(document.contents, bounds, refuse)
  if (duplicates.length > 0) throw new UnusableInputError(duplicateDiagnostics(duplicates, placeOf))
  if (!isJsonObject(root)) {
    const found = root === null ? 'is empty' : `holds ${Array.isArray(root) ? 'a list' : `the value ${quote(root)}`}`
    refuse(
      document.contents?.range[0] ?? 0,
      'root-not-mapping',
      `the document ${found}, where a mapping with swagger, paths and definitions is needed`,
      'give a Swagger 2.0 document',
    )
  }
  const locate = createLocator({ contents: document.contents, targets })
  return {
    file,
    text,
    sha256: createHash('sha256').update(text, 'utf8').digest('hex'),
    root,
    place: (pointer, at = 'key') => placeOf(locate(pointer, at)),
  }
}

function refuseUnreadable(text: string, limits: Limits, refuse: Refuse): void {
  // A text has at least as many bytes as characters, so that this costs nothing.
  if (text.length > limits.bytes) refuseSize(refuse, 0, 'bytes', 'bytes', limits.bytes)
  let lines = 1
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) {
    if (++lines > limits.lines) refuseSize(refuse, end, 'lines', 'lines', limits.lines)
  }
  const control = forbidden.exec(text)
  if (control) {
    const message = `the document holds the control character ${quote(control[0])}, which no YAML or JSON text may`
    refuse(control.index, 'control-character', message, 'check that the source is a text, or escape the character')
  }
}

/** The lexemes as concrete syntax; bounded, because everything after it is recursive and takes memory by the token. */
function readTokens(text: string, limits: Limits, refuse: Refuse): CST.Token[] {
  const parser = new Parser()
  const tokens: CST.Token[] = []
  let count = 0
  let errors = 0
  let properties = 0
  for (const lexeme of splitLexemes(text, limits.underIndented, refuse)) {
    for (const token of parser.next(lexeme)) {
      tokens.push(token)
      if (token.type === 'error') errors++
    }
    if (errors >= printedErrors) break
    if (parser.stack.length > limits.depth) refuseDepth(refuse, parser.offset - lexeme.length, limits.depth)
    if (/^[!&]/.test(lexeme) && ++properties > limits.properties) {
      refuseSize(refuse, parser.offset, 'anchors and tags', 'properties', limits.properties)
    }
    if (++count > limits.tokens) refuseSize(refuse, parser.offset, 'tokens', 'tokens', limits.tokens)
  }
  for (const token of parser.end()) tokens.push(token)
  return tokens
}

function compose(tokens: readonly CST.Token[], placeOf: (offset: number) => Place, refuse: Refuse): TextDocument {
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    stringKeys: true,
    // yaml compares every key with every other one of its mapping; the conversion finds doubles in linear time.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
  const [document, second] = [...composer.compose(tokens, true, 0)]
  if (document === undefined) return refuse(0, 'yaml-syntax', 'there is no document', 'give a Swagger 2.0 document')
  const problems = [...document.errors, ...document.warnings]
  if (problems.length > 0) throw new UnusableInputError(syntaxDiagnostics(problems, placeOf))
  if (second) {
    const message = 'a second document begins here, and a client is made from one'
    refuse(second.range[0], 'several-documents', message, 'split the file')
  }
  return document
}

/** Where yaml would speak of its own options and inner workings, which say nothing to the reader. */
const plainMessages: Partial<Record<YAMLError['code'], string>> = {
  NON_STRING_KEY: 'a key is a mapping, a list or nothing, where a text is needed',
  RESOURCE_EXHAUSTION: 'mappings and lists are nested deeper here than the parser can go',
}

/** What to do about a mistake, by yaml's code for it. */
const syntaxMends: Partial<Record<YAMLError['code'], string>> = {
  BAD_INDENT: 'give lines that belong together the same indentation',
  BAD_DQ_ESCAPE: 'double the backslash, or use single quotes',
  BLOCK_AS_IMPLICIT_KEY: 'begin it on a line of its own, or quote it',
  MISSING_CHAR: 'add what is missing; often a quote or a bracket is never closed',
  MULTILINE_IMPLICIT_KEY: 'write the key on one line; often a colon is missing, or a quote never closed',
  NON_STRING_KEY: 'quote the key',
  RESOURCE_EXHAUSTION: 'nest it less deeply; no limit can be raised this far',
  TAB_AS_INDENT: 'indent by blanks',
}

/** One diagnostic for each line: what follows a syntax error on its line is nearly always its consequence. */
function syntaxDiagnostics(problems: readonly YAMLError[], placeOf: (offset: number) => Place): Diagnostic[] {
  const byLine = new Map<number, Diagnostic>()
  for (const { pos, code, message } of [...problems].sort((a, b) => a.pos[0] - b.pos[0])) {
    const place = placeOf(pos[0])
    const text = `this is not YAML or JSON that can be read: ${plainMessages[code] ?? message}`
    const mend = syntaxMends[code] ?? 'correct the text here, or what stands right before it'
    if (!byLine.has(place.line)) {
      byLine.set(place.line, { severity: 'error', rule: 'yaml-syntax', message: text, mend, place })
    }
  }
  return [...byLine.values()].slice(0, printedErrors)
}

function duplicateDiagnostics(duplicates: readonly DuplicateKey[], placeOf: (offset: number) => Place): Diagnostic[] {
  return duplicates.map(({ name, offset, first }) => {
    const earlier = placeOf(first)
    return {
      severity: 'error',
      rule: 'duplicate-key',
      message: `the key ${quote(name)} is given twice in one mapping (first at ${earlier.line}:${earlier.column}), and only one of its values can be meant`,
      mend: 'remove one of them',
      place: placeOf(offset),
    }
  })
}
