import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { quote, UnusableInputError } from './diagnostic.js'
import { completeLimits, type Limits } from './limits.js'
import { parseDocument, type SpecDocument } from './parse.js'
import { type Fail, readFileBytes, readStreamBytes } from './sources/bytes.js'
import { decodeText } from './sources/decode.js'
import { readUrlBytes, showUrl } from './sources/http.js'

/** What {@link loadDocument} may use. */
export interface LoadOptions {
  /** The folder that version names are looked up in. */
  readonly specDirectory: string | URL
  /** What `-` reads; the process's standard input where nothing is given. */
  readonly stdin?: AsyncIterable<Uint8Array | string>
  readonly limits?: Partial<Limits>
  /** Ends the reading; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** How a source is read, and how messages name it. */
interface Source {
  readonly file: string
  read(limits: Limits, fail: Fail, signal: AbortSignal | undefined): Promise<Uint8Array>
}

/**
 * Reads and parses a document.
 *
 * @param source - the name of a version that is in the folder of documents (`v1.42` or `1.42`), a path, a URL
 *   (`http:`, `https:` or `file:`), or `-` for standard input. A file that is called like a version is read as `./1.42`.
 * @throws UnusableInputError where the source cannot be read, is no text in UTF-8, or no well-formed document
 */
export async function loadDocument(source: string, options: LoadOptions): Promise<SpecDocument> {
  options.signal?.throwIfAborted()
  const limits = completeLimits(options.limits)
  const { file, read } = await findSource(source, options)
  const fail = failAt(file)
  const bytes = await read(limits, fail, options.signal)
  options.signal?.throwIfAborted()
  return parseDocument(decodeText(bytes, file), file, limits)
}

/** Whether a source is the name of a version (`v1.42` or `1.42`), which stands for a document of this package. */
export function isVersionName(source: string): boolean {
  return /^v?\d+\.\d+$/.test(source)
}

/** Errors about a source as a whole stand at its first character. */
function failAt(file: string): Fail {
  return (rule, message, mend, cause) => {
    const place = { file, line: 1, column: 1 }
    throw new UnusableInputError([{ severity: 'error', rule, message, mend, place }], { cause })
  }
}

async function findSource(source: string, options: LoadOptions): Promise<Source> {
  if (source === '-') {
    const stdin = options.stdin ?? process.stdin
    return { file: '<stdin>', read: (limits, fail, signal) => readStreamBytes(stdin, limits, fail, signal) }
  }
  if (isVersionName(source)) return findVersion(`v${source.replace(/^v/, '')}`, options.specDirectory)
  if (/^https?:/i.test(source)) {
    return { file: showUrl(source), read: (limits, fail, signal) => readUrlBytes(source, limits, fail, { signal }) }
  }
  if (/^file:/i.test(source)) return fileSource(source, () => fileURLToPath(source))
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(source)
  if (scheme) {
    failAt(showUrl(source))('unknown-source', `the scheme ${quote(scheme[1])} is not known`, 'use http, https or file')
  }
  return fileSource(source, () => source)
}

function fileSource(shown: string, locate: () => string): Source {
  const file = shown === '' ? '.' : shown.replaceAll(path.sep, '/')
  const read: Source['read'] = async (limits, fail, signal) => {
    if (shown === '' || shown.includes('\0')) fail('unreadable', 'this is no path', 'give the path of a document')
    let location: string
    try {
      location = locate()
    } catch (cause) {
      return fail('unreadable', `this URL names no file: ${String(cause)}`, 'give the path of a document', cause)
    }
    return readFileBytes(location, limits, fail, signal)
  }
  return { file, read }
}

async function findVersion(version: string, specDirectory: string | URL): Promise<Source> {
  const folder = specDirectory instanceof URL ? fileURLToPath(specDirectory) : specDirectory
  // Named by its folder, never by where that is: the name ends in generated files, the same on every machine.
  const file = `${path.basename(path.resolve(folder))}/${version}.yaml`
  const versions = await listVersions(folder)
  if (!versions.includes(version)) {
    const list = versions.length === 0 ? 'there are none' : `there are ${versions.join(', ')}`
    failAt(file)(
      'unknown-version',
      `there is no document of version ${version} (${list})`,
      `give the path of a document, or ./${version} for a file of that name`,
    )
  }
  const location = path.join(folder, `${version}.yaml`)
  return { file, read: (limits, fail, signal) => readFileBytes(location, limits, fail, signal) }
}

async function listVersions(folder: string): Promise<readonly string[]> {
  let names: readonly string[]
  try {
    names = await readdir(folder)
  } catch {
    return []
  }
  const minor = (version: string) => Number(version.split('.')[1])
  return names
    .map((name) => /^(v\d+\.\d+)\.yaml$/.exec(name)?.[1])
    .filter((version) => version !== undefined)
    .sort((a, b) => Number.parseInt(a.slice(1), 10) - Number.parseInt(b.slice(1), 10) || minor(a) - minor(b))
}
