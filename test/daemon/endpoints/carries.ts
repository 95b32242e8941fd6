import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, expect, test } from 'vitest'
import type { Docker } from '../../../generated/v1.42/index.js'
import { DockerApiError, DockerStreamError } from '../../../runtime/index.js'
import { closedPort } from '../../endpoint/surroundings.js'
import { containerForTest, rejection, runningContainer } from '../client.js'
import { farSide, noFarSide, sshClients } from '../ssh.js'
import { client, type Engines, openRoute, routes } from './routes.js'

const MiB = 1024 * 1024

/** What every way to an engine must carry. */
export function carriesEverything(engines: Engines): void {
  describe.each(routes)('over %s', (name) => {
    const skip = name === 'ssh' && noFarSide !== undefined
    const on = async (): Promise<Docker> => client((await openRoute(name, engines)).options)

    test.skipIf(skip)('lists, one after the other and at once', async () => {
      const docker = await on()
      const id = await containerForTest(docker, { Cmd: ['true'] })
      const listed = async (): Promise<boolean> =>
        (await docker.containerList({ all: true })).some((container) => container.Id === id)
      for (let index = 0; index < 5; index++) expect(await listed()).toBe(true)
      expect(await Promise.all(Array.from({ length: 20 }, listed))).toEqual(Array.from({ length: 20 }, () => true))
    })

    test.skipIf(skip)('carries 50 MiB in and out of an attached cat, with a half-close', async () => {
      const docker = await on()
      expect(await throughCat(docker, 50)).toBe(true)
    })

    test.skipIf(skip)('tells what a pull failed with', async () => {
      const docker = await on()
      const fromImage = `127.0.0.1:${await closedPort()}/no/image`
      const error = await rejection(docker.imageCreate({ fromImage, tag: 'x' }).then((pull) => pull.wait()))
      expect(error instanceof DockerApiError || error instanceof DockerStreamError, String(error)).toBe(true)
      expect(error).toMatchObject({
        operationId: 'ImageCreate',
        message: expect.stringMatching(/connection refused/),
      })
    })

    test.skipIf(skip)('follows logs to their end', async () => {
      const docker = await on()
      const id = await runningContainer(docker, { Cmd: ['sh', '-c', 'echo out; echo err >&2; sleep 0.3; echo last'] })
      const logs = await docker.containerLogs({ id, follow: true, stdout: true, stderr: true })
      const { stdout, stderr } = await logs.output()
      expect([stdout.toString(), stderr.toString()]).toEqual(['out\nlast\n', 'err\n'])
    })

    test.skipIf(skip)('gives an exec its input', async () => {
      const docker = await on()
      const id = await runningContainer(docker, { Cmd: ['sleep', '600'] })
      const body = { AttachStdin: true, AttachStdout: true, AttachStderr: true, Cmd: ['sh', '-c', 'cat; exit 5'] }
      const { Id } = await docker.containerExec({ id, body })
      const stream = await docker.execStart({ id: Id, body: {} })
      stream.stdin.end('to the end')
      expect(await stream.text()).toBe('to the end')
      expect((await docker.execInspect({ id: Id })).ExitCode).toBe(5)
    })
  })

  test.skipIf(noFarSide !== undefined)('20 requests over ssh use one ssh connection', async () => {
    const { server, host, dialled } = await farSide(engines.plain.socket)
    const docker = client({ host })
    for (let index = 0; index < 20; index++) await docker.systemPing()
    expect([server.accepted(), await dialled()]).toEqual([1, 1])
    await Promise.all(Array.from({ length: 20 }, () => docker.systemPing()))
    expect(server.accepted()).toBeLessThan(4)
    await docker.close()
    expect(sshClients(server)).toEqual([])
  })
}

/** Whether what goes through `cat` comes back to the last byte. */
async function throughCat(docker: Docker, count: number): Promise<boolean> {
  const id = await containerForTest(docker, {
    Cmd: ['cat'],
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
  })
  const stream = await docker.containerAttach({ id, stream: true, stdin: true, stdout: true, stderr: true })
  await docker.containerStart({ id })
  const [sent, received] = [createHash('sha256'), createHash('sha256')]
  const source = function* (): Generator<Buffer> {
    for (let index = 0; index < count; index++) {
      const chunk = randomBytes(MiB)
      sent.update(chunk)
      yield chunk
    }
  }
  const writing = pipeline(Readable.from(source()), stream.stdin)
  let size = 0
  for await (const { data } of stream) {
    size += data.length
    received.update(data)
  }
  await writing
  return size === count * MiB && sent.digest('hex') === received.digest('hex')
}
