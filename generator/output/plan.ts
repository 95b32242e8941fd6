/** Files to be written: text by path, with slashes, below the output folder. */
export type FilePlan = ReadonlyMap<string, string>

/** True where a path stays below the folder that it is relative to, on every system. */
export function isInside(path: string): boolean {
  return /^[\w.-]+(?:\/[\w.-]+)*$/.test(path) && !path.split('/').some((step) => /^\.+$/.test(step))
}

/**
 * A plan in which every path stays inside the folder.
 *
 * @throws Error where one does not: names of a document reach file names only through `fileName`, so this is a fault
 */
export function filePlan(files: Iterable<readonly [string, string]>): FilePlan {
  const plan = new Map<string, string>()
  const seen = new Set<string>()
  for (const [path, text] of files) {
    if (!isInside(path)) throw new Error(`the file name ${JSON.stringify(path)} would leave the output folder`)
    if (seen.has(path.toLowerCase())) throw new Error(`two files would be called ${path}`)
    seen.add(path.toLowerCase())
    plan.set(path, text)
  }
  return plan
}
