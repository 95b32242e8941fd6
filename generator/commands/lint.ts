import type { Command } from 'commander'
import {
  type Diagnostic,
  formatDiagnostic,
  loadDocument,
  UnusableInputError,
  validateDocument,
} from '../document/index.js'
import { defaultSpec, loadApi } from '../generate.js'
import { specFolder } from '../package.js'
import {
  addDocumentOptions,
  type DocumentOptions,
  type ExitStatus,
  exit,
  sourceOptions,
  type Terminal,
} from './shared.js'

/** Adds `lint`. */
export function addLint(program: Command, terminal: Terminal, finish: (status: ExitStatus) => void): void {
  const command = program.command('lint').description('say everything that is wrong with a document')
  addDocumentOptions(command, defaultSpec)
    .addHelpText('after', '\nExamples:\n  $ docker-client-gen lint --spec ./my-engine.yaml')
    .action(async (options: DocumentOptions) => finish(await run(options, terminal)))
}

async function run(options: DocumentOptions, terminal: Terminal): Promise<ExitStatus> {
  const diagnostics = await findProblems(options)
  for (const diagnostic of diagnostics) terminal.out(formatDiagnostic(diagnostic))
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  terminal.err(`${errors} errors, ${diagnostics.length - errors} warnings`)
  return errors === 0 ? exit.done : exit.no
}

/** The document's own problems; where it has none that matter, also those of corrections that do not fit it. */
async function findProblems(options: DocumentOptions): Promise<readonly Diagnostic[]> {
  const document = await loadDocument(options.spec, { specDirectory: specFolder })
  const diagnostics = validateDocument(document)
  if (diagnostics.some(({ severity }) => severity === 'error')) return diagnostics
  try {
    await loadApi(sourceOptions(options))
    return diagnostics
  } catch (error) {
    if (error instanceof UnusableInputError) return [...diagnostics, ...error.diagnostics]
    throw error
  }
}
