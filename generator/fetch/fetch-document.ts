import { createHash, randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Limits, UnusableInputError } from '../document/index.js'
import { completeLimits } from '../document/limits.js'
import { parseDocument } from '../document/parse.js'
import type { Fail } from '../document/sources/bytes.js'
import { decodeText } from '../document/sources/decode.js'
import { showUrl } from '../document/sources/http.js'
import { statedVersion } from '../document/version.js'
import { download, type Retries } from './download.js'
import { addressVariable, officialDocuments } from './official.js'

/** How a document is fetched. */
export interface FetchOptions {
  /** The folder that it is put into. Default: the working directory. */
  readonly to?: string
  /**
   * Its address, in which `{version}` stands for the version. Default: the environment variable
   * `DOCKER_CLIENT_GEN_FROM`, else the address in moby's repository.
   */
  readonly from?: string
  /** The SHA-256 that it must have, in hexadecimal. Default: the recorded one, where there is one. */
  readonly sha256?: string
  /** False takes the document whatever its checksum is, to record a new one. Default: true. */
  readonly verify?: boolean
  readonly limits?: Partial<Limits>
  readonly signal?: AbortSignal
  readonly retries?: Partial<Retries>
  /** Called with each piece: the bytes that are there, and how many there will be, where the server says it. */
  onProgress?(received: number, total: number | undefined): void
  /** Called before another attempt, with what was wrong with the last. */
  onRetry?(error: Error, attempt: number): void
}

/** A document that was fetched. */
export interface FetchedDocument {
  /** As `1.44`. */
  readonly version: string
  /** Without credentials and query. */
  readonly url: string
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  /** Whether the checksum was held against one that was known before. */
  readonly verified: boolean
}

/**
 * Fetches an official document by the name of its version.
 *
 * @param name `1.44` or `v1.44`
 * @throws UnusableInputError where it cannot be downloaded, is not the one that was meant, or has another checksum;
 *   nothing is written then
 */
export async function fetchDocument(name: string, options: FetchOptions = {}): Promise<FetchedDocument> {
  const { to = '.' } = options
  const version = /^v?(\d{1,4}\.\d{1,4})$/.exec(name)?.[1]
  if (version === undefined) return failAt(name)('unknown-version', 'this is no version', 'give one such as 1.44')
  const { url, file, expected } = await sourceOf(version, options)
  const fail = failAt(file)
  const limits = completeLimits(options.limits)
  const bytes = await download(url, limits, fail, options)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (expected !== undefined && expected !== sha256) failChecksum(fail, expected, sha256)
  const document = parseDocument(decodeText(bytes, file), file, limits)
  if (statedVersion(document) !== version) {
    const message = `this is the document of ${statedVersion(document)}, and ${version} was wanted`
    fail('other-version', message, 'check the address')
  }
  const path = join(to, `v${version}.yaml`)
  await replaceFile(to, path, bytes)
  return { version, url: file, path, bytes: bytes.byteLength, sha256, verified: expected !== undefined }
}

function failAt(file: string): Fail {
  return (rule, message, mend, cause) => {
    const place = { file, line: 1, column: 1 }
    throw new UnusableInputError([{ severity: 'error', rule, message, mend, place }], { cause })
  }
}

interface Source {
  readonly url: string
  /** How messages name it. */
  readonly file: string
  /** The checksum that it must have. */
  readonly expected?: string
}

async function sourceOf(version: string, options: FetchOptions): Promise<Source> {
  const official = await officialDocuments()
  const from = options.from ?? (process.env[addressVariable] || undefined) ?? official.url
  const url = from.replaceAll('{version}', version)
  const file = showUrl(url)
  if (!/^https?:/i.test(url)) {
    failAt(file)('unknown-source', 'the address is no URL', 'give one such as https://example.com/v{version}.yaml')
  }
  if (options.sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(options.sha256)) {
    failAt(file)('bad-checksum', 'the SHA-256 that was given is not one', 'give 64 hexadecimal digits')
  }
  const recorded = Object.hasOwn(official.sha256, version) ? official.sha256[version] : undefined
  const expected = options.verify === false ? undefined : (options.sha256?.toLowerCase() ?? recorded ?? undefined)
  return expected === undefined ? { url, file } : { url, file, expected }
}

function failChecksum(fail: Fail, expected: string, found: string): never {
  return fail(
    'bad-checksum',
    `the document has the SHA-256 ${found}, where ${expected} is expected: somebody has changed it`,
    'moby does so now and then: look at what changed (--no-verify takes it), and state its SHA-256 with --sha256',
  )
}

/** The whole file or nothing of it: it is complete under another name before it gets its own. */
async function replaceFile(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true })
  const temporary = join(folder, `.docker-client-gen-${randomUUID()}`)
  try {
    await writeFile(temporary, bytes, { flush: true, flag: 'wx' })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
