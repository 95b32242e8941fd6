import { DockerError, type OperationContext } from '../errors.js'

/** What a path in a container's file system is. */
export type PathType =
  | 'file'
  | 'directory'
  | 'symlink'
  | 'namedPipe'
  | 'socket'
  | 'blockDevice'
  | 'characterDevice'
  | 'irregular'

/** A path in a container's file system, as the engine describes it in `X-Docker-Container-Path-Stat`. */
export interface PathStat {
  /** The last segment of the path. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /**
   * Go's `os.FileMode`, which is not the `st_mode` of Unix: the type is in its high bits (a directory is `1 << 31`).
   * Its parts are in the properties below.
   */
  readonly mode: number
  /** When it was last changed, RFC 3339. */
  readonly mtime: string
  /** Where a symbolic link leads; empty for anything else. */
  readonly linkTarget: string
  readonly type: PathType
  readonly isFile: boolean
  readonly isDirectory: boolean
  readonly isSymlink: boolean
  /** The lower nine bits of the Unix mode, as `0o755`. */
  readonly permissions: number
  readonly setuid: boolean
  readonly setgid: boolean
  readonly sticky: boolean
}

/** Bits of Go's `os.FileMode`. */
const bit = {
  directory: 31,
  symlink: 27,
  device: 26,
  namedPipe: 25,
  socket: 24,
  setuid: 23,
  setgid: 22,
  characterDevice: 21,
  sticky: 20,
  irregular: 19,
} as const

const base64Pattern = /^[A-Za-z0-9+/_-]+={0,2}$/

/**
 * Reads the header `X-Docker-Container-Path-Stat`: JSON in base64 (the engine sends the standard alphabet; base64url is
 * taken as well).
 *
 * @param header the header's value; `undefined` where the engine sent none.
 * @throws DockerError where it is missing or malformed.
 */
export function decodePathStat(header: string | undefined, context: OperationContext): PathStat {
  const refuse = (problem: string, cause?: unknown): DockerError =>
    new DockerError(
      `${context.operationId}: the header X-Docker-Container-Path-Stat ${problem}`,
      cause === undefined ? undefined : { cause },
    )
  if (header === undefined) throw refuse('is missing from the answer')
  if (!base64Pattern.test(header)) throw refuse('is not base64')
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(header, 'base64').toString('utf8'))
  } catch (cause) {
    throw refuse('does not hold JSON', cause)
  }
  if (!isRawStat(value)) throw refuse('does not describe a path: it needs name, size, mode, mtime and linkTarget')
  return pathStat(value)
}

interface RawStat {
  readonly name: string
  readonly size: number
  readonly mode: number
  readonly mtime: string
  readonly linkTarget: string
}

function isRawStat(value: unknown): value is RawStat {
  if (typeof value !== 'object' || value === null) return false
  const { name, size, mode, mtime, linkTarget }: { readonly [K in keyof RawStat]?: unknown } = value
  return (
    typeof name === 'string' &&
    typeof size === 'number' &&
    typeof mode === 'number' &&
    Number.isInteger(mode) &&
    mode >= 0 &&
    typeof mtime === 'string' &&
    typeof linkTarget === 'string'
  )
}

function pathStat({ name, size, mode, mtime, linkTarget }: RawStat): PathStat {
  const type = pathType(mode)
  return {
    name,
    size,
    mode,
    mtime,
    linkTarget,
    type,
    isFile: type === 'file',
    isDirectory: type === 'directory',
    isSymlink: type === 'symlink',
    permissions: mode % 0o1000,
    setuid: has(mode, bit.setuid),
    setgid: has(mode, bit.setgid),
    sticky: has(mode, bit.sticky),
  }
}

function pathType(mode: number): PathType {
  if (has(mode, bit.directory)) return 'directory'
  if (has(mode, bit.symlink)) return 'symlink'
  if (has(mode, bit.device)) return has(mode, bit.characterDevice) ? 'characterDevice' : 'blockDevice'
  if (has(mode, bit.namedPipe)) return 'namedPipe'
  if (has(mode, bit.socket)) return 'socket'
  return has(mode, bit.irregular) ? 'irregular' : 'file'
}

/** Division and not `&`, whose 32 bits are signed: bit 31 would make the mode of a directory negative. */
function has(mode: number, position: number): boolean {
  return Math.floor(mode / 2 ** position) % 2 === 1
}
