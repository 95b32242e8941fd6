import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import type { FilePlan } from '../../generator/index.js'

const root = fileURLToPath(new URL('../../', import.meta.url)).replaceAll('\\', '/')

/** What TypeScript's parser finds wrong with the files of a plan. */
export function syntaxErrors(plan: FilePlan): string[] {
  for (const [path, text] of plan) if (path.endsWith('.json')) JSON.parse(text)
  const names = [...plan.keys()].filter((path) => path.endsWith('.ts'))
  const program = ts.createProgram({
    rootNames: names,
    options: { noResolve: true, noLib: true, types: [] },
    host: {
      ...ts.createCompilerHost({}),
      getCurrentDirectory: () => '',
      fileExists: (path) => plan.has(path),
      readFile: (path) => plan.get(path),
      getSourceFile: (path, target) => ts.createSourceFile(path, plan.get(path) ?? '', target),
    },
  })
  return program.getSyntacticDiagnostics().map((diagnostic) => {
    return `${diagnostic.file?.fileName}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`
  })
}

/** How plans that are to be type-checked must import the runtime. */
export const runtimeSpecifier = '../../runtime/index.js'

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts'],
  types: ['node'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
  noEmit: true,
}

/**
 * What the compiler finds wrong with plans, all in one program so that the runtime is read once.
 *
 * @returns messages, each beginning with the plan's number and the path in it
 */
export function typeErrors(plans: readonly FilePlan[]): string[] {
  const folder = `${root}generated/`
  const files = new Map(
    plans.flatMap((plan, number) =>
      [...plan].map(([path, text]): [string, string] => [`${folder}fuzz-${number}/${path}`, text]),
    ),
  )
  const folders = new Set([...files.keys()].map((path) => posix.dirname(path)))
  const host = ts.createCompilerHost(options)
  const program = ts.createProgram({
    rootNames: [...files.keys()].filter((path) => path.endsWith('.ts')),
    options,
    host: {
      ...host,
      getCurrentDirectory: () => root,
      fileExists: (path) => files.has(path) || host.fileExists(path),
      readFile: (path) => files.get(path) ?? host.readFile(path),
      directoryExists: (path) => folders.has(path) || (host.directoryExists?.(path) ?? true),
      getSourceFile: (path, target) => {
        const text = files.get(path)
        return text === undefined ? host.getSourceFile(path, target) : ts.createSourceFile(path, text, target)
      },
    },
  })
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')
    return `${diagnostic.file?.fileName.replace(`${folder}fuzz-`, '') ?? ''}: ${message}`
  })
}
