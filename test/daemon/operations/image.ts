import { describe, expect, onTestFinished, test } from 'vitest'
import type { Docker } from '../../../generated/v1.42/index.js'
import { NotFoundError } from '../../../runtime/index.js'
import { allOf, containerForTest, gone, present, rejection, runningContainer } from '../client.js'
import { tar } from '../tar.js'
import { membersOf } from '../untar.js'

/** Images: made, named, read, carried over and removed. */
export function imageOperations(docker: Docker): void {
  describe('images', () => {
    const imported = (name: string, content: string): Promise<string> => importImage(docker, name, content)

    test('one is imported, listed, inspected, tagged and removed', async () => {
      const id = await imported('images/life:1', 'life')
      const [listed] = await docker.imageList({ filters: { reference: ['images/life'] } })
      expect(listed).toMatchObject({ Id: id, RepoTags: ['images/life:1'] })
      const inspected = await docker.imageInspect({ name: 'images/life:1' })
      expect(inspected).toMatchObject({ Id: id, Os: 'linux', Config: { Cmd: ['/life'], Env: ['A=1', 'B=2 3'] } })

      await docker.imageTag({ name: 'images/life:1', repo: 'registry.example:5000/team/life', tag: 'two' })
      const name = 'registry.example:5000/team/life:two'
      expect((await docker.imageInspect({ name })).Id).toBe(id)
      expect(await docker.imageDelete({ name })).toEqual([{ Untagged: name }])
      expect(await docker.imageDelete({ name: id })).toContainEqual({ Deleted: id })
      expect(await rejection(docker.imageInspect({ name: id }))).toBeInstanceOf(NotFoundError)
    })

    test('history tells how one was made', async () => {
      await imported('images/history', 'history')
      const [layer] = await docker.imageHistory({ name: 'images/history' })
      expect(layer).toMatchObject({ Tags: ['images/history:latest'], Comment: 'Imported from -' })
    })

    test('commit makes one of a container', async () => {
      const container = await runningContainer(docker, { Cmd: ['sh', '-c', 'echo kept >/root/kept'] })
      await docker.containerWait({ id: container })
      const repo = 'images/committed'
      const changes = ['ENV KEPT=yes', 'CMD ["cat", "/root/kept"]']
      const { Id } = await docker.imageCommit({ container, repo, comment: 'of a container', author: 'me', changes })
      onTestFinished(() => gone(docker.imageDelete({ name: Id, force: true })))

      const inspected = await docker.imageInspect({ name: repo })
      expect(inspected).toMatchObject({ Id, Comment: 'of a container', Author: 'me' })
      expect(inspected.Config).toMatchObject({ Env: ['KEPT=yes'], Cmd: ['cat', '/root/kept'] })
      const id = await containerForTest(docker, { Image: repo, Cmd: [] })
      await docker.containerStart({ id })
      expect(await (await docker.containerLogs({ id, follow: true, stdout: true })).text()).toBe('kept\n')
      await docker.containerDelete({ id, force: true })
    })

    test('one is saved as a tar, and loaded again', async () => {
      const id = await imported('images/saved', 'saved')
      const archive = await allOf(await docker.imageGet({ name: 'images/saved' }))
      await docker.imageDelete({ name: 'images/saved', force: true })
      const load = await docker.imageLoad({ body: Buffer.concat(archive), quiet: true })
      expect(await load.wait()).toMatchObject({ stream: expect.stringContaining('images/saved:latest') })
      expect((await docker.imageInspect({ name: 'images/saved' })).Id).toBe(id)
    })

    test('several are saved in one tar', async () => {
      await imported('images/one', 'one')
      await imported('images/two', 'two')
      const members = await membersOf(await docker.imageGetAll({ names: ['images/one', 'images/two'] }))
      const manifest: unknown = JSON.parse(present(members.get('manifest.json'), 'manifest.json').content)
      // Engines gather them in a map of Go, whose order is another each time.
      const tags = ['images/one:latest', 'images/two:latest'].map((tag) => expect.objectContaining({ RepoTags: [tag] }))
      expect(manifest).toHaveLength(tags.length)
      expect(manifest).toEqual(expect.arrayContaining(tags))
    })

    test('one that is not there can not be saved', async () => {
      expect(await rejection(docker.imageGet({ name: 'images/none' }))).toBeInstanceOf(NotFoundError)
    })

    test('prune removes those without a name', async () => {
      const id = await imported('images/replaced', 'old')
      await imported('images/replaced', 'new')
      const { ImagesDeleted } = await docker.imagePrune({ filters: { dangling: ['true'] } })
      expect(ImagesDeleted).toContainEqual({ Deleted: id })
    })
  })
}

/** Imports an image of one file for the test that runs. @returns its id */
async function importImage(docker: Docker, name: string, content: string): Promise<string> {
  const [repo, tag = 'latest'] = name.split(':')
  const progress = await docker.imageCreate({
    fromSrc: '-',
    repo,
    tag,
    changes: [`CMD ["/${content}"]`, 'ENV A=1 B="2 3"'],
    body: tar([{ type: 'file', path: content, content }]),
  })
  const { status } = present(await progress.wait(), 'last message')
  const id = present(status, 'id')
  expect(id).toMatch(/^sha256:[0-9a-f]{64}$/)
  onTestFinished(() => gone(docker.imageDelete({ name: id, force: true })))
  return id
}
