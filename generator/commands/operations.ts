import type { Command } from 'commander'
import { resultCall } from '../emit/calls.js'
import { noMentions } from '../emit/print.js'
import { loadApi } from '../load-api.js'
import { defaultSpec } from '../sources.js'
import {
  addDocumentOptions,
  type DocumentOptions,
  type ExitStatus,
  exit,
  reportProblems,
  settingsOf,
  type Terminal,
} from './shared.js'

/** Adds `operations`. */
export function addOperations(program: Command, terminal: Terminal, finish: (status: ExitStatus) => void): void {
  const command = program.command('operations').description('print the table of operations')
  addDocumentOptions(command, defaultSpec)
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      '\nExamples:\n  $ docker-client-gen operations\n  $ docker-client-gen operations --spec ./v1.44.yaml',
    )
    .action(async (options: DocumentOptions & { json: boolean }) => {
      const { model, warnings } = await loadApi(await settingsOf(options))
      reportProblems(warnings, terminal)
      const rows = model.operations.map((operation) => {
        const { operationId, functionName, tag, method, path, result } = operation
        return {
          operationId,
          functionName,
          tag,
          method,
          path,
          result: result.kind,
          gives: resultCall(result, noMentions()).type,
        }
      })
      terminal.out(options.json ? JSON.stringify(rows, undefined, 2) : table(rows))
      finish(exit.done)
    })
}

function table(rows: readonly Readonly<Record<string, string>>[]): string {
  const columns = ['functionName', 'tag', 'method', 'path', 'result', 'gives']
  const widths = columns.map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      columns
        .map((column, index) => (row[column] ?? '').padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
