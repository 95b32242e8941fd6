/** One member of a tar archive. Paths are relative, with forward slashes and at most 100 bytes. */
export type TarEntry =
  | { readonly type: 'directory'; readonly path: string; readonly mode?: number }
  | { readonly type: 'file'; readonly path: string; readonly content: string | Uint8Array; readonly mode?: number }
  | { readonly type: 'symlink'; readonly path: string; readonly target: string }

const BLOCK = 512

/**
 * Writes a ustar archive: everything belongs to root and is dated 1970, so that equal entries give equal bytes.
 *
 * @throws RangeError where a path or a link target does not fit into a ustar header.
 */
export function tar(entries: readonly TarEntry[]): Buffer {
  const blocks: Buffer[] = []
  for (const entry of entries) {
    const content = entry.type === 'file' ? Buffer.from(entry.content) : Buffer.alloc(0)
    blocks.push(header(entry, content.length), content, Buffer.alloc(-content.length & (BLOCK - 1)))
  }
  blocks.push(Buffer.alloc(2 * BLOCK))
  return Buffer.concat(blocks)
}

function header(entry: TarEntry, size: number): Buffer {
  const block = Buffer.alloc(BLOCK)
  const text = (value: string, offset: number, width: number): void => {
    if (Buffer.byteLength(value) > width) throw new RangeError(`too long for a ustar header: ${value}`)
    block.write(value, offset)
  }
  const octal = (value: number, offset: number, width: number): void =>
    text(value.toString(8).padStart(width - 1, '0'), offset, width - 1)

  text(entry.type === 'directory' ? `${entry.path.replace(/\/$/, '')}/` : entry.path, 0, 100)
  octal(mode(entry), 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(size, 124, 12)
  octal(0, 136, 12)
  // The checksum is taken over a header whose own checksum field is eight spaces.
  text(' '.repeat(8), 148, 8)
  text({ file: '0', symlink: '2', directory: '5' }[entry.type], 156, 1)
  if (entry.type === 'symlink') text(entry.target, 157, 100)
  text('ustar\0' + '00', 257, 8)
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  )
  block[154] = 0
  return block
}

function mode(entry: TarEntry): number {
  if (entry.type === 'symlink') return 0o777
  return entry.mode ?? (entry.type === 'directory' ? 0o755 : 0o644)
}
