import { relative } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { count } from '../count.js'
import { formatDrift } from '../diff/drift.js'
import { visibleJson } from '../emit/print.js'
import { loadApi } from '../load-api.js'
import type { Drift } from '../output/compare.js'
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

interface Options extends DocumentOptions {
  readonly out?: string
  readonly only?: readonly string[]
  readonly runtime?: string
  readonly check: boolean
  readonly dryRun: boolean
  readonly ir: boolean
  readonly clean?: boolean
}

/** Adds `generate`. */
export function addGenerate(program: Command, terminal: Terminal, finish: (status: ExitStatus) => void): void {
  const command = program.command('generate').description('write the client of a document')
  addDocumentOptions(command, defaultSpec)
    .addOption(
      new Option('--out <folder>', 'where to (default: generated/v<API version>)').argParser((path: string) => {
        if (path === '') throw new InvalidArgumentError('It is empty; the working directory is a dot.')
        return path
      }),
    )
    .option('--only <name...>', 'tags or operationIds; models are reduced to what they reach')
    .option('--runtime <specifier>', 'how the output imports the runtime, or "copy" for a self-contained output')
    .addOption(
      new Option('--check', 'write nothing; show what differs from what would be written, with status 1')
        .default(false)
        .conflicts(['dryRun', 'ir']),
    )
    .addOption(
      new Option('--dry-run', 'write nothing; list the files and their sizes').default(false).conflicts(['ir']),
    )
    .option('--clean', 'remove the files that were generated before and no longer are (default)')
    .option('--no-clean', 'keep them')
    .option('--ir', 'write nothing; print the intermediate representation as JSON', false)
    .addHelpText(
      'after',
      `
Examples:
  $ docker-client-gen generate --spec v1.42 --out src/docker
  $ docker-client-gen generate --spec ./v1.44.yaml --out src/docker --only Container Image
  $ docker-client-gen generate --spec v1.42 --out src/docker --check`,
    )
    .action(async (options: Options) => finish(await run(options, terminal)))
}

async function run(options: Options, terminal: Terminal): Promise<ExitStatus> {
  // It brings the TypeScript compiler, whose loading the other commands and the help are spared.
  const { generate, selectModel } = await import('../generate.js')
  const { out, only, runtime, clean } = options
  const settings = await settingsOf(options)
  if (options.ir) {
    const { model, warnings } = await loadApi(settings)
    reportProblems(warnings, terminal)
    terminal.out(visibleJson(selectModel(model, only ?? settings.only), 2))
    return exit.done
  }
  const result = await generate({
    ...settings,
    ...(out === undefined ? {} : { out }),
    ...(only === undefined ? {} : { only }),
    ...(runtime === undefined ? {} : { runtime }),
    ...(clean === undefined ? {} : { clean }),
    write: !options.check && !options.dryRun,
  })
  reportProblems(result.warnings, terminal)
  const folder = relative(process.cwd(), result.out) || '.'
  for (const path of (clean ?? settings.clean) === false ? [] : result.kept) {
    terminal.err(`${folder}/${path}: warning: it is no longer generated, and stays because it was changed; remove it`)
  }
  if (options.dryRun) {
    for (const [path, text] of result.plan) terminal.out(`${Buffer.byteLength(text)}\t${path}`)
    return exit.done
  }
  if (options.check) return check(result.drift, folder, terminal)
  const { operations, types } = result.model
  const changes = result.drift.length === 0 ? 'nothing to change' : `${count(result.drift.length, 'file')} changed`
  terminal.err(`${folder}: ${count(operations.length, 'operation')}, ${count(types.length, 'type')}, ${changes}`)
  return exit.done
}

function check(drift: readonly Drift[], folder: string, terminal: Terminal): ExitStatus {
  if (drift.length === 0) return exit.done
  terminal.out(formatDrift(drift, folder))
  for (const { path, kind } of drift) terminal.err(`${kind}\t${path}`)
  const differ = drift.length === 1 ? '1 file differs' : `${drift.length} files differ`
  terminal.err(`${folder}: error: ${differ} from what the document gives; run generate and commit the result`)
  return exit.no
}
