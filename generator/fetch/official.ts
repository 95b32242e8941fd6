import { readFile } from 'node:fs/promises'
import { specFolder } from '../package.js'

/** What is known of the documents that Docker publishes. */
export interface OfficialDocuments {
  /** Where they are; `{version}` stands for the version. */
  readonly url: string
  /** SHA-256 of each document in lower-case hexadecimal, by version; null where none is recorded. */
  readonly sha256: Readonly<Record<string, string | null>>
}

/** The environment variable that names another address for documents. */
export const addressVariable = 'DOCKER_CLIENT_GEN_FROM'

/** Reads what is recorded in `spec/official.json`. */
export async function officialDocuments(): Promise<OfficialDocuments> {
  const text = await readFile(new URL('official.json', specFolder), 'utf8')
  // A file of this package, which its tests hold to its form.
  return JSON.parse(text) as OfficialDocuments
}
