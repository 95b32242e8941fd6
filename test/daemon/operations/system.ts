import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { Docker } from '../../../generated/v1.42/index.js'
import { allOf, containerForTest } from '../client.js'
import type { EngineInfo } from '../engine.js'

/** The engine itself. */
export function systemOperations(docker: Docker, engine: EngineInfo): void {
  describe('the engine', () => {
    test('says what it is', async () => {
      expect(await docker.systemVersion()).toMatchObject({ Version: engine.version, ApiVersion: engine.apiVersion })
      expect(await docker.systemInfo()).toMatchObject({ ServerVersion: engine.version, OSType: 'linux' })
    })

    test('agrees with the client on the newest version that both know', async () => {
      const [, minor] = engine.apiVersion.split('.')
      expect(await docker.apiVersion()).toBe(`1.${Math.min(Number(minor), 42)}`)
    })

    test('is pinged', async () => {
      expect(await docker.systemPing()).toBe('OK')
      expect(await docker.systemPingHead()).toMatchObject({ apiVersion: engine.apiVersion, osType: 'linux' })
    })

    test('tells what its objects take on disk', async () => {
      const { Images, LayersSize } = await docker.systemDataUsage()
      expect(Images?.flatMap(({ RepoTags }) => RepoTags)).toContain(engine.image)
      expect(LayersSize).toBeGreaterThan(500_000)
    })

    test('tells what happens', async () => {
      const since = new Date()
      const id = await containerForTest(docker, { Cmd: ['true'] })
      await docker.containerDelete({ id })
      const filters = { container: [id], event: ['create', 'destroy'] }
      // A Date has milliseconds, and the engine's clock nanoseconds.
      const until = new Date(Date.now() + 1)
      const events = await allOf(await docker.systemEvents({ since, until, filters }))
      expect(events.map(({ Action }) => Action)).toEqual(['create', 'destroy'])
    })

    test('calls back over a session as a client of HTTP/2', async () => {
      const tunnel = await docker.session()
      const [preface] = (await once(tunnel, 'data')) as [Buffer]
      expect(preface.toString('latin1')).toMatch(/^PRI \* HTTP\/2\.0\r\n/)
      tunnel.destroy()
    })
  })
}
