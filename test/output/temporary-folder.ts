import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { manifestFile, manifestText } from '../../generator/output/manifest.js'
import { type FilePlan, filePlan } from '../../generator/output/plan.js'

/** A new folder for each test of a file; `path` is read while a test runs. */
export function temporaryFolder(): { readonly path: string } {
  let path = ''
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'docker-client-gen-'))
  })
  afterEach(() => rmSync(path, { recursive: true, force: true }))
  return {
    get path() {
      return path
    },
  }
}

/** Everything below a folder: text by path; a folder ends in a slash, a link says where it leads. */
export function snapshot(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return Object.fromEntries(names.sort().map((name) => entry(folder, name)))
}

function entry(folder: string, name: string): [string, string] {
  const path = join(folder, name)
  const stats = lstatSync(path)
  if (stats.isSymbolicLink()) return [name, `-> ${readlinkSync(path)}`]
  return stats.isDirectory() ? [`${name}/`, ''] : [name, readFileSync(path, 'utf8')]
}

/** A plan with its manifest, as the generator makes them. */
export function planOf(files: Readonly<Record<string, string>>): FilePlan {
  const entries = Object.entries(files)
  const spec = { file: 'spec.yaml', sha256: '0', apiVersion: '1.42' }
  return filePlan([...entries, [manifestFile, manifestText('docker-client-gen v0', spec, entries)]])
}

/** The files of a plan as {@link snapshot} shows them. */
export function filesOf(plan: FilePlan): Record<string, string> {
  const folders = [...plan.keys()].filter((path) => path.includes('/')).map((path) => path.replace(/[^/]*$/, ''))
  return Object.fromEntries([...folders.map((path): [string, string] => [path, '']), ...plan].sort())
}
