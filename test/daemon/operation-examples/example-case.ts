import { writeFile } from 'node:fs/promises'
import { expect, onTestFinished, vi } from 'vitest'
import type { Docker } from '../../../generated/v1.42/index.js'
import { allOf, containerForTest, gone } from '../client.js'
import { tar } from '../tar.js'

/** What an example of the reference finds, and what it does. */
export interface ExampleCase {
  /** Makes what the example takes for granted. */
  readonly given?: (docker: Docker) => Promise<unknown>
  /** The arguments of each `console.log`, in order. */
  readonly want: unknown
  /** Asserts what the example left behind. */
  readonly left?: (docker: Docker) => Promise<void>
}

/** Cases by the operation's function name. */
export type ExampleCases = readonly (readonly [name: string, example: ExampleCase])[]

const serve = [
  'trap "exit 0" TERM',
  'trap "echo reloaded" HUP',
  'echo x >/tmp/touched',
  'echo ready',
  'echo careful >&2',
  'while :; do sleep 0.1; done',
].join('; ')

/** The configuration of the container that most examples are about. */
export const web = { Cmd: ['sh', '-c', serve], Env: ['STAGE=test'], Labels: { tier: 'front' } }

/** Creates the container `web` and waits until it is ready. @returns its id */
export async function runWeb(docker: Docker): Promise<string> {
  const id = await containerForTest(docker, web, 'web')
  await docker.containerStart({ id })
  await untilWritten(docker, 'careful')
  return id
}

/** Waits until `web` has written a text. */
export async function untilWritten(docker: Docker, text: string): Promise<void> {
  const logs = async (): Promise<string> =>
    (await docker.containerLogs({ id: 'web', stdout: true, stderr: true })).text()
  await vi.waitFor(async () => expect(await logs()).toContain(text), { timeout: 30_000, interval: 50 })
}

/** Imports `app:1`, an image of one file. @returns its id */
export async function importApp(docker: Docker): Promise<string> {
  const body = tar([{ type: 'file', path: 'app', content: 'the app' }])
  await (await docker.imageCreate({ fromSrc: '-', repo: 'app', tag: '1', body })).wait()
  removeImage(docker, 'app:1')
  return (await docker.imageInspect({ name: 'app:1' })).Id ?? ''
}

/** Removes an image when the test has finished, if it is there. */
export function removeImage(docker: Docker, name: string): void {
  onTestFinished(() => gone(docker.imageDelete({ name, force: true })))
}

/** Creates the volume `data`. */
export async function createVolume(docker: Docker): Promise<void> {
  removeVolume(docker)
  await docker.volumeCreate({ body: { Name: 'data', Labels: { tier: 'back' } } })
}

/** Removes the volume `data` when the test has finished, if it is there. */
export function removeVolume(docker: Docker): void {
  onTestFinished(() => gone(docker.volumeDelete({ name: 'data', force: true })))
}

/** Saves an image as a file in the current folder. */
export async function saveImage(docker: Docker, name: string, file: string): Promise<void> {
  await writeFile(file, Buffer.concat(await allOf(await docker.imageGet({ name }))))
}
