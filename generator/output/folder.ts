import { createHash } from 'node:crypto'
import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { compareFolder, type Drift } from './compare.js'
import { lockFolder } from './lock.js'
import { joinManifests, manifestFile } from './manifest.js'
import type { FilePlan } from './plan.js'
import { beginTransaction, type Transaction } from './transaction.js'

const stagingFolder = '.docker-client-gen.staging'
const interimManifest = 'interim-manifest'

/**
 * Writes a plan to a folder: all of it, or nothing.
 *
 * Everything is written to a new folder beside the old files first, on the same file system; only when that has
 * succeeded are the files moved to their places, one rename each, and where one fails, the others are moved back.
 * Files of the folder that the generator did not write stay as they are. A run that is killed while files are moved
 * leaves whole files of the old and the new output; the next run mends it.
 *
 * @returns what has changed
 * @throws OutputError where something of another origin is in the way
 */
export async function writeFolder(folder: string, plan: FilePlan): Promise<Drift[]> {
  const root = resolve(folder)
  if ((await compareFolder(root, plan)).length === 0) return []
  const staging = join(root, stagingFolder)
  const changes = beginTransaction(staging)
  try {
    await changes.makeFolder(root)
    const release = await lockFolder(root)
    try {
      return await writeLocked(root, plan, staging)
    } finally {
      await rm(staging, { recursive: true, force: true })
      await release()
    }
  } catch (error) {
    // Of what was written nothing is left to take back by now but the folders that were made for it.
    await changes.rollBack()
    throw error
  }
}

async function writeLocked(root: string, plan: FilePlan, staging: string): Promise<Drift[]> {
  const drift = await compareFolder(root, plan)
  // A run that was killed may have left one.
  await rm(staging, { recursive: true, force: true })
  await mkdir(staging)
  await stage(staging, drift)
  const moves = beginTransaction(staging)
  try {
    await move(root, staging, drift, moves)
  } catch (error) {
    await moves.rollBack()
    throw error
  }
  await removeEmptyFolders(root, drift)
  return drift
}

async function stage(staging: string, drift: readonly Drift[]): Promise<void> {
  const texts = drift
    .filter(({ kind }) => kind !== 'removed')
    .map(({ path, after }) => [stagedName(path), after] as const)
  const manifest = drift.find(({ path }) => path === manifestFile)
  const interim =
    manifest === undefined ? [] : [[interimManifest, joinManifests(manifest.after, manifest.before)] as const]
  for (const [name, text] of [...interim, ...texts]) await writeFile(join(staging, name), text, { flush: true })
}

/** One flat name each: a folder in the staging area would need making and syncing of its own. */
function stagedName(path: string): string {
  return createHash('sha256').update(path).digest('hex')
}

/** At every moment the manifest names all files of the generator that are in the folder. */
async function move(root: string, staging: string, drift: readonly Drift[], moves: Transaction): Promise<void> {
  const manifest = drift.find(({ path }) => path === manifestFile)
  const place = join(root, manifestFile)
  if (manifest !== undefined) await moves.replace(join(staging, interimManifest), place, manifest.kind === 'changed')
  for (const { path, kind } of drift) {
    if (path === manifestFile) continue
    if (kind === 'removed') await moves.remove(join(root, path))
    else {
      await moves.makeFolder(dirname(join(root, path)))
      await moves.replace(join(staging, stagedName(path)), join(root, path), kind === 'changed')
    }
  }
  if (manifest !== undefined) await moves.replace(join(staging, stagedName(manifestFile)), place, true)
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
