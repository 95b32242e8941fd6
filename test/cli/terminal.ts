import { runCli } from '../../generator/cli.js'
import type { ExitStatus } from '../../generator/commands/shared.js'

/** What a run of the command line said and gave. */
export interface Run {
  readonly status: ExitStatus
  readonly out: string
  readonly err: string
}

/** Runs the command line in this process. */
export async function run(...args: readonly string[]): Promise<Run> {
  const out: string[] = []
  const err: string[] = []
  const status = await runCli(args, { out: (text) => out.push(text), err: (text) => err.push(text) })
  return { status, out: out.join('\n'), err: err.join('\n') }
}
