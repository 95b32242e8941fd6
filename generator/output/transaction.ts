import { copyFileSync, linkSync, mkdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { errorCode } from './error.js'

/**
 * Changes to files, each of which can be taken back. They are synchronous: nothing else of the process runs between two
 * of them, a signal that it handles comes before or after all, and one that ends it at once has hardly time to.
 */
export interface Transaction {
  /** Makes a folder and those above it. */
  makeFolder(path: string): void
  /** Moves a file to its place. A reader sees the old file or the new one, never a part, and never none. */
  replace(from: string, to: string, exists: boolean): void
  /** Removes a file. */
  remove(path: string): void
  /** Takes everything back, the last first. What cannot be taken back does not keep the rest from it. */
  rollBack(): void
}

/**
 * Begins a transaction.
 *
 * @param backups the folder that old files are kept in; on the same file system, and made by the transaction's user
 */
export function beginTransaction(backups: string): Transaction {
  const undo: (() => void)[] = []
  let count = 0
  const nextBackup = (): string => join(backups, `backup-${count++}`)
  return {
    makeFolder(path) {
      for (const folder of missingFolders(path)) undo.push(() => rmdirSync(folder))
    },
    replace(from, to, exists) {
      if (exists) {
        const backup = nextBackup()
        keep(to, backup)
        undo.push(() => renameSync(backup, to))
      }
      renameSync(from, to)
      if (!exists) undo.push(() => rmSync(to))
    },
    remove(path) {
      const backup = nextBackup()
      renameSync(path, backup)
      undo.push(() => renameSync(backup, path))
    },
    rollBack() {
      for (const step of undo.splice(0).reverse()) {
        try {
          step()
        } catch {
          // The rest is to be taken back all the same.
        }
      }
    },
  }
}

/** Makes a folder. Gives those that were missing, the outermost first. */
function missingFolders(path: string): string[] {
  const first = mkdirSync(path, { recursive: true })
  if (first === undefined) return []
  const made = [path]
  for (let folder = path; folder !== first && folder !== dirname(folder); ) {
    folder = dirname(folder)
    made.unshift(folder)
  }
  return made
}

/** A second name costs nothing; some file systems have none, and get a copy. */
function keep(path: string, backup: string): void {
  try {
    linkSync(path, backup)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw error
    copyFileSync(path, backup)
  }
}
