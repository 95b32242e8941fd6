import { createRequire } from 'node:module'
import type { Project, StatementStructures, WriterFunction } from 'ts-morph'
import { lineWidth } from './print.js'

// By require: an import would have Node scan the compiler's nine megabytes for their exports' names first.
const morph: typeof import('ts-morph') = createRequire(import.meta.url)('ts-morph')
const { IndentationText, NewLineKind, QuoteKind } = morph

/** The kinds of ts-morph's structures. */
export const { StructureKind } = morph

/** One statement: a ts-morph structure, or text written by a function. */
export type Statement = StatementStructures | WriterFunction | string

/** An import of names from a module, types marked as such; nothing where no name is needed. */
export function importNames(moduleSpecifier: string, values: Iterable<string>, types: Iterable<string>): Statement[] {
  const named = [
    ...[...values].map((name) => ({ name, isTypeOnly: false })),
    ...[...types].map((name) => ({ name, isTypeOnly: true })),
  ].sort((a, b) => (a.name < b.name ? -1 : 1))
  if (named.length === 0) return []
  const isTypeOnly = named.every((one) => one.isTypeOnly)
  const names = named.map((one) => (one.isTypeOnly && !isTypeOnly ? `type ${one.name}` : one.name))
  const isLong = names.join(', ').length + moduleSpecifier.length + 'import type {  } from ;'.length + 2 > lineWidth
  const namedImports: WriterFunction | string[] = isLong
    ? (writer) => writer.write(`\n${names.map((name) => `${name},\n`).join('')}`)
    : names
  return [{ kind: StructureKind.ImportDeclaration, isTypeOnly, moduleSpecifier, namedImports }]
}

let project: Project | undefined

/** One in-memory project for all files: making one costs more than printing a file. */
function printer(): Project {
  project ??= new morph.Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    skipFileDependencyResolution: true,
    compilerOptions: { noLib: true, types: [] },
    manipulationSettings: {
      indentationText: IndentationText.TwoSpaces,
      newLineKind: NewLineKind.LineFeed,
      quoteKind: QuoteKind.Single,
      useTrailingCommas: true,
    },
  })
  return project
}

/**
 * The text of a source file.
 *
 * @param header a comment for its first line
 */
export function printFile(path: string, header: string, statements: readonly Statement[]): string {
  const spaced = statements.map((statement) => (typeof statement === 'string' ? `\n${statement}` : statement))
  const file = printer().createSourceFile(path, { statements: spaced }, { overwrite: true })
  const text = file.getFullText()
  printer().removeSourceFile(file)
  return `${header}\n\n${text
    .replace(/^\n+/, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')}`
}
