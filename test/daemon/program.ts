import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../endpoint/surroundings.js'

/** How a program went. */
export interface ProgramEnd {
  /** The exit status; null where it was killed, as after a minute. */
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The way and the user of a program. */
export interface ProgramOptions {
  /** All of its variables. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly uid?: number
}

const dist = fileURLToPath(new URL('../../dist/', import.meta.url))
const limit = 60_000

/**
 * Runs a program of a user in a process of its own: it imports `docker` (the generated client) and `runtime` of the
 * built package from `./generated.js` and `./runtime.js`. It must end by itself.
 *
 * The built files are copied, so that other users may read them.
 */
export async function runProgram(code: string, options: ProgramOptions = {}): Promise<ProgramEnd> {
  if (!existsSync(dist)) throw new Error('programs use the built package: npm run build')
  const folder = await temporaryFolder()
  for (const part of ['runtime', 'generated']) await cp(join(dist, part), join(folder, part), { recursive: true })
  await chmod(folder, 0o755)
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder, 'generated.js'), "export * from './generated/v1.42/index.js'\n")
  await writeFile(join(folder, 'runtime.js'), "export * from './runtime/index.js'\n")
  await writeFile(join(folder, 'program.js'), code)
  const { env = process.env, uid } = options
  const spawning = { cwd: folder, env: { ...env }, timeout: limit, ...(uid === undefined ? {} : { uid, gid: uid }) }
  return new Promise((resolve) => {
    execFile(process.execPath, ['program.js'], spawning, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : null
      resolve({ status, stdout, stderr })
    })
  })
}
