/** A position in a source text. Lines and columns count from 1; columns count UTF-16 code units, as editors do. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** One thing that is wrong with a document, and where. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning'
  /** A stable name in kebab-case, for example `dangling-reference`. */
  readonly rule: string
  /** What is wrong, and what it means for the client. */
  readonly message: string
  /** What to do about it. */
  readonly mend: string
  readonly place: Place
  /** JSON pointer of the member that the diagnostic is about. */
  readonly pointer?: string
}

/** The longest message that is printed, in characters; names from a document are part of it. */
const messageLength = 600
const nameLength = 80
const printedDiagnostics = 50

// Besides control characters: everything that moves the cursor, reorders text or is not seen (bidi, zero width,
// line and paragraph separators, lone surrogates). A document is untrusted, and its names end in a terminal.
const invisible = /[\p{Control}\p{Format}\p{Surrogate}\u2028\u2029]/gu

/** Makes control, bidirectional and invisible characters visible as escapes; everything else stays as it is. */
export function showInvisible(text: string): string {
  return text.replace(invisible, (character) => {
    if (character === '\n') return '\\n'
    if (character === '\r') return '\\r'
    if (character === '\t') return '\\t'
    return `\\u{${character.codePointAt(0)?.toString(16)}}`
  })
}

/** Cuts a text to `length` characters, with an ellipsis in place of the rest. Never splits a surrogate pair. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text
  const end = /[\ud800-\udbff]/.test(text.charAt(length - 2)) ? length - 2 : length - 1
  return `${text.slice(0, end)}…`
}

/** A name or value from a document as it appears in a message: in double quotes, clipped, and on one line. */
export function quote(value: unknown): string {
  const text =
    typeof value === 'string' ? `"${clip(value, nameLength)}"` : clip(JSON.stringify(value) ?? '', nameLength)
  return showInvisible(text)
}

/** A {@link Place} as `file:line:column`. */
export function formatPlace(place: Place): string {
  return `${showInvisible(clip(place.file, messageLength))}:${place.line}:${place.column}`
}

/** A diagnostic as one line: `file:line:column: error: message; mend [rule]`. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const message = showInvisible(clip(diagnostic.message, messageLength))
  const mend = showInvisible(clip(diagnostic.mend, messageLength))
  return `${formatPlace(diagnostic.place)}: ${diagnostic.severity}: ${message}; ${mend} [${diagnostic.rule}]`
}

/** Diagnostics as a list of lines; after the first fifty, one line says how many more there are. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const lines = diagnostics.slice(0, printedDiagnostics).map(formatDiagnostic)
  const more = diagnostics.length - lines.length
  return (more > 0 ? [...lines, `and ${more} more`] : lines).join('\n')
}

/** The input cannot be used at all (exit status 2). The message is the formatted list of diagnostics. */
export class UnusableInputError extends Error {
  override readonly name = 'UnusableInputError'
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[], options?: ErrorOptions) {
    super(formatDiagnostics(diagnostics), options)
    this.diagnostics = diagnostics
  }
}
