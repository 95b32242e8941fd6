import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const folder = '/usr/share/doc/docker-doc/api/'

/**
 * API versions whose documents Debian's package `docker-doc` has put on this machine: all from 1.25 on to that of its
 * engine, as they were published with it. Those beside the project are of other days, and moby edits old ones.
 */
export const debianVersions: readonly string[] = existsSync(folder)
  ? readdirSync(folder).flatMap((name) => /^v(1\.\d+)\.yaml\.gz$/.exec(name)?.[1] ?? [])
  : []

if (debianVersions.length === 0) console.warn(`tests of all published versions are skipped: there is no ${folder}`)

/** The text of a document, as standard input gives it. */
export async function* readDebian(version: string): AsyncGenerator<string> {
  yield gunzipSync(readFileSync(`${folder}v${version}.yaml.gz`)).toString('utf8')
}
