import { createHash } from 'node:crypto'
import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { type CompareOptions, compareFolder, type Drift } from './compare.js'
import { errorCode } from './error.js'
import { takingBack } from './interruption.js'
import { lockFolder } from './lock.js'
import { joinManifests, manifestFile } from './manifest.js'
import type { FilePlan } from './plan.js'
import { beginTransaction, type Transaction } from './transaction.js'

/** How a plan is written. */
export interface WriteOptions extends CompareOptions {
  /** Ends the run before the first file is moved; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Writes a plan to a folder: all of it, or nothing.
 *
 * Everything is written beside the folder first, on the same file system; only when that has succeeded are the files
 * moved to their places, one rename each and all in one go, and where one fails, the others are moved back. Files of
 * the folder that the generator did not write stay as they are. So a run that is killed leaves the folder as it was, and
 * one that is interrupted (SIGINT, SIGTERM, SIGHUP) leaves no trace at all. Only one that is killed at once (SIGKILL) in
 * the milliseconds in which files are moved leaves whole files of the old and the new output; the next run mends that.
 *
 * @returns what has changed
 * @throws OutputError where something of another origin is in the way
 */
export async function writeFolder(folder: string, plan: FilePlan, options: WriteOptions = {}): Promise<Drift[]> {
  const root = resolve(folder)
  if ((await compareFolder(root, plan, options)).length === 0) return []
  return takingBack(async (interruption) => {
    const signal = AbortSignal.any([interruption, ...(options.signal === undefined ? [] : [options.signal])])
    try {
      const aside = join(dirname(root), `.${basename(root)}.docker-client-gen`)
      return await writeFrom(aside, root, plan, { ...options, signal })
    } catch (error) {
      // The folder above belongs to another, or to another file system: files cannot be moved from there.
      if (!['EACCES', 'EPERM', 'EROFS', 'EXDEV'].includes(errorCode(error) ?? '')) throw error
      return await writeFrom(join(root, '.docker-client-gen'), root, plan, { ...options, signal })
    }
  })
}

/** @param aside the path that the names of what is needed for a while begin with */
async function writeFrom(aside: string, root: string, plan: FilePlan, options: WriteOptions): Promise<Drift[]> {
  const staging = `${aside}.staging`
  const changes = beginTransaction(staging)
  try {
    changes.makeFolder(dirname(aside))
    const release = await lockFolder(root, `${aside}.lock`)
    try {
      return await writeLocked(root, plan, staging, options)
    } finally {
      await rm(staging, { recursive: true, force: true })
      await release()
    }
  } catch (error) {
    // Of what was written nothing is left to take back by now but the folders that were made for it.
    changes.rollBack()
    throw error
  }
}

async function writeLocked(root: string, plan: FilePlan, staging: string, options: WriteOptions): Promise<Drift[]> {
  const drift = await compareFolder(root, plan, options)
  // A run that was killed may have left one.
  await rm(staging, { recursive: true, force: true })
  await mkdir(staging)
  await stage(staging, drift, options.signal)
  const moves = beginTransaction(staging)
  try {
    move(root, staging, drift, moves)
  } catch (error) {
    moves.rollBack()
    throw error
  }
  await removeEmptyFolders(root, drift)
  return drift
}

async function stage(staging: string, drift: readonly Drift[], signal: AbortSignal | undefined): Promise<void> {
  const texts = drift
    .filter(({ kind }) => kind !== 'removed')
    .map(({ path, after }) => [stagedName(path), after] as const)
  const manifest = drift.find(({ path }) => path === manifestFile)
  const interim =
    manifest === undefined ? [] : [[interimManifest, joinManifests(manifest.after, manifest.before)] as const]
  for (const [name, text] of [...interim, ...texts]) {
    signal?.throwIfAborted()
    await writeFile(join(staging, name), text, { flush: true })
  }
  signal?.throwIfAborted()
}

const interimManifest = 'interim-manifest'

/** One flat name each: a folder in the staging area would need making and syncing of its own. */
function stagedName(path: string): string {
  return createHash('sha256').update(path).digest('hex')
}

/** At every moment the manifest names all files of the generator that are in the folder. */
function move(root: string, staging: string, drift: readonly Drift[], moves: Transaction): void {
  const manifest = drift.find(({ path }) => path === manifestFile)
  const place = join(root, manifestFile)
  moves.makeFolder(root)
  if (manifest !== undefined) moves.replace(join(staging, interimManifest), place, manifest.kind === 'changed')
  for (const { path, kind } of drift) {
    if (path === manifestFile) continue
    if (kind === 'removed') moves.remove(join(root, path))
    else {
      moves.makeFolder(dirname(join(root, path)))
      moves.replace(join(staging, stagedName(path)), join(root, path), kind === 'changed')
    }
  }
  if (manifest !== undefined) moves.replace(join(staging, stagedName(manifestFile)), place, true)
}

/** Folders that held only files which are no longer generated. */
async function removeEmptyFolders(root: string, drift: readonly Drift[]): Promise<void> {
  for (const { path, kind } of drift) {
    if (kind !== 'removed') continue
    for (let folder = dirname(join(root, path)); folder !== root; folder = dirname(folder)) {
      const isEmpty = await rmdir(folder).then(
        () => true,
        () => false,
      )
      if (!isEmpty) break
    }
  }
}
