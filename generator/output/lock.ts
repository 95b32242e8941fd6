import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorCode, OutputError } from './error.js'

/** How long a run waits for another one, in milliseconds; a run needs a few seconds. */
const patience = 30_000

/**
 * Waits until no other run writes to a folder, and keeps others out: of two outputs that are mixed, neither is whole.
 * The lock of a run that was killed is taken over.
 *
 * @param folder the folder, for messages
 * @param path the file that stands for the lock
 * @param wait how long, in milliseconds
 * @returns what releases the folder
 * @throws OutputError where another run does not end
 */
export async function lockFolder(folder: string, path: string, wait: number = patience): Promise<() => Promise<void>> {
  const end = Date.now() + wait
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' })
      return () => rm(path, { force: true })
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''))
    if (owner > 0 ? !isAlive(owner) : await isForsaken(path)) await rm(path, { force: true })
    else if (Date.now() < end) await sleep(20)
    else throw new OutputError(`another run (process ${owner}) writes to ${folder}; if there is none, remove ${path}`)
  }
}

/** A run that is killed at once leaves a lock without its number. Between the two there is no more than a moment. */
async function isForsaken(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && Date.now() - found.mtimeMs > 1000
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) !== 'ESRCH'
  }
}
