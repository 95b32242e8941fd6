import { describe, expect, it } from 'vitest'
import { DockerError } from '../../runtime/errors.js'
import { decodePathStat } from '../../runtime/streams/path-stat.js'
import { context } from './support.js'

const mtime = '2024-05-01T12:00:00.5+02:00'

function header(mode: number, encoding: 'base64' | 'base64url' = 'base64'): string {
  const stat = { name: 'näme??>', size: 4096, mode, mtime, linkTarget: '' }
  return Buffer.from(JSON.stringify(stat)).toString(encoding)
}

describe('the path stat', () => {
  it.each([
    ['a file', { mode: 0o644, want: { type: 'file', isFile: true, isDirectory: false, permissions: 0o644 } }],
    ['a directory', { mode: 2147484141, want: { type: 'directory', isDirectory: true, permissions: 0o755 } }],
    ['a sticky directory', { mode: 2 ** 31 + 2 ** 20 + 0o777, want: { type: 'directory', sticky: true } }],
    ['a link', { mode: 2 ** 27 + 0o777, want: { type: 'symlink', isSymlink: true, isFile: false } }],
    ['a setuid file', { mode: 2 ** 23 + 0o755, want: { type: 'file', setuid: true, setgid: false } }],
    ['a setgid file', { mode: 2 ** 22 + 0o755, want: { setuid: false, setgid: true, permissions: 0o755 } }],
    ['a disk', { mode: 2 ** 26 + 0o660, want: { type: 'blockDevice' } }],
    ['a terminal', { mode: 2 ** 26 + 2 ** 21 + 0o620, want: { type: 'characterDevice' } }],
    ['a pipe', { mode: 2 ** 25, want: { type: 'namedPipe', permissions: 0 } }],
    ['a socket', { mode: 2 ** 24, want: { type: 'socket' } }],
    ['anything else', { mode: 2 ** 19, want: { type: 'irregular', isFile: false } }],
  ])('tells %s', (_, { mode, want }) => {
    for (const encoding of ['base64', 'base64url'] as const) {
      const stat = decodePathStat(header(mode, encoding), context)
      expect(stat).toMatchObject({ ...want, mode, name: 'näme??>', size: 4096, mtime, linkTarget: '' })
    }
  })

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['not base64', '{"name":"x"}'],
    ['not JSON', Buffer.from('x').toString('base64')],
    ['null', Buffer.from('null').toString('base64')],
    ['another object', Buffer.from('{"name":"x"}').toString('base64')],
    ['a mode that is none', header(-1)],
  ])('is refused when it is %s', (_, given) => {
    expect(() => decodePathStat(given, context)).toThrow(DockerError)
    expect(() => decodePathStat(given, context)).toThrow(/^ContainerLogs: the header X-Docker-Container-Path-Stat/)
  })
})
