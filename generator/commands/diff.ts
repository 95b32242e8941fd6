import { type Command, Option } from 'commander'
import { compareApis, type DiffFormat, diffFormats, formatDiff } from '../diff/index.js'
import { UnusableInputError } from '../document/index.js'
import { loadApi } from '../load-api.js'
import {
  addCorrectionOptions,
  type DocumentOptions,
  type ExitStatus,
  exit,
  reportProblems,
  settingsOf,
  type Terminal,
} from './shared.js'

interface Options extends DocumentOptions {
  readonly format: DiffFormat
  readonly exitCode: boolean
}

/** Adds `diff`. */
export function addDiff(program: Command, terminal: Terminal, finish: (status: ExitStatus) => void): void {
  const command = program
    .command('diff')
    .description('say what changed between two documents, and what breaks callers of the generated client')
    .argument('<from>', 'version name (v1.42), path, URL, or - for standard input')
    .argument('<to>', 'the same, of the newer document')
    .addOption(new Option('--format <format>', 'how it is written').choices(diffFormats).default('text'))
    .option('--exit-code', 'status 1 where something breaks callers', false)
  addCorrectionOptions(command)
    .addHelpText(
      'after',
      `
What callers give may become wider, what they read may become narrower; anything else breaks them.
Descriptions are not compared.

Examples:
  $ docker-client-gen diff ./v1.41.yaml v1.42
  $ docker-client-gen diff v1.42 ./v1.44.yaml --format markdown > diff.md
  $ docker-client-gen diff old.yaml new.yaml --exit-code`,
    )
    .action(async (from: string, to: string, options: Options) => finish(await run(from, to, options, terminal)))
}

async function run(from: string, to: string, options: Options, terminal: Terminal): Promise<ExitStatus> {
  if (from === '-' && to === '-') refuseTwice()
  const settings = await settingsOf(options)
  const before = await loadApi({ ...settings, spec: from })
  const after = await loadApi({ ...settings, spec: to })
  reportProblems([...before.warnings, ...after.warnings], terminal)
  const diff = compareApis(before.model, after.model)
  terminal.out(formatDiff(diff, options.format))
  return options.exitCode && diff.breaking > 0 ? exit.no : exit.done
}

function refuseTwice(): never {
  const place = { file: '<stdin>', line: 1, column: 1 }
  const message = 'standard input is named twice, and can be read once'
  throw new UnusableInputError([
    { severity: 'error', rule: 'unreadable', message, mend: 'give the path of one of the documents', place },
  ])
}
