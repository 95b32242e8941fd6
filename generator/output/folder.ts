import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { manifestFile, manifestPaths } from './manifest.js'
import type { FilePlan } from './plan.js'

/** What would change in a folder if a plan were written to it. */
export interface Drift {
  readonly path: string
  readonly kind: 'added' | 'changed' | 'removed'
  /** The text in the folder now. */
  readonly before: string
  /** The text of the plan. */
  readonly after: string
}

/** Compares a folder with a plan. Only files of the plan, and files that the generator wrote before, count. */
export async function compareFolder(folder: string, plan: FilePlan): Promise<Drift[]> {
  const drift: Drift[] = []
  for (const [path, after] of plan) {
    const before = await readText(join(folder, path))
    if (before === undefined) drift.push({ path, kind: 'added', before: '', after })
    else if (before !== after) drift.push({ path, kind: 'changed', before, after })
  }
  for (const path of await staleFiles(folder, plan)) {
    const before = await readText(join(folder, path))
    if (before !== undefined) drift.push({ path, kind: 'removed', before, after: '' })
  }
  return drift.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Files that the folder's manifest lists and the plan no longer has. */
async function staleFiles(folder: string, plan: FilePlan): Promise<string[]> {
  const manifest = await readText(join(folder, manifestFile))
  return manifest === undefined ? [] : manifestPaths(manifest).filter((path) => !plan.has(path))
}

/**
 * Writes a plan to a folder: all of it, or nothing.
 *
 * Everything is written to a new folder beside the old files first, on the same file system; only when that has
 * succeeded are the files moved to their places, one rename each. Files of the folder that the generator did not
 * write stay as they are. A run that is killed while files are moved leaves whole files of the old and the new
 * output; the next run mends it.
 *
 * @returns what has changed
 */
export async function writeFolder(folder: string, plan: FilePlan): Promise<Drift[]> {
  const drift = await compareFolder(folder, plan)
  if (drift.length === 0) return drift
  const made = await mkdir(folder, { recursive: true })
  let staging: string | undefined
  try {
    staging = await mkdtemp(join(folder, '.docker-client-gen-'))
    await stage(staging, drift)
    await moveIntoPlace(staging, folder, drift)
  } catch (error) {
    if (staging !== undefined) await rm(staging, { recursive: true, force: true })
    if (made !== undefined) await removeEmpty(folder)
    throw error
  }
  await rm(staging, { recursive: true, force: true })
  return drift
}

async function stage(staging: string, drift: readonly Drift[]): Promise<void> {
  for (const { path, kind, after } of drift) {
    if (kind !== 'removed') await writeFile(join(staging, stagedName(path)), after, { flush: true })
  }
}

/** One flat name each: a folder in the staging area would need making and syncing of its own. */
function stagedName(path: string): string {
  return createHash('sha256').update(path).digest('hex')
}

async function moveIntoPlace(staging: string, folder: string, drift: readonly Drift[]): Promise<void> {
  for (const { path, kind } of drift) {
    if (kind !== 'removed') await mkdir(dirname(join(folder, path)), { recursive: true })
  }
  // The manifest goes last: until then the old one still names every file that may need removing.
  const ordered = [...drift].sort((a, b) => Number(a.path === manifestFile) - Number(b.path === manifestFile))
  for (const { path, kind } of ordered) {
    const place = join(folder, path)
    if (kind === 'removed') {
      await rm(place, { force: true })
      await removeEmpty(dirname(place))
    } else {
      await rename(join(staging, stagedName(path)), place)
    }
  }
}

async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder)
  } catch {
    // Not empty: something else lives there.
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined
    throw error
  }
}
