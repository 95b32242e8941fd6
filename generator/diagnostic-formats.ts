import { type Diagnostic, formatDiagnostic, showInvisible } from './document/index.js'
import { visibleJson } from './emit/print.js'

/** The forms of a list of problems. */
export const diagnosticFormats = ['text', 'json', 'github'] as const

/** A form of problems: for a terminal, for programs, or as annotations of a pull request on GitHub. */
export type DiagnosticFormat = (typeof diagnosticFormats)[number]

/** Writes problems down: a line each, or JSON. */
export function formatDiagnosticList(problems: readonly Diagnostic[], format: DiagnosticFormat): string {
  if (format === 'json') return visibleJson(problems, 2)
  return problems.map(format === 'github' ? formatAnnotation : formatDiagnostic).join('\n')
}

/** A problem as a workflow command of GitHub Actions. */
function formatAnnotation({ severity, rule, message, mend, place }: Diagnostic): string {
  const properties = { file: place.file, line: place.line, col: place.column, title: rule }
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
  return `::${severity} ${list.join(',')}::${escapeData(`${message}\n${mend}`)}`
}

/** Line ends would begin another command, and a document's texts are not to be trusted with that. */
function escapeData(text: string): string {
  const lines = text.split('\n').map(showInvisible).join('\n')
  return lines.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
