import type { Stats } from 'node:fs'
import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from './error.js'

/** What stands in an output folder where a file would go. */
export type Place =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'file'; readonly text: string }
  /** Something that the generator never makes: writing there would destroy it, or reach out of the folder. */
  | { readonly kind: 'obstacle'; readonly path: string; readonly what: string }

/**
 * Looks at places of a folder without following a link below it: a link that stands for a file or a folder is another
 * person's, and what it leads to is outside.
 */
export function placesOf(folder: string): (path: string) => Promise<Place> {
  const folders = new Map<string, Promise<Stats | undefined>>()
  const look = (path: string): Promise<Stats | undefined> => {
    const known = folders.get(path) ?? stats(join(folder, path))
    folders.set(path, known)
    return known
  }
  return async (path) => {
    const steps = path.split('/')
    for (let depth = 1; depth < steps.length; depth++) {
      const parent = steps.slice(0, depth).join('/')
      const found = await look(parent)
      if (found === undefined) return { kind: 'nothing' }
      if (!found.isDirectory()) {
        return { kind: 'obstacle', path: parent, what: `is ${describe(found)} where a folder is needed` }
      }
    }
    const found = await stats(join(folder, path))
    if (found === undefined) return { kind: 'nothing' }
    if (found.isFile()) return { kind: 'file', text: await readFile(join(folder, path), 'utf8') }
    return { kind: 'obstacle', path, what: `is ${describe(found)} where a file is needed` }
  }
}

async function stats(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function describe(found: Stats): string {
  if (found.isSymbolicLink()) return 'a symbolic link'
  if (found.isDirectory()) return 'a folder'
  return found.isFile() ? 'a file' : 'no ordinary file'
}
