import { describe, expect, test } from 'vitest'
import type { Docker } from '../../../generated/v1.42/index.js'
import { NotFoundError } from '../../../runtime/index.js'
import { containerForTest, rejection, runningContainer } from '../client.js'
import { tar } from '../tar.js'
import { membersOf } from '../untar.js'

/** What is in a container's file system. */
export function containerFileOperations(docker: Docker): void {
  describe('the files of a container', () => {
    test('go in and out as a tar, and can be asked for by path', async () => {
      const id = await containerForTest(docker, { Cmd: ['true'] })
      const body = tar([
        { type: 'directory', path: 'put' },
        { type: 'file', path: 'put/run', content: '#!/bin/sh\n', mode: 0o755 },
        { type: 'symlink', path: 'put/link', target: 'run' },
      ])
      await docker.putContainerArchive({ id, path: '/tmp', body })

      expect(await docker.containerArchiveInfo({ id, path: '/tmp/put' })).toMatchObject({
        name: 'put',
        isDirectory: true,
        permissions: 0o755,
      })
      expect(await docker.containerArchiveInfo({ id, path: '/tmp/put/link' })).toMatchObject({
        isSymlink: true,
        linkTarget: '/tmp/put/run',
      })
      const members = await membersOf(await docker.containerArchive({ id, path: '/tmp/put' }))
      expect([...members.keys()].sort()).toEqual(['put', 'put/link', 'put/run'])
      expect(members.get('put/run')).toMatchObject({ type: 'file', content: '#!/bin/sh\n' })
    })

    test('that are not there are an error before the first byte', async () => {
      const id = await containerForTest(docker, { Cmd: ['true'] })
      const path = '/no such/file'
      expect(await rejection(docker.containerArchive({ id, path }))).toBeInstanceOf(NotFoundError)
      expect(await rejection(docker.containerArchiveInfo({ id, path }))).toBeInstanceOf(NotFoundError)
      expect(await rejection(docker.putContainerArchive({ id, path, body: tar([]) }))).toBeInstanceOf(NotFoundError)
    })

    test('that it changed are told', async () => {
      const id = await runningContainer(docker, { Cmd: ['sh', '-c', 'echo new >/tmp/new; rm /etc/group'] })
      await docker.containerWait({ id })
      const changes = await docker.containerChanges({ id })
      expect(changes).toEqual(
        expect.arrayContaining([
          { Path: '/tmp/new', Kind: 1 },
          { Path: '/etc/group', Kind: 2 },
        ]),
      )
    })

    test('of one that changed none are null', async () => {
      const id = await containerForTest(docker, { Cmd: ['true'] })
      expect(await docker.containerChanges({ id })).toBeNull()
    })

    test('are exported as a whole', async () => {
      const id = await runningContainer(docker, { Cmd: ['sh', '-c', 'echo exported >/root/file'] })
      await docker.containerWait({ id })
      const members = await membersOf(await docker.containerExport({ id }))
      expect(members.get('root/file')).toMatchObject({ type: 'file', content: 'exported\n' })
      expect(members.get('bin/busybox')?.size).toBeGreaterThan(500_000)
    })
  })
}
