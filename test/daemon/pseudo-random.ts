import { createCipheriv, createHash } from 'node:crypto'

const MEBIBYTE = 1024 * 1024

/** Bytes that look random and are the same for the same seed, in pieces of at most 1 MiB. */
export function* pseudoRandom(seed: number, bytes: number): Generator<Buffer, void, undefined> {
  const key = createHash('sha256').update(String(seed)).digest()
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  const zeros = Buffer.alloc(MEBIBYTE)
  for (let left = bytes; left > 0; left -= MEBIBYTE) yield cipher.update(zeros.subarray(0, Math.min(left, MEBIBYTE)))
}

/** The same bytes at once. */
export function randomBytes(seed: number, bytes: number): Buffer {
  return Buffer.concat([...pseudoRandom(seed, bytes)])
}

/** Length and SHA-256 of bytes. */
export interface Fingerprint {
  readonly bytes: number
  readonly digest: string
}

/** The fingerprint of all pieces put together, none of which is kept. */
export async function fingerprint(source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Fingerprint> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of source) {
    hash.update(piece)
    bytes += piece.length
  }
  return { bytes, digest: hash.digest('hex') }
}

/** The bytes over and over. */
export function* repeated(piece: Uint8Array, times: number): Generator<Uint8Array, void, undefined> {
  for (let index = 0; index < times; index++) yield piece
}
