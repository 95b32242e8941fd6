import type { ContainerCreateRequest } from '../../../generated/v1.42/index.js'
import { tar } from '../tar.js'
import type { AnsweredClient } from './answers.js'

/** Configurations that make an engine answer with as many different fields as one machine can. */
const configurations: Readonly<Record<string, ContainerCreateRequest>> = {
  plain: { Cmd: ['sleep', '600'] },
  terminal: { Cmd: 'sh', Tty: true, OpenStdin: true, HostConfig: { ConsoleSize: [24, 80], Init: true } },
  described: {
    Cmd: ['sleep', '600'],
    Entrypoint: [],
    Env: ['A=1'],
    Labels: { 'org.example.kind': 'sweep' },
    User: 'nobody',
    WorkingDir: '/tmp',
    Hostname: 'host',
    Domainname: 'example.org',
    ExposedPorts: { '80/tcp': {}, '53/udp': {} },
    Volumes: { '/anonymous': {} },
    StopSignal: 'SIGINT',
    StopTimeout: 1,
    Shell: ['/bin/sh', '-c'],
    MacAddress: '02:42:ac:11:00:02',
    Healthcheck: { Test: ['CMD-SHELL', 'echo well'], Interval: 100_000_000, Timeout: 2_000_000_000, Retries: 2 },
  },
  limited: {
    Cmd: ['sleep', '600'],
    HostConfig: {
      Memory: 64 * 1024 * 1024,
      MemoryReservation: 32 * 1024 * 1024,
      NanoCpus: 500_000_000,
      PidsLimit: 20,
      OomScoreAdj: 100,
      BlkioWeight: 0,
      Ulimits: [{ Name: 'nofile', Soft: 64, Hard: 128 }],
      Devices: [{ PathOnHost: '/dev/null', PathInContainer: '/dev/nothing', CgroupPermissions: 'rw' }],
      DeviceCgroupRules: ['c 1:3 rwm'],
      CapAdd: ['SYS_TIME'],
      CapDrop: 'MKNOD',
      GroupAdd: ['1'],
      SecurityOpt: ['no-new-privileges'],
      Sysctls: { 'net.ipv4.ip_forward': '0' },
      StorageOpt: {},
      ReadonlyRootfs: true,
      ShmSize: 1024 * 1024,
      LogConfig: { Type: 'local', Config: { 'max-size': '1m' } },
    },
  },
  mounted: {
    Cmd: ['sleep', '600'],
    HostConfig: {
      Binds: ['sweep-bound:/bound'],
      Tmpfs: { '/run': 'size=1m' },
      Mounts: [
        { Type: 'volume', Source: 'sweep-mounted', Target: '/mounted', VolumeOptions: { Labels: { a: 'b' } } },
        { Type: 'tmpfs', Target: '/scratch', TmpfsOptions: { SizeBytes: 65536, Mode: 0o1777 } },
        { Type: 'bind', Source: '/etc', Target: '/host', ReadOnly: true, BindOptions: { Propagation: 'rprivate' } },
      ],
      Dns: ['127.0.0.1'],
      DnsSearch: ['example.org'],
      DnsOptions: ['ndots:1'],
      ExtraHosts: ['other:127.0.0.1'],
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
      PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '0' }] },
    },
  },
  failing: { Cmd: ['sh', '-c', 'exit 7'] },
}

/** Containers in all their states, what runs in them, and what is left of them. */
export async function sweepContainers({ docker, valuesOf }: AnsweredClient): Promise<void> {
  const ids = new Map<string, string>()
  for (const [name, configuration] of Object.entries(configurations)) {
    const { HostConfig, ...rest } = configuration
    const body = { Image: 'busybox:latest', ...rest, HostConfig: { NetworkMode: 'none', ...HostConfig } }
    const { Id } = await docker.containerCreate({ name: `sweep-${name}`, body })
    ids.set(name, Id)
  }
  await docker.containerCreate({
    name: 'sweep-host',
    body: { Image: 'busybox:latest', HostConfig: { NetworkMode: 'host' } },
  })
  for (const id of ids.values()) {
    await docker.containerInspect({ id, size: true })
    await docker.containerStart({ id })
  }
  const idOf = (name: string): string => ids.get(name) ?? name
  await docker.containerWait({ id: idOf('failing') })
  await docker.containerPause({ id: idOf('limited') })
  await docker.containerList({ all: true, size: true })
  for (const id of ids.values()) await docker.containerInspect({ id, size: true })
  await docker.containerUnpause({ id: idOf('limited') })

  await inspectRunning({ docker, valuesOf, answers: [] }, idOf('described'))
  await docker.containerUpdate({ id: idOf('limited'), body: { CpuShares: 512, RestartPolicy: { Name: 'no' } } })
  await docker.containerUpdate({ id: idOf('plain'), body: { Memory: 32 * 1024 * 1024, MemorySwap: -1 } })
  await untilHealthy(docker, idOf('described'))
  await docker.containerInspect({ id: idOf('described') })
  await docker.containerStop({ id: idOf('described') })
  await docker.containerInspect({ id: idOf('described') })
  await valuesOf('containerStats', await docker.containerStats({ id: idOf('described') }), 1)
  await docker.containerList({ all: true, filters: { status: ['exited'] } })
}

async function inspectRunning({ docker, valuesOf }: AnsweredClient, id: string): Promise<void> {
  await docker.putContainerArchive({
    id,
    path: '/tmp',
    body: tar([{ type: 'file', path: 'new', content: 'new\n' }]),
  })
  await docker.containerChanges({ id })
  await docker.containerTop({ id })
  await docker.containerTop({ id, ps_args: '-o pid,args' })
  await docker.containerStats({ id, stream: false })
  await docker.containerStats({ id, stream: false, oneShot: true })
  await valuesOf('containerStats', await docker.containerStats({ id }), 2)
  const run = async (Cmd: string[], Tty: boolean): Promise<void> => {
    const exec = await docker.containerExec({ id, body: { Cmd, Tty, AttachStdout: true, Env: ['A=1'] } })
    await docker.execInspect({ id: exec.Id })
    const output = await docker.execStart({ id: exec.Id, body: { Tty } })
    await docker.execInspect({ id: exec.Id })
    await docker.containerInspect({ id })
    await output.text()
    await docker.execInspect({ id: exec.Id })
  }
  await run(['sh', '-c', 'sleep 0.2; exit 3'], false)
  await run(['true'], true)
}

async function untilHealthy(docker: AnsweredClient['docker'], id: string): Promise<void> {
  const since = Math.floor(Date.now() / 1000) - 60
  const health = await docker.systemEvents({ since, filters: { container: [id], event: ['health_status'] } })
  for await (const { Action } of health) if (Action === 'health_status: healthy') return
}

/** Removes all containers by the ways there are. */
export async function sweepAwayContainers({ docker }: AnsweredClient): Promise<void> {
  const left = await docker.containerList({ all: true })
  await Promise.all(left.map(({ Id }) => docker.containerKill({ id: Id }).catch(() => undefined)))
  await docker.containerPrune()
  await docker.containerPrune()
}
