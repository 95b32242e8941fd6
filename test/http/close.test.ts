import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  containerAttach,
  containerAttachWebsocket,
  containerExport,
  type Docker,
  networkList,
  session,
  systemEvents,
} from '../../generated/v1.42/index.js'
import { DockerError } from '../../runtime/index.js'
import { compiledClient } from './compiled-client.js'
import { answer, clientOf, rejection, type Script, scriptedEngine, upgraded } from './scripted-engine.js'

const silent: Script = () => {}
const begun: Script = (_, socket) =>
  void socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n')
const handedOver: Script = (_, socket) => void socket.write(upgraded)

const pending: readonly [string, (docker: Docker) => Promise<unknown>][] = [
  ['a request', networkList],
  ['a hijack', (docker) => containerAttach(docker, { id: 'a' })],
  ['a WebSocket', (docker) => containerAttachWebsocket(docker, { id: 'a' })],
  ['a tunnel', session],
]

test.each(pending)('%s that waits for its answer fails, and its connection is freed', async (_, call) => {
  const engine = await scriptedEngine(silent)
  const docker = clientOf(engine)
  const failing = rejection(call(docker))
  await engine.next()
  await docker.close()
  const error = await failing
  expect(error).toBeInstanceOf(DockerError)
  expect(String(error)).toContain('the client was closed during the call')
  await engine.idle()
})

test.each(pending)('%s that waits for the version fails', async (_, call) => {
  const engine = await scriptedEngine(silent)
  const docker = clientOf(engine, { apiVersion: 'auto' })
  const failing = rejection(call(docker))
  await engine.next()
  await docker.close()
  expect(String(await failing)).toContain('the client was closed during the call')
  await engine.idle()
})

/** Opens a stream, and gives how it is read. */
type Open = (docker: Docker) => Promise<() => Promise<unknown>>

const openEvents: Open = async (docker) => {
  const stream = await systemEvents(docker)
  return () => stream.wait()
}
const openBytes: Open = async (docker) => {
  const stream = await containerExport(docker, { id: 'a' })
  return () => stream.toArray()
}
const openHijack: Open = async (docker) => {
  const stream = await containerAttach(docker, { id: 'a' }, { tty: true })
  return () => stream.text()
}
const openTunnel: Open = async (docker) => {
  const tunnel = await session(docker)
  return () => tunnel.toArray()
}

test.each([
  ['a JSON stream', begun, openEvents],
  ['a byte stream', begun, openBytes],
  ['a hijack', handedOver, openHijack],
  ['a tunnel', handedOver, openTunnel],
] as const)('%s that is being read fails, and its connection is freed', async (_, script, open) => {
  const engine = await scriptedEngine(script)
  const docker = clientOf(engine)
  const read = await open(docker)
  const failing = rejection(read())
  await docker.close()
  expect(await failing).toBeInstanceOf(DockerError)
  await engine.idle()
})

test('kept connections are freed', async () => {
  const engine = await scriptedEngine((_, socket) => void socket.write(answer(200, [])))
  const docker = clientOf(engine)
  await Promise.all([networkList(docker), networkList(docker)])
  expect(engine.open()).toBe(2)
  await docker.close()
  await engine.idle()
})

test('twice is once, and both wait for the end', async () => {
  const ended: string[] = []
  const docker = clientOf(
    { host: '' },
    {
      host: undefined,
      dialler: {
        dial: () => Promise.reject(new Error('unreachable')),
        close: async () => {
          await new Promise((resolve) => setImmediate(resolve))
          ended.push('dialler')
        },
      },
    },
  )
  await rejection(networkList(docker))
  await Promise.all([docker.close(), docker.close().then(() => ended.push('second'))])
  expect(ended).toEqual(['dialler', 'second'])
})

test('of a client that was never used does nothing', async () => {
  await clientOf({ host: 'unix:///nowhere' }).close()
})

test.each(pending)('a later call is refused: %s', async (_, call) => {
  const engine = await scriptedEngine(silent)
  const docker = clientOf(engine)
  await docker.close()
  expect(String(await rejection(call(docker)))).toBe('DockerError: the client is closed')
  expect(String(await rejection(docker.apiVersion()))).toBe('DockerError: the client is closed')
  expect(engine.connections()).toBe(0)
})

test('await using closes', async () => {
  const engine = await scriptedEngine((_, socket) => void socket.write(answer(200, [])))
  const docker = clientOf(engine)
  await networkList(docker)
  await docker[Symbol.asyncDispose]()
  await engine.idle()
})

const programs: readonly [string, string][] = [
  [
    'close ends everything that is under way',
    `const calls = [
       containerAttach(docker, { id: 'a' }, { tty: true }).then((stream) => stream.text()),
       systemEvents(docker).then((stream) => stream.wait()),
       containerInspect(docker, { id: 'a' }),
     ]
     const hijack = await containerAttach(docker, { id: 'a' }, { tty: true })
     await networkList(docker)
     await docker.close()
     for (const { status } of await Promise.allSettled(calls)) if (status !== 'rejected') throw new Error(status)
     await hijack.closed`,
  ],
  ['a kept connection does not hold it, even without close', 'await networkList(docker)'],
  [
    'aborted calls leave nothing that does',
    `for (let i = 0; i < 20; i++) {
       const signal = AbortSignal.timeout(5)
       await containerInspect(docker, { id: 'a' }, { signal }).catch(() => {})
       await containerAttach(docker, { id: 'a' }, { signal, tty: true }).then((stream) => stream.text()).catch(() => {})
     }`,
  ],
  ['an upload that is refused does not end it', "await imageLoad(docker, { body: '' }).catch(() => {})"],
]

describe('the process can exit', () => {
  let folder = ''
  beforeAll(() => {
    folder = compiledClient()
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(programs)('%s', { timeout: 60_000 }, async (_, program) => {
    const engine = await scriptedEngine((request, socket) => {
      if (request.target.endsWith('/attach')) socket.write(upgraded)
      if (request.target.endsWith('/events')) socket.write('HTTP/1.1 200 OK\r\n\r\n')
      if (request.target.endsWith('/networks')) socket.write(answer(200, []))
      if (request.target.endsWith('/load')) socket.end(answer(400, 'no'))
    })
    expect(await run(folder, program, engine.host)).toEqual({ status: 0, output: 'done\n' })
  })
})

/** Runs a program in a process of its own, which ends by itself only where nothing holds it. */
async function run(folder: string, program: string, host: string): Promise<{ status: unknown; output: string }> {
  const file = join(folder, 'program.js')
  const names = 'containerAttach, containerInspect, Docker, imageLoad, networkList, systemEvents'
  writeFileSync(
    file,
    `import { ${names} } from './generated/v1.42/index.js'
     const docker = new Docker({ host: ${JSON.stringify(host)}, apiVersion: '1.42' })
     ${program}
     console.log('done')`,
  )
  const child = spawn(process.execPath, [file])
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  const [status] = await once(child, 'close')
  return { status, output: Buffer.concat(chunks).toString() }
}
