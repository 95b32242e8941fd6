import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { type TarEntry, tar } from './tar.js'

/**
 * Makes the root file system of the test image from a busybox of this machine: all its applets as symlinks in `/bin`,
 * and what a shell and the engine expect around them.
 *
 * @throws Error where the busybox needs a dynamic linker, which the image would not have.
 */
export async function busyboxImage(busybox: string): Promise<Buffer> {
  const binary = await readFile(busybox)
  if (needsInterpreter(binary)) throw new Error(`${busybox} is not statically linked (install busybox-static)`)
  const { stdout } = await promisify(execFile)(busybox, ['--list'])
  const applets = new Set(['sh', ...stdout.split('\n').filter((name) => name !== '' && name !== 'busybox')])

  const folder = (path: string, mode = 0o755): TarEntry => ({ type: 'directory', path, mode })
  return tar([
    ...['bin', 'dev', 'etc', 'proc', 'sys'].map((path) => folder(path)),
    folder('root', 0o700),
    folder('tmp', 0o1777),
    {
      type: 'file',
      path: 'etc/passwd',
      content: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/tmp:/bin/sh\n',
    },
    { type: 'file', path: 'etc/group', content: 'root:x:0:\nnogroup:x:65534:\n' },
    { type: 'file', path: 'bin/busybox', content: binary, mode: 0o755 },
    ...[...applets].map((name): TarEntry => ({ type: 'symlink', path: `bin/${name}`, target: 'busybox' })),
  ])
}

/** Whether a 64-bit little-endian ELF file has a PT_INTERP header, that is, wants a dynamic linker. */
function needsInterpreter(elf: Buffer): boolean {
  if (elf.readUInt32BE(0) !== 0x7f454c46 || elf[4] !== 2 || elf[5] !== 1) return false
  const start = Number(elf.readBigUInt64LE(0x20))
  const size = elf.readUInt16LE(0x36)
  return Array.from({ length: elf.readUInt16LE(0x38) }, (_, index) => elf.readUInt32LE(start + index * size)).includes(
    3,
  )
}
