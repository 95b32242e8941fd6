import { describe, expect, test } from 'vitest'
import type { ContainerExecRequest, Docker } from '../../../generated/v1.42/index.js'
import { ConflictError, NotFoundError } from '../../../runtime/index.js'
import { containerForTest, rejection, runningContainer } from '../client.js'

/** Further processes in a running container. */
export function execOperations(docker: Docker): void {
  describe('exec', () => {
    const sleep = { Cmd: ['sleep', '600'] }
    const execIn = async (id: string, body: ContainerExecRequest): Promise<string> =>
      (await docker.containerExec({ id, body: { AttachStdout: true, AttachStderr: true, ...body } })).Id

    test('output comes by stream, the exit code by inspect', async () => {
      const id = await runningContainer(docker, sleep)
      const exec = await execIn(id, { Cmd: ['sh', '-c', 'echo $A; echo b >&2; exit 5'], Env: ['A=a'] })
      const { stdout, stderr } = await (await docker.execStart({ id: exec })).output()
      expect([stdout.toString(), stderr.toString()]).toEqual(['a\n', 'b\n'])
      expect(await docker.execInspect({ id: exec })).toMatchObject({
        ID: exec,
        ContainerID: id,
        Running: false,
        ExitCode: 5,
      })
    })

    test('one that is detached has no stream', async () => {
      const id = await runningContainer(docker, sleep)
      const exec = await execIn(id, { Cmd: ['touch', '/tmp/touched'] })
      expect(await docker.execStart({ id: exec, body: { Detach: true } })).toBeUndefined()
      const check = await execIn(id, {
        Cmd: ['sh', '-c', 'until [ -e /tmp/touched ]; do sleep 0.05; done; echo there'],
      })
      expect(await (await docker.execStart({ id: check })).text()).toBe('there\n')
    })

    test('its terminal can be resized', async () => {
      const id = await runningContainer(docker, sleep)
      const exec = await execIn(id, { Cmd: ['sh', '-c', 'read line; stty size'], Tty: true, AttachStdin: true })
      const stream = await docker.execStart({ id: exec, body: { Tty: true } })
      await docker.execResize({ id: exec, h: 41, w: 83 })
      stream.stdin.write('go\n')
      expect(await stream.text()).toContain('41 83\r\n')
    })

    test('what can not be started says so as output, and by its exit code', async () => {
      const id = await runningContainer(docker, sleep)
      const exec = await execIn(id, { Cmd: ['no-such-program'] })
      expect(await (await docker.execStart({ id: exec })).text()).toContain('executable file not found')
      expect((await docker.execInspect({ id: exec })).ExitCode).toBeGreaterThanOrEqual(126)
    })

    test('needs a container that runs', async () => {
      const id = await containerForTest(docker, sleep)
      expect(await rejection(execIn(id, { Cmd: ['true'] }))).toBeInstanceOf(ConflictError)
      expect(await rejection(docker.execStart({ id: 'no-such-exec' }))).toBeInstanceOf(NotFoundError)
      expect(await rejection(docker.execInspect({ id: 'no-such-exec' }))).toBeInstanceOf(NotFoundError)
    })
  })
}
