import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { InvalidInputError } from '../errors.js'
import type { EndpointTls } from './endpoint.js'
import { errorCode } from './environment.js'

/** How TLS is spoken with an engine. Material is given as PEM; what is given here goes before what other settings say. */
export interface TlsOptions {
  /** The authorities that the engine's certificate may come from. By default those of the system. */
  readonly ca?: string | Uint8Array
  /** The certificate that this client shows, with `key`. */
  readonly cert?: string | Uint8Array
  /** The private key of `cert`. */
  readonly key?: string | Uint8Array
  /** What `key` is encrypted with. */
  readonly passphrase?: string
  /**
   * A folder with `ca.pem`, `cert.pem` and `key.pem`, as `DOCKER_CERT_PATH`. The CA is needed unless `ca` is given; the
   * other two may be left out together.
   */
  readonly directory?: string
  /** The name that the engine's certificate must be for. By default the host of the address. */
  readonly serverName?: string
  /** Whether the engine's certificate is verified, true by default. Without it, anybody on the way can be the engine. */
  readonly verify?: boolean
}

/** Where TLS settings come from. */
export interface TlsSetting {
  readonly options: TlsOptions
  /** Whether the folder may lack its CA (the material of a context), so that the system's authorities are trusted. */
  readonly caOptional?: boolean
}

/** TLS material, read and checked. */
export interface TlsMaterial {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly passphrase?: string
  readonly verify: boolean
  readonly serverName: string
}

/** TLS material with what may be told of it. */
export interface LoadedTls {
  readonly material: TlsMaterial
  readonly facts: EndpointTls
}

interface Pem {
  readonly text: string
  readonly origin: string
}

/**
 * Lays a caller's TLS options over those of a context or the environment. A certificate and its key stay together, and
 * a folder replaces a folder.
 */
export function mergeTls(base: TlsSetting | undefined, own: TlsOptions | undefined): TlsSetting | undefined {
  if (!base || !own) return own ? { options: own } : base
  if (own.directory !== undefined) return { options: { ...defined(base.options), ...defined(own) } }
  return { ...base, options: { ...defined(base.options), ...defined(own) } }
}

/**
 * Reads the TLS material of a setting and checks that it's usable, so that a fault is told by the file that has it and
 * not by a handshake that fails.
 *
 * @param host the host of the address, which the engine's certificate must be for unless `serverName` is given
 * @throws InvalidInputError where a file is missing, unreadable or not PEM, a certificate lacks its key or the reverse,
 * they don't belong together, or the key needs another passphrase. It names the file, never its content.
 */
export async function loadTls(setting: TlsSetting, host: string): Promise<LoadedTls> {
  const { options } = setting
  const verify = options.verify ?? true
  const ownPair = options.cert !== undefined || options.key !== undefined
  const ca = given('ca', options.ca) ?? (await fromFolder(options.directory, 'ca.pem'))
  const cert = ownPair ? given('cert', options.cert) : await fromFolder(options.directory, 'cert.pem')
  const key = ownPair ? given('key', options.key) : await fromFolder(options.directory, 'key.pem')
  if (!ca && verify && !setting.caOptional) requireCa(options.directory)
  requirePair(cert, key, options.directory)
  const faults = [...certificateFaults(ca), ...certificateFaults(cert)]
  checkUsable(ca, cert, key, options.passphrase)
  const serverName = options.serverName ?? host.replace(/%.*/, '')
  return {
    material: {
      ...(ca ? { ca: ca.text } : {}),
      ...(cert ? { cert: cert.text } : {}),
      ...(key ? { key: key.text } : {}),
      ...(options.passphrase === undefined ? {} : { passphrase: options.passphrase }),
      verify,
      serverName,
    },
    facts: {
      verify,
      serverName,
      ...(ca ? { ca: ca.origin } : {}),
      ...(cert ? { cert: cert.origin } : {}),
      faults,
    },
  }
}

function defined(options: TlsOptions): TlsOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

function given(name: string, value: string | Uint8Array | undefined): Pem | undefined {
  if (value === undefined) return undefined
  const origin = `option tls.${name}`
  return { text: checkedPem(typeof value === 'string' ? value : Buffer.from(value).toString('latin1'), origin), origin }
}

async function fromFolder(folder: string | undefined, name: string): Promise<Pem | undefined> {
  if (folder === undefined) return undefined
  const file = join(folder, name)
  try {
    return { text: checkedPem(await readFile(file, 'latin1'), file), origin: file }
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (code === undefined) throw error
    throw new InvalidInputError(`${file} can't be read (${code}): see to it that this user may read it`, {
      cause: error,
    })
  }
}

function checkedPem(text: string, origin: string): string {
  if (text.includes('-----BEGIN ')) return text
  const mend = origin.startsWith('option') ? 'give the PEM text itself, or the folder as tls.directory' : 'replace it'
  throw new InvalidInputError(`${origin} is not PEM (no BEGIN line): ${mend}`)
}

function requireCa(folder: string | undefined): void {
  if (folder === undefined) return
  throw new InvalidInputError(
    `${join(folder, 'ca.pem')} does not exist: put the authority's certificate of the engine there, or point ` +
      'DOCKER_CERT_PATH (option tls.directory) to the folder that has ca.pem, cert.pem and key.pem',
  )
}

function requirePair(cert: Pem | undefined, key: Pem | undefined, folder: string | undefined): void {
  const have = cert ?? key
  if (!have || (cert && key)) return
  const lacking = cert ? 'key' : 'cert'
  const where =
    have.origin.startsWith('option') || folder === undefined ? `option tls.${lacking}` : join(folder, `${lacking}.pem`)
  throw new InvalidInputError(`${have.origin} is there, but ${where} is missing: a certificate and its key go together`)
}

function certificateFaults(pem: Pem | undefined): string[] {
  if (!pem) return []
  try {
    const { validFrom, validTo } = new X509Certificate(pem.text)
    if (Date.parse(validTo) < Date.now()) return [`${pem.origin} expired on ${validTo}: renew it`]
    return Date.parse(validFrom) > Date.now()
      ? [`${pem.origin} is valid only from ${validFrom} on: check the clock`]
      : []
  } catch (error) {
    throw new InvalidInputError(`${pem.origin} holds no certificate that can be read: replace it`, { cause: error })
  }
}

function checkUsable(ca: Pem | undefined, cert: Pem | undefined, key: Pem | undefined, passphrase: string | undefined) {
  const authority = ca ? { ca: ca.text } : {}
  const secret = passphrase === undefined ? {} : { passphrase }
  try {
    createSecureContext(cert && key ? { ...authority, cert: cert.text, key: key.text, ...secret } : authority)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown reason'
    // A key that is decrypted with the wrong passphrase, or none, is a heap of bytes: what OpenSSL says of it is chance.
    const isLocked = key?.text.includes('ENCRYPTED') === true && !/mismatch/i.test(reason)
    const mend = isLocked
      ? 'the key is encrypted: give its passphrase as option tls.passphrase'
      : 'the certificate and the key must be PEM and belong together'
    const origins = [cert?.origin, key?.origin].filter((origin) => origin !== undefined).join(' and ')
    throw new InvalidInputError(`${origins || ca?.origin} can't be used for TLS (${reason}): ${mend}`, { cause: error })
  }
}
