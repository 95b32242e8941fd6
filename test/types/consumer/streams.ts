/** What the kinds of results are typed as. It is compiled, never run. */
import type { Readable, Writable } from 'node:stream'
import type {
  ByteStream,
  ContainerStatsResponse,
  Docker,
  EventMessage,
  HijackedStream,
  JsonStream,
  LogStream,
} from 'docker-engine-client'
import { containerStats, execStart } from 'docker-engine-client'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

function holds<_Claim extends true>(): void {}

/** One value where `stream` is false, many where it is not, either where that is not known. */
export async function stats(docker: Docker, stream: boolean): Promise<void> {
  const one = await docker.containerStats({ id: 'web', stream: false })
  holds<Equal<typeof one, ContainerStatsResponse>>()
  const many = await containerStats(docker, { id: 'web' })
  holds<Equal<typeof many, JsonStream<ContainerStatsResponse>>>()
  const other = await containerStats(docker, { id: 'web', stream: true })
  holds<Equal<typeof other, JsonStream<ContainerStatsResponse>>>()
  const either = await docker.containerStats({ id: 'web', stream })
  holds<Equal<typeof either, ContainerStatsResponse | JsonStream<ContainerStatsResponse>>>()
  // @ts-expect-error one value is no stream
  for await (const each of one) console.log(each)
}

/** Nothing where the process is detached, a connection where it is not. */
export async function exec(docker: Docker, detach: boolean): Promise<void> {
  const nothing = await docker.execStart({ id: 'x', body: { Detach: true } })
  holds<Equal<typeof nothing, void>>()
  const stream = await execStart(docker, { id: 'x', body: { Tty: true } })
  holds<Equal<typeof stream, HijackedStream>>()
  const plain = await execStart(docker, { id: 'x' })
  holds<Equal<typeof plain, HijackedStream>>()
  const attached = await docker.execStart({ id: 'x', body: { Detach: false } })
  holds<Equal<typeof attached, HijackedStream>>()
  const either = await docker.execStart({ id: 'x', body: { Detach: detach } })
  // biome-ignore lint/suspicious/noConfusingVoidType: it is what the declaration says
  holds<Equal<typeof either, void | HijackedStream>>()
  const stdin: Writable = stream.stdin
  stdin.end('hello')
}

export async function streams(docker: Docker): Promise<void> {
  const logs = await docker.containerLogs({ id: 'web', stdout: true })
  holds<Equal<typeof logs, LogStream>>()
  for await (const { stream, data } of logs) console.log(stream === 'stderr', data.byteLength)
  const stdout: Readable = logs.stdout
  stdout.destroy()
  const events = await docker.systemEvents()
  holds<Equal<typeof events, JsonStream<EventMessage>>>()
  for await (const { Action } of events) if (Action === 'start') break
  const tar = await docker.containerExport({ id: 'web' })
  holds<Equal<typeof tar, ByteStream>>()
  await docker.putContainerArchive({ id: 'web', path: '/', body: tar })
  await docker.putContainerArchive({ id: 'web', path: '/', body: Buffer.from('') })
  const text = await docker.systemPingHead()
  console.log(text)
  await docker.close()
  await docker[Symbol.asyncDispose]()
}
