import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Config, configFile, loadConfig } from '../config.js'
import {
  type Diagnostic,
  formatDiagnostics,
  isLimit,
  isLimitValue,
  type Limits,
  limitNames,
  showInvisible,
  UnusableInputError,
} from '../document/index.js'
import { errorCode, OutputError } from '../output/error.js'

/** Where a command writes: results to `out`, messages to `err`. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
}

/** Exit statuses of all commands. */
export const exit = {
  done: 0,
  /** The answer is no: drift, errors, breaking changes. */
  no: 1,
  /** The input or the arguments are unusable. */
  unusable: 2,
} as const

/** An exit status. */
export type ExitStatus = (typeof exit)[keyof typeof exit]

/** The options of commands that read a document, as far as they were given. */
export interface DocumentOptions {
  readonly spec?: string
  readonly overlay?: readonly string[]
  readonly corrections?: boolean
  readonly config?: string
  readonly limit?: Partial<Limits>
}

/** Adds the options that say which document is read. */
export function addDocumentOptions(command: Command, defaultSpec: string): Command {
  command.option('--spec <source>', `version name, path, URL, or - for standard input (default: ${defaultSpec})`)
  return addCorrectionOptions(command)
}

/** Adds the options that say what is done to documents. */
export function addCorrectionOptions(command: Command): Command {
  return command
    .option('--overlay <file...>', 'OpenAPI Overlays to apply after the corrections of this package')
    .option('--corrections', 'apply the corrections of this package (default)')
    .option('--no-corrections', 'leave them out')
    .addOption(limitOption())
    .option('--config <file>', `settings that stand for options (default: ${configFile}, where it is there)`)
}

/** What the command line says, and else the project's settings. */
export async function settingsOf(options: DocumentOptions): Promise<Config> {
  const { spec, overlay, corrections, limit } = options
  const config = await loadConfig(options.config)
  return {
    ...config,
    ...(spec === undefined ? {} : { spec }),
    ...(overlay === undefined ? {} : { overlays: overlay }),
    ...(corrections === undefined ? {} : { corrections }),
    ...(limit === undefined ? {} : { limits: { ...config.limits, ...limit } }),
  }
}

/** The option that raises, or lowers, how much a document may ask of this process. */
export function limitOption(): Option {
  return new Option('--limit <name=number...>', `how much a document may ask of this process: ${limitNames}`).argParser(
    (text: string, before: Partial<Limits> = {}): Partial<Limits> => {
      const [, name = '', digits = ''] = /^(\w+)=(\d+)$/.exec(text) ?? []
      const value = Number(digits)
      if (isLimit(name) && isLimitValue(value)) return { ...before, [name]: value }
      throw new InvalidArgumentError(`Give a name and a whole number, as bytes=16777216; the names are ${limitNames}.`)
    },
  )
}

/** Says what a document's reader should know, one problem a line. */
export function reportProblems(problems: readonly Diagnostic[], terminal: Terminal): void {
  if (problems.length > 0) terminal.err(formatDiagnostics(problems))
}

/** What to do where the system has refused something, by its code. */
const systemMends: Readonly<Record<string, string>> = {
  EACCES: 'check whose the file or folder is, or give another',
  EPERM: 'check whose the file or folder is, or give another',
  EROFS: 'nothing can be written there; give another folder',
  ENOSPC: 'make room, or give a folder on another disk',
  EDQUOT: 'make room, or give a folder on another disk',
  ENOTDIR: 'a file stands where a folder is needed; move it away, or give another folder',
  EEXIST: 'a file stands where a folder is needed; move it away, or give another folder',
  EISDIR: 'a folder stands where a file is needed; move it away, or give another folder',
  ENOENT: 'check the path',
  ENAMETOOLONG: 'give a shorter path',
}

/** Says what was wrong, one problem a line, and gives the status for it. */
export function reportFailure(error: unknown, terminal: Terminal): ExitStatus {
  if (error instanceof UnusableInputError) {
    reportProblems(error.diagnostics, terminal)
    return exit.unusable
  }
  if (error instanceof OutputError || errorCode(error) !== undefined) {
    const message = error instanceof Error ? error.message : String(error)
    const mend = systemMends[errorCode(error) ?? '']
    terminal.err(`docker-client-gen: error: ${showInvisible(message)}${mend === undefined ? '' : `; ${mend}`}`)
    return exit.unusable
  }
  // A stack says nothing to who runs this in CI, and everything to who mends it.
  const fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
  terminal.err(`docker-client-gen: error: this is a fault of the generator, please report it: ${fault}`)
  return exit.unusable
}
