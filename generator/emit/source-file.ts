import { createRequire } from 'node:module'
import type { ImportDeclarationStructure, Project, WriterFunction } from 'ts-morph'
import { lineWidth } from './print.js'

// By require: an import would have Node scan the compiler's nine megabytes for their exports' names first.
const morph: typeof import('ts-morph') = createRequire(import.meta.url)('ts-morph')
const { IndentationText, NewLineKind, QuoteKind, StructureKind } = morph

/** One import, as ts-morph takes it. */
export type Import = Omit<ImportDeclarationStructure, 'kind'>

/** An import of names from a module, types marked as such; nothing where no name is needed. */
export function importNames(moduleSpecifier: string, values: Iterable<string>, types: Iterable<string>): Import[] {
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
  return [{ isTypeOnly, moduleSpecifier, namedImports }]
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
 * Only the imports go through ts-morph's source file: it parses all that it is given, comments too, which for text that
 * nobody asks anything of would be a third of a whole run.
 *
 * @param header a comment for its first line
 */
export function printFile(
  path: string,
  header: string,
  imports: readonly Import[],
  statements: readonly string[],
): string {
  const structures = imports.map((one) => ({ ...one, kind: StructureKind.ImportDeclaration }) as const)
  const file = printer().createSourceFile(path, { statements: structures }, { overwrite: true })
  const head = file.getFullText()
  printer().removeSourceFile(file)
  return [`${header}\n`, ...(head === '' ? [] : [head]), ...statements].join('\n')
}
