import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCli } from '../../generator/cli.js'

/** What a run of the command line gave. */
export interface Run {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** Runs the command line in this process. */
export async function run(...args: string[]): Promise<Run> {
  const out: string[] = []
  const err: string[] = []
  const status = await runCli(args, { out: (text) => out.push(text), err: (text) => err.push(text) })
  return { status, out: out.join('\n'), err: err.join('\n') }
}

/** Calls `use` with a new folder, which holds files with the given texts, and removes it afterwards. */
export async function inFolder<Result>(
  files: Readonly<Record<string, string>>,
  use: (path: (name: string) => string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'docker-client-gen-'))
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    return await use((name) => join(folder, name))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
