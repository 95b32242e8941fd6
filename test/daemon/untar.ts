import { createHash, type Hash } from 'node:crypto'

/** One member of a tar archive as it was read. */
export interface TarMember {
  /** Without a trailing slash. */
  readonly path: string
  readonly type: 'file' | 'directory' | 'symlink' | 'other'
  /** Bytes of a file. */
  readonly size: number
  /** SHA-256 of a file's content, in hex. */
  readonly digest: string
  /** The content, where the file is small. */
  readonly content: string
}

const BLOCK = 512
const SMALL = 64 * 1024
const types: Readonly<Record<string, TarMember['type']>> = { '0': 'file', '5': 'directory', '2': 'symlink' }

/**
 * Reads the members of a tar archive as its bytes come, holding no file's content. Extended headers are skipped: the
 * archives of these tests have short names.
 *
 * @throws Error where the archive ends in the middle of a member.
 */
export async function* untar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarMember, void, undefined> {
  const bytes = new Cursor(source)
  for (;;) {
    const header = await bytes.exactly(BLOCK)
    if (header.every((byte) => byte === 0)) break
    const size = Number.parseInt(text(header, 124, 12).trim() || '0', 8)
    const kind = text(header, 156, 1)
    const hash = createHash('sha256')
    const content = await digest(bytes, size, hash)
    await bytes.exactly(-size & (BLOCK - 1))
    if (kind === 'x' || kind === 'g') continue
    yield {
      path: text(header, 0, 100).replace(/\/$/, ''),
      type: types[kind] ?? 'other',
      size,
      digest: hash.digest('hex'),
      content,
    }
  }
  await bytes.drain()
}

/** The members of an archive by path. */
export async function membersOf(source: AsyncIterable<Uint8Array>): Promise<Map<string, TarMember>> {
  const members = new Map<string, TarMember>()
  for await (const member of untar(source)) members.set(member.path, member)
  return members
}

async function digest(bytes: Cursor, size: number, hash: Hash): Promise<string> {
  const kept: Uint8Array[] = []
  for (let left = size; left > 0; ) {
    const piece = await bytes.atMost(left)
    hash.update(piece)
    if (size <= SMALL) kept.push(piece)
    left -= piece.length
  }
  return Buffer.concat(kept).toString('utf8')
}

function text(header: Uint8Array, start: number, width: number): string {
  const field = Buffer.from(header.subarray(start, start + width)).toString('utf8')
  return field.split('\0', 1)[0] ?? ''
}

/** Bytes taken in any size from pieces of any size. */
class Cursor {
  readonly #source: AsyncIterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array()

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  async atMost(count: number): Promise<Uint8Array> {
    while (this.#rest.length === 0) {
      const next = await this.#source.next()
      if (next.done) throw new Error('the archive ends in the middle of a member')
      this.#rest = next.value
    }
    const piece = this.#rest.subarray(0, count)
    this.#rest = this.#rest.subarray(piece.length)
    return piece
  }

  async exactly(count: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = []
    for (let left = count; left > 0; ) {
      const piece = await this.atMost(left)
      pieces.push(piece)
      left -= piece.length
    }
    return Buffer.concat(pieces)
  }

  async drain(): Promise<void> {
    while (!(await this.#source.next()).done);
  }
}
