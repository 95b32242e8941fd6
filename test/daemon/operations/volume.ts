import { describe, expect, onTestFinished, test } from 'vitest'
import type { Docker } from '../../../generated/v1.42/index.js'
import { ConflictError, DockerApiError, NotFoundError } from '../../../runtime/index.js'
import { containerForTest, gone, rejection } from '../client.js'

/** Volumes. */
export function volumeOperations(docker: Docker): void {
  describe('volumes', () => {
    const create = async (name: string, labels: Record<string, string> = {}): Promise<void> => {
      await docker.volumeCreate({ body: { Name: name, Driver: 'local', Labels: labels } })
      onTestFinished(() => gone(docker.volumeDelete({ name, force: true })))
    }

    test('one is created, listed, inspected and removed', async () => {
      await create('life', { made: 'by a test' })
      const { Volumes } = await docker.volumeList({ filters: { label: ['made=by a test'] } })
      expect(Volumes?.map(({ Name }) => Name)).toEqual(['life'])
      expect(await docker.volumeInspect({ name: 'life' })).toMatchObject({ Driver: 'local', Scope: 'local' })
      await docker.volumeDelete({ name: 'life' })
      expect(await rejection(docker.volumeInspect({ name: 'life' }))).toBeInstanceOf(NotFoundError)
    })

    test('one in use can not be removed', async () => {
      await create('in-use')
      await containerForTest(docker, { Cmd: ['true'], HostConfig: { Binds: ['in-use:/data:ro'] } })
      expect(await rejection(docker.volumeDelete({ name: 'in-use' }))).toBeInstanceOf(ConflictError)
    })

    test('update is for cluster volumes of engines from API 1.42 on', async () => {
      await create('not-of-a-cluster')
      const update = docker.volumeUpdate({ name: 'not-of-a-cluster', version: 1, body: {} })
      expect(await rejection(update)).toBeInstanceOf(DockerApiError)
    })

    test('prune removes those that nothing uses', async () => {
      await create('unused', { prune: 'me' })
      const { VolumesDeleted } = await docker.volumePrune({ filters: { label: ['prune=me'] } })
      expect(VolumesDeleted).toEqual(['unused'])
    })
  })
}
