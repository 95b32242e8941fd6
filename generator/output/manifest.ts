import { createHash } from 'node:crypto'
import type { FilePlan } from './plan.js'

/** The name of the manifest in an output folder. */
export const manifestFile = 'docker-client-gen.json'

/** What the generator wrote into a folder, and from what: it may remove these files later, and no others. */
export interface Manifest {
  readonly generator: string
  readonly spec: { readonly file: string; readonly sha256: string; readonly apiVersion: string }
  /** SHA-256 of each file's text, by path. */
  readonly files: Readonly<Record<string, string>>
}

/** The manifest's text for a plan. */
export function manifestText(generator: string, spec: Manifest['spec'], plan: FilePlan): string {
  const files = Object.fromEntries([...plan].sort(byPath).map(([path, text]) => [path, sha256(text)]))
  return `${JSON.stringify({ generator, spec, files } satisfies Manifest, undefined, 2)}\n`
}

function byPath([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The paths that a manifest's text names; none where it is no manifest, or a path would leave the folder. */
export function manifestPaths(text: string): string[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return []
  }
  const files = typeof parsed === 'object' && parsed !== null && 'files' in parsed ? parsed.files : undefined
  if (typeof files !== 'object' || files === null) return []
  return Object.keys(files).filter((path) => /^[\w.-]+(?:\/[\w.-]+)*$/.test(path) && !/(?:^|\/)\.+(?:\/|$)/.test(path))
}
