/** What callers write, and what the types must refuse. It is compiled, never run. */
import type {
  ContainerCreateInput,
  ContainerCreateRequest,
  ContainerState,
  ContainerSummary,
  Docker,
  DockerOptions,
  Timestamp,
} from 'docker-engine-client'
import { containerCreate, containerInspect, containerList, containerLogs } from 'docker-engine-client/v1.42'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

function holds<_Claim extends true>(): void {}

export async function create(docker: Docker): Promise<string> {
  const { Id } = await docker.containerCreate({
    name: 'web',
    body: {
      Image: 'nginx',
      ExposedPorts: { '80/tcp': {} },
      Volumes: { '/data': {} },
      Labels: { a: 'b' },
      Env: ['A=b'],
      Entrypoint: ['nginx'],
      HostConfig: {
        NetworkMode: 'none',
        PortBindings: { '80/tcp': [{ HostPort: '8080' }], '81/tcp': null },
        RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
        Binds: ['/a:/b:ro'],
        Memory: 64 * 1024 * 1024,
        ConsoleSize: [24, 80],
      },
      NetworkingConfig: { EndpointsConfig: { mine: { Aliases: ['web'] } } },
    },
  })
  return Id
}

export async function createWithWhatIsWrong(docker: Docker): Promise<void> {
  // @ts-expect-error the body is required
  await docker.containerCreate({ name: 'web' })
  // @ts-expect-error a misspelt field
  await docker.containerCreate({ body: { Imagee: 'nginx' } })
  // @ts-expect-error a number where the engine wants a text
  await docker.containerCreate({ body: { Image: 1 } })
  // @ts-expect-error a text where the engine wants a number
  await docker.containerCreate({ body: { HostConfig: { Memory: '64m' } } })
  // @ts-expect-error three numbers where the engine wants a pair
  await docker.containerCreate({ body: { HostConfig: { ConsoleSize: [1, 2, 3] } } })
  // @ts-expect-error an input is required
  await containerInspect(docker)
  // @ts-expect-error an id is a text
  await docker.containerInspect({ id: 1 })
  // @ts-expect-error no such parameter
  await docker.containerList({ everything: true })
}

/** An enum of an answer passes a value that a newer engine sends, and still completes the known ones. */
export function readState(state: ContainerState, summary: ContainerSummary): boolean {
  const status = state.Status
  holds<Equal<typeof state.Running, boolean>>()
  const newer: typeof status = 'hibernating'
  return status === 'running' || status === newer || summary.Labels?.['a'] === 'b'
}

/** Inputs may be put together: an optional parameter may be undefined, and lists may be readonly. */
export async function list(docker: Docker, limit: number | undefined): Promise<string[]> {
  const labels = ['a=b'] as const
  await containerList(docker)
  await docker.containerList()
  await docker.containerList({})
  const found = await containerList(docker, { all: true, limit, filters: { label: labels, status: ['running'] } })
  holds<Equal<typeof found, ContainerSummary[]>>()
  // Under noUncheckedIndexedAccess an item may be missing.
  // @ts-expect-error possibly undefined
  found[0].Id
  return found.flatMap(({ Names }) => Names ?? [])
}

export const since: readonly Timestamp[] = [new Date(), 1700000000, '2024-01-01T00:00:00Z']

export async function options(docker: Docker, signal: AbortSignal): Promise<void> {
  await containerLogs(docker, { id: 'web', stdout: true, since: new Date() }, { signal, timeout: 1000 })
  await docker.containerStart({ id: 'web' }, { headers: { 'X-Mine': 'a' } })
  // @ts-expect-error no such option
  await docker.containerStart({ id: 'web' }, { timeOut: 1000 })
}

export const bad: DockerOptions = {
  // @ts-expect-error a host is a text
  host: 1,
}

export type Input = ContainerCreateInput & { readonly body: ContainerCreateRequest }
export const creator: (docker: Docker, input: Input) => Promise<{ Id: string }> = containerCreate
