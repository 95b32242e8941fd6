import { type Command, InvalidArgumentError, Option } from 'commander'
import { count } from '../count.js'
import { type DiagnosticFormat, diagnosticFormats, formatDiagnosticList } from '../diagnostic-formats.js'
import { lint } from '../load-api.js'
import { defaultSpec } from '../sources.js'
import { addDocumentOptions, type DocumentOptions, type ExitStatus, exit, settingsOf, type Terminal } from './shared.js'

interface Options extends DocumentOptions {
  readonly format: DiagnosticFormat
  readonly maxWarnings?: number
}

/** Adds `lint`. */
export function addLint(program: Command, terminal: Terminal, finish: (status: ExitStatus) => void): void {
  const command = program.command('lint').description('say everything that is wrong with a document')
  addDocumentOptions(command, defaultSpec)
    .addOption(new Option('--format <format>', 'how it is written').choices(diagnosticFormats).default('text'))
    .option('--max-warnings <number>', 'status 1 where there are more warnings than these', toCount)
    .addHelpText(
      'after',
      `
Each problem has its place, what it means for the client, what to do, and its rule's name. With --format github the
problems become annotations of a pull request.

Examples:
  $ docker-client-gen lint --spec ./my-engine.yaml
  $ docker-client-gen lint --spec ./my-engine.yaml --no-corrections --overlay mine.yaml
  $ docker-client-gen lint --spec ./my-engine.yaml --format github`,
    )
    .action(async (options: Options) => finish(await run(options, terminal)))
}

function toCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is no number of warnings.')
  return Number(text)
}

/** What is wrong with a source, so that nothing of the document was looked at. */
const sourceRules: ReadonlySet<string> = new Set(['download-failed', 'unknown-source', 'unknown-version', 'unreadable'])

async function run(options: Options, terminal: Terminal): Promise<ExitStatus> {
  const problems = await lint(await settingsOf(options))
  const listed = formatDiagnosticList(problems, options.format)
  if (listed !== '') terminal.out(listed)
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.length - errors
  terminal.err(`${count(errors, 'error')}, ${count(warnings, 'warning')}`)
  if (problems.some(({ rule }) => sourceRules.has(rule))) return exit.unusable
  return errors === 0 && warnings <= (options.maxWarnings ?? Number.POSITIVE_INFINITY) ? exit.done : exit.no
}
