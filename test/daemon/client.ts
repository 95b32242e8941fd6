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

/** Follows the logs of a container until it has written a line so many times. */
export async function untilWritten(docker: Docker, id: string, line: string, times = 1): Promise<void> {
  let seen = 0
  const logs = await docker.containerLogs({ id, follow: true, stdout: true })
  for await (const { text } of logs.lines()) {
    if (text === line) seen += 1
    if (seen === times) return
  }
  throw new Error(`the container ended before it had written ${JSON.stringify(line)} ${times} times`)
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

/** The values of a stream, as a list. */
export async function allOf<T>(source: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = []
  for await (const value of source) values.push(value)
  return values
}
