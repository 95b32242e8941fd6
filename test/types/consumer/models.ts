/** What answers are typed as, filters, and errors. It is compiled, never run. */
import {
  ConflictError,
  type ContainerInspectResponse,
  type Docker,
  DockerApiError,
  DockerStreamError,
  NotFoundError,
} from 'docker-engine-client'

/** No `!` is needed for what engines always send. */
export function read(inspect: ContainerInspectResponse): [string, string | undefined, string | undefined] {
  const port = inspect.NetworkSettings.Ports['80/tcp']?.[0]?.HostPort
  return [inspect.Id, inspect.State.Status, port]
}

export async function filters(docker: Docker): Promise<void> {
  await docker.containerList({ filters: { status: ['running', 'paused'], label: ['a=b'], 'a-newer-key': ['x'] } })
  await docker.containerList({ filters: { label: { 'a=b': true } } })
  // @ts-expect-error no container is ever in this state
  await docker.containerList({ filters: { status: ['runing'] } })
  // @ts-expect-error values are a list
  await docker.containerList({ filters: { label: 'a=b' } })
}

/** What was read can be sent back, nulls included. */
export async function sendBack(docker: Docker, id: string): Promise<void> {
  const { Spec, Version } = await docker.serviceInspect({ id })
  if (Version.Index === undefined) return
  await docker.serviceUpdate({ id, version: Version.Index, body: Spec })
  const { HostConfig } = await docker.containerInspect({ id })
  await docker.containerCreate({ body: { Image: 'busybox', HostConfig } })
}

export function narrow(error: unknown): string {
  if (error instanceof NotFoundError || error instanceof ConflictError) return `${error.status} ${error.operationId}`
  if (error instanceof DockerApiError) return error.path
  if (error instanceof DockerStreamError) return String(error.code ?? error.offset)
  return 'something else'
}
