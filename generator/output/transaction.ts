import { copyFile, link, mkdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errorCode } from './error.js'

/** Changes to files, each of which can be taken back. */
export interface Transaction {
  /** Makes a folder and those above it. */
  makeFolder(path: string): Promise<void>
  /** Moves a file to its place. A reader sees the old file or the new one, never a part, and never none. */
  replace(from: string, to: string, exists: boolean): Promise<void>
  /** Removes a file. */
  remove(path: string): Promise<void>
  /** Takes everything back, the last first. What cannot be taken back does not keep the rest from it. */
  rollBack(): Promise<void>
}

/**
 * Begins a transaction.
 *
 * @param backups the folder that old files are kept in; on the same file system, and made by the transaction's user
 */
export function beginTransaction(backups: string): Transaction {
  const undo: (() => Promise<void>)[] = []
  let count = 0
  const nextBackup = (): string => join(backups, `backup-${count++}`)
  return {
    async makeFolder(path) {
      for (const folder of await missingFolders(path)) undo.push(() => rmdir(folder))
    },
    async replace(from, to, exists) {
      if (exists) {
        const backup = nextBackup()
        await keep(to, backup)
        undo.push(() => rename(backup, to))
      }
      await rename(from, to)
      if (!exists) undo.push(() => rm(to))
    },
    async remove(path) {
      const backup = nextBackup()
      await rename(path, backup)
      undo.push(() => rename(backup, path))
    },
    async rollBack() {
      for (const step of undo.splice(0).reverse()) await step().catch(() => undefined)
    },
  }
}

/** Makes a folder. Gives those that were missing, the outermost first. */
async function missingFolders(path: string): Promise<string[]> {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return []
  const made = [path]
  for (let folder = path; folder !== first && folder !== dirname(folder); ) {
    folder = dirname(folder)
    made.unshift(folder)
  }
  return made
}

/** A second name costs nothing; some file systems have none, and get a copy. */
async function keep(path: string, backup: string): Promise<void> {
  try {
    await link(path, backup)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw error
    await copyFile(path, backup)
  }
}
