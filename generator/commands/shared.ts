import type { Command } from 'commander'
import { formatDiagnostic, UnusableInputError } from '../document/index.js'
import type { SourceOptions } from '../generate.js'

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

/** The options of commands that read a document. */
export interface DocumentOptions {
  readonly spec: string
  readonly overlay: readonly string[]
  readonly corrections: boolean
}

/** Adds the options that say which document is read. */
export function addDocumentOptions(command: Command, defaultSpec: string): Command {
  return command
    .option('--spec <source>', 'version name (v1.42), path, URL, or - for standard input', defaultSpec)
    .option('--overlay <file...>', 'OpenAPI Overlays to apply after the corrections of this package', [])
    .option('--no-corrections', 'leave the corrections of this package out')
}

/** The options of a document as the generator takes them. */
export function sourceOptions(options: DocumentOptions): SourceOptions {
  return { spec: options.spec, overlays: options.overlay, corrections: options.corrections }
}

/** Says what was wrong, one problem a line, and gives the status for it. */
export function reportFailure(error: unknown, terminal: Terminal): ExitStatus {
  if (error instanceof UnusableInputError) {
    for (const diagnostic of error.diagnostics.slice(0, 50)) terminal.err(formatDiagnostic(diagnostic))
    if (error.diagnostics.length > 50) terminal.err(`and ${error.diagnostics.length - 50} more`)
    return exit.unusable
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    terminal.err(`docker-client-gen: error: ${error.message}`)
    return exit.unusable
  }
  throw error
}
