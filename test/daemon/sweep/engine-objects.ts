import { tar } from '../tar.js'
import type { AnsweredClient } from './answers.js'

/** Networks, plugins, and what the engine says about itself. */
export async function sweepEngine({ docker, valuesOf }: AnsweredClient): Promise<void> {
  await docker.systemInfo()
  await docker.systemVersion()
  await docker.systemDataUsage()
  const since = Math.floor(Date.now() / 1000) - 600
  await valuesOf('systemEvents', await docker.systemEvents({ since, until: Math.floor(Date.now() / 1000) }))
}

/** Volumes with and without a driver's options, labels and users. */
export async function sweepVolumes({ docker }: AnsweredClient): Promise<void> {
  await docker.volumeCreate({ body: {} })
  await docker.volumeCreate({
    body: { Name: 'sweep-labelled', Labels: { a: 'b' }, DriverOpts: { type: 'tmpfs', device: 'tmpfs', o: 'size=1m' } },
  })
  await docker.volumeInspect({ name: 'sweep-labelled' })
  await docker.volumeList()
  await docker.volumeList({ filters: { dangling: ['true'], label: ['none'] } })
  await docker.systemDataUsage()
  await docker.volumePrune()
  await docker.volumePrune()
}

/** Networks of all drivers that need nothing of the machine's. */
export async function sweepNetworks({ docker }: AnsweredClient): Promise<void> {
  const Config = [
    { Subnet: '10.77.0.0/24', IPRange: '10.77.0.0/25', Gateway: '10.77.0.1', AuxiliaryAddresses: { x: '10.77.0.2' } },
  ]
  await docker.networkCreate({ body: { Name: 'sweep-config', ConfigOnly: true, IPAM: { Config } } })
  await docker.networkCreate({
    body: {
      Name: 'sweep-bridge',
      Driver: 'bridge',
      Internal: true,
      Labels: { a: 'b' },
      Options: { 'com.docker.network.bridge.name': 'sweep0' },
      IPAM: { Driver: 'default', Config, Options: {} },
    },
  })
  const { Id } = await docker.containerCreate({
    name: 'sweep-networked',
    body: {
      Image: 'busybox:latest',
      Cmd: ['sleep', '600'],
      ExposedPorts: { '80/tcp': {} },
      HostConfig: { NetworkMode: 'sweep-bridge', PortBindings: { '80/tcp': [{ HostPort: '0' }] } },
      NetworkingConfig: {
        EndpointsConfig: {
          'sweep-bridge': { Aliases: ['web'], IPAMConfig: { IPv4Address: '10.77.0.20' }, DriverOpts: { a: 'b' } },
        },
      },
    },
  })
  await docker.containerInspect({ id: Id })
  await docker.containerStart({ id: Id })
  await docker.containerInspect({ id: Id })
  await docker.containerList()
  await docker.networkList()
  await docker.networkInspect({ id: 'sweep-bridge', verbose: true })
  await docker.networkInspect({ id: 'sweep-config' })
  await docker.networkInspect({ id: 'host' })
  await docker.networkDisconnect({ id: 'sweep-bridge', body: { Container: Id } })
  await docker.networkConnect({ id: 'sweep-bridge', body: { Container: Id, EndpointConfig: { Aliases: ['again'] } } })
  await docker.containerInspect({ id: Id })
  await docker.containerDelete({ id: Id, force: true })
  await docker.networkPrune()
  await docker.networkPrune()
}

const pluginConfig = {
  description: 'For the sweep',
  documentation: 'https://example.org',
  interface: { types: ['docker.volumedriver/1.0'], socket: 'plugin.sock' },
  entrypoint: ['/bin/sh'],
  workdir: '/',
  network: { type: 'none' },
  linux: { capabilities: ['CAP_SYS_ADMIN'], devices: [{ name: 'null', path: '/dev/null', settable: ['path'] }] },
  env: [{ name: 'A', value: '1', settable: ['value'] }, { name: 'B' }],
  args: { name: 'args', value: ['-c', 'true'], settable: ['value'] },
  mounts: [{ name: 'm', source: '/tmp', destination: '/m', type: 'bind', options: ['rbind'], settable: ['source'] }],
}

/** Plugins with everything in their configuration, and with nothing. */
export async function sweepPlugins({ docker }: AnsweredClient): Promise<void> {
  for (const [name, config] of [
    ['sweep/full:1', pluginConfig],
    ['sweep/bare:1', { interface: { types: [], socket: '' } }],
  ] as const) {
    const body = tar([
      { type: 'file', path: 'config.json', content: JSON.stringify(config) },
      { type: 'directory', path: 'rootfs' },
      // Two plugins with the same content are refused.
      { type: 'file', path: 'rootfs/name', content: name },
    ])
    await docker.pluginCreate({ name, body })
    await docker.pluginInspect({ name })
  }
  await docker.pluginSet({ name: 'sweep/full:1', body: ['A=2'] })
  await docker.pluginList()
  await docker.pluginList({ filters: { enabled: ['false'], capability: ['volumedriver'] } })
  for (const name of ['sweep/full:1', 'sweep/bare:1']) await docker.pluginDelete({ name })
}
