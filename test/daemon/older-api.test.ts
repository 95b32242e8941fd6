import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { NotFoundError } from '../../runtime/index.js'
import { clientOf, containerForTest, present, rejection, runningContainer } from './client.js'
import { describeWithEngine } from './with-engine.js'

describeWithEngine('the engine spoken to at', (engine) => {
  describe.each(['1.41', '1.25', '1.23'])('API %s', (apiVersion) => {
    const docker = clientOf(engine, { apiVersion })
    afterAll(() => docker.close())
    let minimum: number
    beforeAll(async () => {
      const { MinAPIVersion } = await docker.systemVersion()
      minimum = minorOf(present(MinAPIVersion, 'MinAPIVersion'))
    })
    beforeEach(({ skip }) => skip(minorOf(apiVersion) < minimum, `the engine begins at 1.${minimum}`))

    test.each([
      ['without a terminal', false, 'to out\n', 'to err\n'],
      ['with one', true, 'to out\r\nto err\r\n', ''],
    ])('gives the logs of a container %s', async (_, Tty, stdout, stderr) => {
      const id = await runningContainer(docker, { Cmd: ['sh', '-c', 'echo to out; echo to err >&2'], Tty })
      await docker.containerWait({ id })
      for (const options of [{}, { tty: Tty }]) {
        const logs = await docker.containerLogs({ id, stdout: true, stderr: true }, options)
        const output = await logs.output()
        expect([output.stdout.toString(), output.stderr.toString()]).toEqual([stdout, stderr])
      }
    })

    test('attaches, with an input that ends', async () => {
      const Cmd = ['sh', '-c', 'cat; echo end >&2; exit 4']
      const id = await containerForTest(docker, { Cmd, OpenStdin: true, StdinOnce: true })
      const stream = await docker.containerAttach({ id, stream: true, stdin: true, stdout: true, stderr: true })
      await docker.containerStart({ id })
      stream.stdin.end('in and out')
      const output = await stream.output()
      expect([output.stdout.toString(), output.stderr.toString()]).toEqual(['in and out', 'end\n'])
      expect((await docker.containerWait({ id })).StatusCode).toBe(4)
    })

    test('attaches to a terminal', async () => {
      const id = await containerForTest(docker, {
        Cmd: ['sh', '-c', 'read word; echo got $word'],
        Tty: true,
        OpenStdin: true,
      })
      const stream = await docker.containerAttach({ id, stream: true, stdin: true, stdout: true, stderr: true })
      await docker.containerStart({ id })
      stream.stdin.write('it\n')
      expect(await stream.text()).toContain('got it\r\n')
    })

    test('refuses in its own words, whichever way it says them', async () => {
      const id = 'no-such-container'
      const calls = [
        () => docker.containerAttach({ id, stream: true }),
        () => docker.containerLogs({ id, stdout: true }),
        () => docker.containerInspect({ id }),
      ]
      for (const call of calls) {
        const error = await rejection(call())
        expect(error).toBeInstanceOf(NotFoundError)
        expect(error).toMatchObject({ status: 404, message: 'No such container: no-such-container' })
      }
    })

    test.each([
      ['without a terminal', false, 'got it\n', 'err\n'],
      ['with one', true, 'it\r\ngot it\r\nerr\r\n', ''],
    ])('runs a further process %s, with input and exit code', async (_, Tty, stdout, stderr) => {
      const id = await runningContainer(docker, { Cmd: ['sleep', '600'] })
      const body = {
        Cmd: ['sh', '-c', `read word; echo got $word; ${Tty ? '' : 'cat; '}echo err >&2; exit 37`],
        Tty,
        AttachStdin: true,
        AttachStdout: true,
        AttachStderr: true,
      }
      const { Id } = await docker.containerExec({ id, body })
      const stream = await docker.execStart({ id: Id, body: { Tty } })
      stream.stdin.write('it\n')
      // Without a terminal `cat` waits for the end of the input.
      if (!Tty) stream.stdin.end()
      const output = await stream.output()
      expect([output.stdout.toString(), output.stderr.toString()]).toEqual([stdout, stderr])
      expect(await docker.execInspect({ id: Id })).toMatchObject({ Running: false, ExitCode: 37 })
    })
  })
})

function minorOf(version: string): number {
  return Number(version.split('.')[1])
}
