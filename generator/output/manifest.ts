import { createHash } from 'node:crypto'
import { isInside } from './plan.js'

/** The name of the manifest in an output folder. */
export const manifestFile = 'docker-client-gen.json'

/** What the generator wrote into a folder, and from what: it may remove these files later, and no others. */
export interface Manifest {
  readonly generator: string
  readonly spec: { readonly file: string; readonly sha256: string; readonly apiVersion: string }
  /** SHA-256 of each file's text, by path. */
  readonly files: Readonly<Record<string, string>>
}

/** Files that the generator wrote: the hash of each by its path. */
export type WrittenFiles = ReadonlyMap<string, string>

/** The manifest's text for files by path. */
export function manifestText(
  generator: string,
  spec: Manifest['spec'],
  files: Iterable<readonly [path: string, text: string]>,
): string {
  const hashes = [...files].map(([path, text]): [string, string] => [path, sha256(text)])
  return `${JSON.stringify({ generator, spec, files: inOrder(hashes) } satisfies Manifest, undefined, 2)}\n`
}

function inOrder(files: Iterable<[string, string]>): Record<string, string> {
  return Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** A manifest that has the files of an older one too: while files are moved, both may be in the folder. */
export function joinManifests(newer: string, older: string | undefined): string {
  const manifest: unknown = JSON.parse(newer)
  const files = new Map([...(older === undefined ? [] : readManifest(older)), ...readManifest(newer)])
  return `${JSON.stringify({ ...Object(manifest), files: inOrder(files) }, undefined, 2)}\n`
}

/** The files that a manifest's text names; none where it is no manifest. A path that would leave the folder is left out. */
export function readManifest(text: string): WrittenFiles {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return new Map()
  }
  const files = typeof parsed === 'object' && parsed !== null && 'files' in parsed ? parsed.files : undefined
  if (typeof files !== 'object' || files === null) return new Map()
  const entries = Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return new Map(entries.filter(([path]) => isInside(path) && path !== manifestFile))
}

/** Whether a text is a manifest of the generator, be it with the marks of a merge that failed. */
export function isManifest(text: string): boolean {
  return /"generator":\s*"docker-client-gen /.test(text)
}

/** True where a text is what a manifest has the hash of, whatever line ends a checkout has given it. */
export function isWritten(text: string, hash: string): boolean {
  return sha256(text) === hash || sha256(text.replaceAll('\r\n', '\n')) === hash
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
