import type { Service, ServiceSpec } from '../../../generated/v1.42/index.js'
import type { AnsweredClient } from './answers.js'

/** A swarm of one node: secrets, configs, services of all modes, their updates and their tasks. */
export async function sweepSwarm(client: AnsweredClient): Promise<void> {
  const { docker } = client
  await docker.systemInfo()
  await docker.swarmInit({
    body: { ListenAddr: '127.0.0.1:0', AdvertiseAddr: '127.0.0.1:2377', Spec: { Labels: { a: 'b' } } },
  })
  const { Version, Spec } = await docker.swarmInspect()
  await docker.swarmUpdate({
    version: Version?.Index ?? 0,
    body: { ...Spec, EncryptionConfig: { AutoLockManagers: true } },
  })
  await docker.swarmUnlockkey()
  await docker.swarmInspect()
  await docker.systemInfo()
  await sweepNodes(client)
  const secret = await docker.secretCreate({ body: { Name: 'sweep-secret', Data: 'c2VjcmV0', Labels: { a: 'b' } } })
  const config = await docker.configCreate({ body: { Name: 'sweep-config', Data: 'Y29uZmln' } })
  await docker.secretInspect({ id: secret.ID })
  await docker.configInspect({ id: config.ID })
  await docker.secretList()
  await docker.configList({ filters: { name: ['sweep-config'] } })
  await docker.networkCreate({ body: { Name: 'sweep-overlay', Driver: 'overlay', Attachable: true } })
  await docker.networkList()
  await docker.networkInspect({ id: 'sweep-overlay', verbose: true })
  await sweepServices(client, secret.ID, config.ID)
}

/** Ends the swarm. */
export async function leaveSwarm({ docker }: AnsweredClient): Promise<void> {
  await docker.swarmLeave({ force: true })
  await docker.systemInfo()
}

async function sweepNodes({ docker }: AnsweredClient): Promise<void> {
  // The manager itself changes a node that has just come: an update may come too late for its version.
  for (let attempts = 20; ; attempts--) {
    const [node] = await docker.nodeList()
    const id = node?.ID ?? ''
    const body = { ...node?.Spec, Labels: { rack: '1' } }
    const error: unknown = await docker.nodeUpdate({ id, version: node?.Version?.Index ?? 0, body }).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    await docker.nodeInspect({ id })
    if (error === undefined) break
    if (attempts === 0) throw error
  }
  await docker.nodeList({ filters: { role: ['manager'], membership: ['accepted'] } })
}

function specifications(secret: string, config: string): readonly ServiceSpec[] {
  const task = { ContainerSpec: { Image: 'busybox:latest', Command: ['sleep', '600'] }, Networks: [{ Target: 'host' }] }
  const file = { Name: 'file', UID: '0', GID: '0', Mode: 0o444 }
  return [
    { Name: 'sweep-plain', TaskTemplate: task },
    { Name: 'sweep-global', Mode: { Global: {} }, TaskTemplate: task },
    {
      Name: 'sweep-job',
      Mode: { ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 1 } },
      TaskTemplate: {
        ...task,
        ContainerSpec: { Image: 'busybox:latest', Command: ['true'] },
        RestartPolicy: { Condition: 'none' },
      },
    },
    {
      Name: 'sweep-full',
      Labels: { a: 'b' },
      Mode: { Replicated: { Replicas: 1 } },
      UpdateConfig: {
        Parallelism: 1,
        Delay: 1,
        FailureAction: 'pause',
        Monitor: 1,
        MaxFailureRatio: 0.5,
        Order: 'stop-first',
      },
      RollbackConfig: { Parallelism: 1, FailureAction: 'pause', Order: 'stop-first' },
      EndpointSpec: { Mode: 'dnsrr' },
      TaskTemplate: {
        ...task,
        ContainerSpec: {
          ...task.ContainerSpec,
          Labels: { c: 'd' },
          Args: ['600'],
          Command: ['sleep'],
          Hostname: 'host',
          Env: ['A=1'],
          Dir: '/tmp',
          User: 'nobody',
          Groups: ['1'],
          Privileges: { SELinuxContext: { Disable: true } },
          TTY: true,
          OpenStdin: true,
          ReadOnly: true,
          Mounts: [{ Type: 'tmpfs', Target: '/scratch', TmpfsOptions: { SizeBytes: 65536 } }],
          StopSignal: 'SIGINT',
          StopGracePeriod: 1_000_000_000,
          Healthcheck: { Test: ['CMD', 'true'], Interval: 1_000_000_000 },
          Hosts: ['127.0.0.1 other'],
          DNSConfig: { Nameservers: ['127.0.0.1'], Search: ['example.org'], Options: ['ndots:1'] },
          Secrets: [{ File: file, SecretID: secret, SecretName: 'sweep-secret' }],
          Configs: [{ File: file, ConfigID: config, ConfigName: 'sweep-config' }],
          Init: true,
          Sysctls: { 'kernel.shm_rmid_forced': '0' },
          CapabilityAdd: ['CAP_SYS_TIME'],
          CapabilityDrop: ['CAP_MKNOD'],
          Ulimits: [{ Name: 'nofile', Soft: 64, Hard: 128 }],
        },
        Resources: {
          Limits: { MemoryBytes: 67_108_864, NanoCPUs: 500_000_000, Pids: 10 },
          Reservations: { MemoryBytes: 4_194_304 },
        },
        RestartPolicy: { Condition: 'on-failure', Delay: 1, MaxAttempts: 1, Window: 1 },
        Placement: {
          Constraints: ['node.role==manager'],
          Preferences: [{ Spread: { SpreadDescriptor: 'node.labels.rack' } }],
          MaxReplicas: 2,
        },
        LogDriver: { Name: 'json-file', Options: { 'max-size': '1m' } },
        ForceUpdate: 1,
      },
    },
  ]
}

async function sweepServices(client: AnsweredClient, secret: string, config: string): Promise<void> {
  const { docker } = client
  const created: string[] = []
  for (const body of specifications(secret, config)) {
    const { ID } = await docker.serviceCreate({ body })
    created.push(ID)
    await untilStarted(client, ID)
  }
  const full = created.at(-1) ?? ''
  await updateService(client, full)
  await docker.serviceList({ status: true })
  for (const id of created) await docker.serviceInspect({ id, insertDefaults: true })
  for (const task of await docker.taskList()) await docker.taskInspect({ id: task.ID })
  await docker.containerList({ filters: { 'is-task': ['true'] } })
  await docker.nodeList()
  for (const id of created) await docker.serviceDelete({ id })
}

/** What an engine answers can be sent back, to the last field: the specification as it was read, but for a label. */
async function updateService({ docker }: AnsweredClient, id: string): Promise<void> {
  const { Spec, Version }: Service = await docker.serviceInspect({ id })
  await docker.serviceUpdate({ id, version: Version?.Index ?? 0, body: { ...Spec, Labels: { changed: 'yes' } } })
  const after = await docker.serviceInspect({ id })
  await docker.serviceUpdate({ id, version: after.Version?.Index ?? 0, rollback: 'previous', body: { ...after.Spec } })
  await docker.serviceInspect({ id })
}

/** A task that runs, has ended or has failed shows more fields than one that has only been assigned. */
async function untilStarted({ docker }: AnsweredClient, id: string): Promise<void> {
  const limit = Date.now() + 20_000
  for (;;) {
    const tasks = await docker.taskList({ filters: { service: [id] } })
    const states = tasks.map(({ Status }) => Status?.State ?? '')
    if (states.some((state) => ['running', 'complete', 'failed', 'rejected'].includes(state))) return
    if (Date.now() > limit)
      throw new Error(`no task of the service has started: ${JSON.stringify(tasks.map(({ Status }) => Status))}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
