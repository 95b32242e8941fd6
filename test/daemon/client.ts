import { onTestFinished } from 'vitest'
import { type ContainerCreateRequest, Docker, type DockerOptions } from '../../generated/v1.42/index.js'
import { NotFoundError } from '../../runtime/index.js'
import type { EngineInfo } from './engine.js'

/** A client of an engine's unix socket, whatever the environment says. */
export function clientOf(engine: Pick<EngineInfo, 'socket'>, options: DockerOptions = {}): Docker {
  return new Docker({ host: `unix://${engine.socket}`, ...options })
}

/**
 * Creates a container for the test that runs, from the engine's image and without network where the configuration
 * says nothing else. It is removed, whatever state it is in, when the test has finished.
 *
 * @returns its id
 */
export async function containerForTest(docker: Docker, config: ContainerCreateRequest, name?: string): Promise<string> {
  const { HostConfig, ...rest } = config
  const body = { Image: 'busybox:latest', ...rest, HostConfig: { NetworkMode: 'none', ...HostConfig } }
  const { Id } = await docker.containerCreate({ name, body })
  onTestFinished(() => gone(docker.containerDelete({ id: Id, force: true, v: true })))
  return Id
}

/** {@link containerForTest}, started. */
export async function runningContainer(docker: Docker, config: ContainerCreateRequest): Promise<string> {
  const id = await containerForTest(docker, config)
  await docker.containerStart({ id })
  return id
}

/** Waits for a removal; that there is nothing to remove is as good. */
export async function gone(removal: Promise<unknown>): Promise<void> {
  await removal.catch((error: unknown) => {
    if (!(error instanceof NotFoundError)) throw error
  })
}

/** What a promise rejects with. @throws Error where it does not reject. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const value = await promise.then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  )
  if ('error' in value) return value.error
  throw new Error(`it did not fail but gave ${String(value.result)}`)
}

/** What is there. @throws Error where the engine left it out. */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`the engine gave no ${what}`)
  return value
}
