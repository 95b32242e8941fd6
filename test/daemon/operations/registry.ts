import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Docker } from '../../../generated/v1.42/index.js'
import { DockerApiError, DockerStreamError, type RegistryAuth } from '../../../runtime/index.js'
import { allOf, gone, rejection } from '../client.js'
import type { EngineInfo } from '../engine.js'
import { type Registry, startRegistry } from '../registry.js'

/** What an engine does with a registry, which here is one on loopback that wants credentials. */
export function registryOperations(docker: Docker, engine: EngineInfo): void {
  describe('a registry', () => {
    let registry: Registry
    let registryAuth: RegistryAuth
    beforeAll(async () => {
      registry = await startRegistry()
      registryAuth = { ...registry.credentials, serveraddress: registry.host }
    })
    afterAll(() => registry.stop())

    test('accepts credentials, or not', async () => {
      const serveraddress = registry.host
      const body = { ...registry.credentials, serveraddress }
      expect(await docker.systemAuth({ body })).toMatchObject({ Status: 'Login Succeeded' })
      const error = await rejection(docker.systemAuth({ body: { ...body, password: 'a wrong secret' } }))
      expect(error).toBeInstanceOf(DockerApiError)
      expect(String(error)).not.toContain('a wrong secret')
    })

    test('takes an image, describes it and gives it back', async () => {
      const repo = `${registry.host}/team/pushed`
      await docker.imageTag({ name: engine.image, repo, tag: 'v1' })
      const name = `${repo}:v1`
      onTestFinished(() => gone(docker.imageDelete({ name })))
      const pushed = await allOf(await docker.imagePush({ name: repo, tag: 'v1', registryAuth }))
      const digest = pushed.map(({ aux }) => aux?.Digest).find((found) => found !== undefined)
      expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/)

      expect((await docker.distributionInspect({ name, registryAuth })).Descriptor).toMatchObject({ digest })
      await docker.imageDelete({ name })
      await (await docker.imageCreate({ fromImage: repo, tag: 'v1', registryAuth })).wait()
      expect((await docker.imageInspect({ name })).RepoDigests).toContain(`${repo}@${digest}`)
    })

    test('refuses a push without credentials, which is thrown', async () => {
      const repo = `${registry.host}/team/refused`
      await docker.imageTag({ name: engine.image, repo, tag: 'v1' })
      onTestFinished(() => gone(docker.imageDelete({ name: `${repo}:v1` })))
      const push = docker.imagePush({ name: repo, tag: 'v1' }).then((progress) => progress.wait())
      const error = await rejection(push)
      expect(error).toBeInstanceOf(DockerStreamError)
      expect(error).toMatchObject({ operationId: 'ImagePush', message: 'no basic auth credentials' })
    })

    test('does not have every image, and a pull of one is thrown', async () => {
      const fromImage = `${registry.host}/team/none`
      const pull = docker.imageCreate({ fromImage, tag: 'v1', registryAuth }).then((progress) => progress.wait())
      expect(await rejection(pull)).toMatchObject({
        operationId: 'ImageCreate',
        message: expect.stringContaining('manifest unknown'),
      })
    })

    test('is searched', async () => {
      const found = await docker.imageSearch({ term: `${registry.host}/word`, limit: 5, registryAuth })
      expect(found).toEqual([expect.objectContaining({ name: 'word-found', star_count: 3 })])
    })
  })
}
