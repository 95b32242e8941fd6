import { clip, type Diagnostic, formatPlace, quote } from '../diagnostic.js'
import { formatPointer, isJsonObject, type JsonObject, type JsonValue, type Pointer } from '../json.js'
import type { Limits } from '../limits.js'
import type { SpecDocument } from '../parse.js'
import type { Side } from '../positions.js'

/** What a rule says about a member: everything of a diagnostic but where it is. */
export interface Finding {
  readonly rule: string
  readonly message: string
  readonly mend: string
  /** The position that is meant; the member's name where nothing is said. */
  readonly at?: Side
}

/** Collects what the rules find in one document. */
export interface Findings {
  readonly document: SpecDocument
  readonly limits: Limits
  error(pointer: Pointer, finding: Finding): void
  warning(pointer: Pointer, finding: Finding): void
  /** Everything found, in the order of the text. */
  list(): readonly Diagnostic[]
}

/** Starts with nothing found. What goes beyond the limit of diagnostics is counted, not kept. */
export function createFindings(document: SpecDocument, limits: Limits): Findings {
  const found: Diagnostic[] = []
  let dropped = 0
  function add(severity: Diagnostic['severity'], pointer: Pointer, { at, ...finding }: Finding): void {
    if (found.length >= limits.diagnostics) dropped++
    else found.push({ severity, ...finding, place: document.place(pointer, at), pointer: boundedPointer(pointer) })
  }
  return {
    document,
    limits,
    error: (pointer, finding) => add('error', pointer, finding),
    warning: (pointer, finding) => add('warning', pointer, finding),
    list: () => {
      const sorted = [...found].sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
      if (dropped === 0) return sorted
      const message = `${dropped} more problems were found, which are not listed`
      const mend = 'correct those above first'
      return [...sorted, { severity: 'error', rule: 'too-many-problems', message, mend, place: document.place([]) }]
    },
  }
}

const longestStep = 200
const longestPointer = 2_000

/**
 * A way as a JSON pointer, as long as that of any document with acceptable names. Thousands of problems below names of
 * a megabyte would be gigabytes otherwise.
 */
function boundedPointer(pointer: Pointer): string {
  let text = ''
  for (const step of pointer) {
    if (text.length > longestPointer) return `${text}/…`
    text += formatPointer([typeof step === 'string' ? clip(step, longestStep) : step])
  }
  return text
}

/** The place of an earlier member, as messages about a second one name it. */
export function placeOf(findings: Findings, pointer: Pointer): string {
  return formatPlace(findings.document.place(pointer))
}

/** The member of an object, or `undefined` where it has none of this name. */
export function member(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** A value as messages describe it. */
export function describe(value: JsonValue | undefined): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  return isJsonObject(value) ? 'a mapping' : `${quote(value)}`
}

/** The value as a mapping; anything else is reported, and gives `undefined`. */
export function expectMapping(
  findings: Findings,
  pointer: Pointer,
  value: JsonValue,
  what: string,
): JsonObject | undefined {
  if (isJsonObject(value)) return value
  findings.error(pointer, {
    rule: 'not-a-mapping',
    message: `${what} is ${describe(value)}, where a mapping is needed`,
    mend: 'give a mapping, or remove it',
    at: 'value',
  })
  return undefined
}
