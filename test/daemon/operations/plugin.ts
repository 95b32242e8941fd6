import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Docker } from '../../../generated/v1.42/index.js'
import { ConflictError, NotFoundError, type RegistryAuth } from '../../../runtime/index.js'
import { containerForTest, gone, present, rejection } from '../client.js'
import type { EngineInfo } from '../engine.js'
import { type Registry, startRegistry } from '../registry.js'
import { tar } from '../tar.js'

const config = {
  description: 'A plugin of a test',
  documentation: 'https://example.org/plugin',
  interface: { types: ['docker.dummy/1.0'], socket: 'p.sock' },
  entrypoint: ['/bin/sh', '-c', 'trap exit TERM; while :; do sleep 0.1; done'],
  network: { type: 'none' },
  linux: { capabilities: ['CAP_SYS_ADMIN'] },
  env: [{ name: 'DEBUG', description: 'More output', settable: ['value'], value: '0' }],
}

/** Plugins, made of a tar and carried over a registry. */
export function pluginOperations(docker: Docker, engine: EngineInfo): void {
  describe('plugins', () => {
    let registry: Registry
    let registryAuth: RegistryAuth
    beforeAll(async () => {
      registry = await startRegistry()
      registryAuth = { ...registry.credentials, serveraddress: registry.host }
    })
    afterAll(() => registry.stop())

    const create = async (name: string): Promise<string> => {
      await docker.pluginCreate({ name, body: await pluginOfSleep(docker) })
      onTestFinished(() => gone(docker.pluginDelete({ name, force: true })))
      return present((await docker.pluginInspect({ name })).Id, 'Id')
    }

    test('one is created, listed, inspected, set and removed', async () => {
      const id = await create('life/of-a-plugin:1')
      const listed = await docker.pluginList({ filters: { enabled: ['false'] } })
      expect(listed.map(({ Name }) => Name)).toEqual(['life/of-a-plugin:1'])
      expect(listed[0]).toMatchObject({ Id: id, Config: { Description: 'A plugin of a test' } })

      await docker.pluginSet({ name: id, body: ['DEBUG=1'] })
      expect((await docker.pluginInspect({ name: 'life/of-a-plugin:1' })).Settings.Env).toEqual(['DEBUG=1'])
      await docker.pluginDelete({ name: id })
      expect(await rejection(docker.pluginInspect({ name: id }))).toBeInstanceOf(NotFoundError)
    })

    test('one is enabled and disabled', async () => {
      const id = await create('plugins/enabled')
      await listenFor(engine, id)
      await docker.pluginEnable({ name: id, timeout: 10 })
      expect((await docker.pluginInspect({ name: id })).Enabled).toBe(true)
      expect(await rejection(docker.pluginDelete({ name: id }))).toBeInstanceOf(ConflictError)
      await docker.pluginDisable({ name: id })
      expect((await docker.pluginInspect({ name: id })).Enabled).toBe(false)
      expect(await rejection(docker.pluginDisable({ name: id }))).toBeInstanceOf(ConflictError)
    })

    test('one is pushed, and pulled with what it is granted', async () => {
      const remote = `${registry.host}/team/plugin:1`
      await create(remote)
      await (await docker.pluginPush({ name: remote, registryAuth })).wait()
      await docker.pluginDelete({ name: remote })

      const privileges = await docker.getPluginPrivileges({ remote, registryAuth })
      expect(privileges).toContainEqual(expect.objectContaining({ Name: 'capabilities', Value: ['CAP_SYS_ADMIN'] }))
      onTestFinished(() => gone(docker.pluginDelete({ name: 'pulled', force: true })))
      await (await docker.pluginPull({ remote, name: 'pulled', registryAuth, body: privileges })).wait()
      expect(await docker.pluginInspect({ name: 'pulled' })).toMatchObject({ Name: 'pulled:latest', Enabled: false })

      const upgrade = await docker.pluginUpgrade({ name: 'pulled', remote, registryAuth, body: privileges })
      await upgrade.wait()
      expect((await docker.pluginInspect({ name: 'pulled' })).PluginReference).toBe(remote)
    })
  })
}

/** A plugin that does nothing, with the busybox of the engine's image. */
async function pluginOfSleep(docker: Docker): Promise<Buffer> {
  const id = await containerForTest(docker, { Cmd: ['true'] })
  const path = '/bin/busybox'
  const { size } = await docker.containerArchiveInfo({ id, path })
  const archive = await buffer(await docker.containerArchive({ id, path }))
  // The archive has one member, after a header of one block.
  const content = archive.subarray(512, 512 + size)
  return tar([
    { type: 'file', path: 'config.json', content: JSON.stringify(config) },
    { type: 'directory', path: 'rootfs' },
    { type: 'directory', path: 'rootfs/bin' },
    { type: 'file', path: 'rootfs/bin/busybox', content, mode: 0o755 },
    { type: 'symlink', path: 'rootfs/bin/sh', target: 'busybox' },
    { type: 'symlink', path: 'rootfs/bin/sleep', target: 'busybox' },
  ])
}

/** Listens where the engine expects the plugin, which saves writing one that listens itself. */
async function listenFor(engine: EngineInfo, id: string): Promise<void> {
  // The first up to 20.10, whatever its own folder is; the second since.
  for (const root of ['/run/docker', join(dirname(engine.socket), 'exec')]) {
    const folder = join(root, 'plugins', id)
    await mkdir(folder, { recursive: true })
    const server = createServer().listen(join(folder, 'p.sock'))
    await once(server, 'listening')
    onTestFinished(async () => {
      server.close()
      await rm(folder, { recursive: true, force: true })
    })
  }
}
