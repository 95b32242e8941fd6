import { describe, expect, onTestFinished, test } from 'vitest'
import type { Docker, NetworkCreateRequest } from '../../../generated/v1.42/index.js'
import { ConflictError, ForbiddenError, NotFoundError } from '../../../runtime/index.js'
import { containerForTest, gone, present, rejection } from '../client.js'

/** Networks: these exist on paper only, because making them real would change the machine's own network. */
export function networkOperations(docker: Docker): void {
  describe('networks', () => {
    const create = async (body: NetworkCreateRequest): Promise<string> => {
      const id = present((await docker.networkCreate({ body })).Id, 'Id')
      onTestFinished(() => gone(docker.networkDelete({ id })))
      return id
    }
    const onPaper = { ConfigOnly: true, IPAM: { Config: [{ Subnet: '198.51.100.0/24' }] } }

    test('one is created, listed, inspected and removed', async () => {
      const Labels = { made: 'by a test' }
      const id = await create({ Name: 'life', CheckDuplicate: true, Labels, ...onPaper })
      const listed = await docker.networkList({ filters: { label: ['made=by a test'] } })
      expect(listed.map(({ Id }) => Id)).toEqual([id])
      expect(await docker.networkInspect({ id: 'life', verbose: true, scope: 'local' })).toMatchObject({
        Id: id,
        Name: 'life',
        Labels,
        ConfigOnly: true,
        IPAM: { Config: [{ Subnet: '198.51.100.0/24' }] },
      })
      await docker.networkDelete({ id })
      expect(await rejection(docker.networkInspect({ id }))).toBeInstanceOf(NotFoundError)
    })

    test('a name is taken once', async () => {
      await create({ Name: 'taken', ...onPaper })
      expect(await rejection(create({ Name: 'taken', CheckDuplicate: true, ...onPaper }))).toBeInstanceOf(ConflictError)
    })

    test('a container leaves one and comes back', async () => {
      const id = await containerForTest(docker, { Cmd: ['sleep', '600'] })
      const networks = async (): Promise<string[]> =>
        Object.keys((await docker.containerInspect({ id })).NetworkSettings?.Networks ?? {})
      await docker.networkDisconnect({ id: 'none', body: { Container: id, Force: true } })
      expect(await networks()).toEqual([])
      await docker.networkConnect({ id: 'none', body: { Container: id } })
      expect(await networks()).toEqual(['none'])
    })

    test('one of the engine itself can not be removed', async () => {
      expect(await rejection(docker.networkDelete({ id: 'host' }))).toBeInstanceOf(ForbiddenError)
    })

    test('prune leaves those that are only on paper', async () => {
      const id = await create({ Name: 'unused', Labels: { prune: 'me' }, ...onPaper })
      const { NetworksDeleted } = await docker.networkPrune({ filters: { label: ['prune=me'] } })
      expect(NetworksDeleted ?? []).toEqual([])
      expect(await docker.networkInspect({ id })).toMatchObject({ Name: 'unused' })
    })
  })
}
