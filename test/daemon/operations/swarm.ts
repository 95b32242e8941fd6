import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Docker, ServiceSpec, Task } from '../../../generated/v1.42/index.js'
import { BadRequestError, ConflictError, NotFoundError, ServerError } from '../../../runtime/index.js'
import { present, rejection } from '../client.js'
import { startTwoEngines, type TwoEngines } from './two-engines.js'

const untilTrue = { timeout: 60_000, interval: 100 }

/**
 * A swarm of two engines: its nodes, services, tasks, secrets and configs. One story: each test goes on from the one
 * before.
 *
 * @param recorded what notes the answers to a client's calls
 */
export function swarmOperations(recorded: (docker: Docker) => Docker): void {
  describe('a swarm', () => {
    let engines: TwoEngines
    let docker: Docker
    let worker: Docker
    beforeAll(async () => {
      engines = await startTwoEngines()
      docker = recorded(engines.manager)
      worker = recorded(engines.worker)
    })
    afterAll(() => engines?.stop())

    test('is not there before it begins (503)', async () => {
      const error = await rejection(docker.swarmInspect())
      expect(error).toBeInstanceOf(ServerError)
      expect(error).toMatchObject({ status: 503, message: expect.stringContaining('not a swarm manager') })
    })

    test('begins with one node', async () => {
      const id = await docker.swarmInit({ body: { ListenAddr: engines.managerAddress, AdvertiseAddr: '127.0.0.1' } })
      const [node, ...others] = await docker.nodeList()
      expect(others).toEqual([])
      expect(node).toMatchObject({ ID: id, Spec: { Role: 'manager' }, ManagerStatus: { Leader: true } })
      expect((await docker.systemInfo()).Swarm).toMatchObject({ LocalNodeState: 'active', ControlAvailable: true })
    })

    test('is joined by another node, with its token', async () => {
      const { JoinTokens } = await docker.swarmInspect()
      const join = (JoinToken: string): Promise<void> =>
        worker.swarmJoin({
          body: {
            ListenAddr: engines.workerAddress,
            AdvertiseAddr: '127.0.0.2',
            RemoteAddrs: [engines.managerAddress],
            JoinToken,
          },
        })
      expect(await rejection(join('SWMTKN-nonsense'))).toMatchObject({ message: 'invalid join token' })
      await join(present(JoinTokens?.Worker, 'token'))
      await vi.waitFor(async () => {
        const nodes = await docker.nodeList({ filters: { role: ['worker'] } })
        expect(nodes.map(({ Status }) => Status?.State)).toEqual(['ready'])
      }, untilTrue)
    })

    test('its settings are updated with their version', async () => {
      const { Version, Spec, JoinTokens } = await docker.swarmInspect()
      const version = present(Version?.Index, 'version')
      const body = { ...Spec, EncryptionConfig: { AutoLockManagers: true } }
      await docker.swarmUpdate({ version, rotateWorkerToken: true, body })
      const updated = await docker.swarmInspect()
      expect(updated.Spec?.EncryptionConfig).toEqual({ AutoLockManagers: true })
      expect(updated.JoinTokens?.Worker).not.toBe(JoinTokens?.Worker)
      expect(updated.JoinTokens?.Manager).toBe(JoinTokens?.Manager)
      expect(await rejection(docker.swarmUpdate({ version, body }))).toMatchObject({ message: /out of sequence/ })
    })

    test('its key is given out while it is not locked', async () => {
      const { UnlockKey } = await docker.swarmUnlockkey()
      expect(UnlockKey).toMatch(/^SWMKEY-1-/)
      const unlock = docker.swarmUnlock({ body: { UnlockKey: present(UnlockKey, 'key') } })
      expect(await rejection(unlock)).toBeInstanceOf(ConflictError)
    })

    nodeOperations(() => docker)
    secretAndConfigOperations(() => docker)
    serviceOperations(() => docker)

    test('is left, and the node removed', async () => {
      const [node] = await docker.nodeList({ filters: { role: ['worker'] } })
      const id = present(node?.ID, 'ID')
      expect(await rejection(docker.nodeDelete({ id }))).toBeInstanceOf(BadRequestError)
      await worker.swarmLeave()
      await docker.nodeDelete({ id, force: true })
      expect(await rejection(docker.nodeInspect({ id }))).toBeInstanceOf(NotFoundError)

      expect(await rejection(docker.swarmLeave())).toBeInstanceOf(ServerError)
      await docker.swarmLeave({ force: true })
      expect((await docker.systemInfo()).Swarm).toMatchObject({ LocalNodeState: 'inactive' })
    })
  })
}

function nodeOperations(docker: () => Docker): void {
  test('a node is updated with its version', async () => {
    const [listed] = await docker().nodeList({ filters: { role: ['worker'] } })
    const id = present(listed?.ID, 'ID')
    const { Version, Spec } = await docker().nodeInspect({ id })
    const version = present(Version?.Index, 'version')
    await docker().nodeUpdate({ id, version, body: { ...Spec, Labels: { rack: 'r 1' }, Availability: 'drain' } })
    const updated = await docker().nodeInspect({ id })
    expect(updated.Spec).toMatchObject({ Labels: { rack: 'r 1' }, Availability: 'drain' })
  })
}

function secretAndConfigOperations(docker: () => Docker): void {
  const Data = Buffer.from('open sesame').toString('base64')

  test('a secret is created, listed, updated and removed, and never shown', async () => {
    const { ID } = await docker().secretCreate({ body: { Name: 'door', Data } })
    expect(await rejection(docker().secretCreate({ body: { Name: 'door', Data } }))).toBeInstanceOf(ConflictError)
    expect((await docker().secretList({ filters: { name: ['door'] } })).map((secret) => secret.ID)).toEqual([ID])

    const { Version, Spec } = await docker().secretInspect({ id: 'door' })
    expect(Spec).not.toHaveProperty('Data')
    const version = present(Version?.Index, 'version')
    await docker().secretUpdate({ id: ID, version, body: { ...Spec, Labels: { of: 'the cave' } } })
    expect((await docker().secretInspect({ id: ID })).Spec?.Labels).toEqual({ of: 'the cave' })
    await docker().secretDelete({ id: ID })
    expect(await rejection(docker().secretInspect({ id: ID }))).toBeInstanceOf(NotFoundError)
  })

  test('a config is created, listed, updated and removed, and shown', async () => {
    const { ID } = await docker().configCreate({ body: { Name: 'settings', Data } })
    expect((await docker().configList({ filters: { name: ['settings'] } })).map((config) => config.ID)).toEqual([ID])

    const { Version, Spec } = await docker().configInspect({ id: ID })
    expect(Spec).toMatchObject({ Name: 'settings', Data })
    const version = present(Version?.Index, 'version')
    await docker().configUpdate({ id: ID, version, body: { ...Spec, Labels: { of: 'a test' } } })
    expect((await docker().configInspect({ id: ID })).Spec?.Labels).toEqual({ of: 'a test' })
    await docker().configDelete({ id: ID })
    expect(await rejection(docker().configInspect({ id: ID }))).toBeInstanceOf(NotFoundError)
  })
}

function serviceOperations(docker: () => Docker): void {
  const spec: ServiceSpec = {
    Name: 'talk',
    TaskTemplate: {
      ContainerSpec: {
        Image: 'busybox:latest',
        Command: ['sh', '-c', 'echo "$WORD"; echo err >&2; exec sleep 600'],
        Env: ['WORD=first'],
        StopGracePeriod: 0,
      },
      // The host's network, because every other one of a swarm would need bridges.
      Networks: [{ Target: 'host' }],
    },
    Mode: { Replicated: { Replicas: 1 } },
    EndpointSpec: { Mode: 'dnsrr' },
  }
  const runningTask = (word: string): Promise<Task> =>
    vi.waitFor(async () => {
      const tasks = await docker().taskList({ filters: { service: ['talk'], 'desired-state': ['running'] } })
      const task = tasks.find(({ Spec }) => Spec?.ContainerSpec?.Env?.includes(`WORD=${word}`))
      expect(task?.Status?.State, task?.Status?.Err).toBe('running')
      return present(task, 'task')
    }, untilTrue)

  test('a service runs as tasks', async () => {
    const { ID } = await docker().serviceCreate({ body: spec })
    const task = await runningTask('first')
    expect(await docker().taskInspect({ id: present(task.ID, 'ID') })).toMatchObject({ ServiceID: ID, Slot: 1 })
    const [listed] = await docker().serviceList({ filters: { name: ['talk'] }, status: true })
    expect(listed).toMatchObject({ ID, ServiceStatus: { RunningTasks: 1, DesiredTasks: 1 } })
  })

  test('logs come by service and by task', async () => {
    const task = await runningTask('first')
    const id = present(task.ID, 'ID')
    const both = { stdout: true, stderr: true }
    await vi.waitFor(async () => {
      const { stdout, stderr } = await (await docker().serviceLogs({ id: 'talk', ...both })).output()
      expect([stdout.toString(), stderr.toString()]).toEqual(['first\n', 'err\n'])
    }, untilTrue)
    const detailed = await (await docker().taskLogs({ id, details: true, stdout: true })).text()
    expect(detailed).toContain(`com.docker.swarm.task.id=${id}`)
    expect(detailed).toMatch(/ first\n$/)
  })

  test('a service is updated with its version, and its tasks are replaced', async () => {
    const { ID, Version, Spec } = await docker().serviceInspect({ id: 'talk', insertDefaults: true })
    expect(Spec?.UpdateConfig).toMatchObject({ Parallelism: 1 })
    const { TaskTemplate } = spec
    const ContainerSpec = { ...TaskTemplate?.ContainerSpec, Env: ['WORD=second'] }
    const body = { ...spec, TaskTemplate: { ...TaskTemplate, ContainerSpec } }
    const id = present(ID, 'ID')
    await docker().serviceUpdate({ id, version: present(Version?.Index, 'version'), body })
    await runningTask('second')
    expect((await docker().serviceInspect({ id })).Spec?.TaskTemplate?.ContainerSpec?.Env).toEqual(['WORD=second'])
  })

  test('a service is removed with its tasks', async () => {
    await docker().serviceDelete({ id: 'talk' })
    expect(await rejection(docker().serviceInspect({ id: 'talk' }))).toBeInstanceOf(NotFoundError)
    await vi.waitFor(async () => expect(await docker().taskList()).toEqual([]), untilTrue)
  })
}
