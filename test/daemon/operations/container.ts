import { describe, expect, test } from 'vitest'
import type { Docker } from '../../../generated/v1.42/index.js'
import { ConflictError, NotFoundError } from '../../../runtime/index.js'
import { allOf, containerForTest, present, rejection, runningContainer, untilWritten } from '../client.js'

/** The life of a container: created, started, watched, changed, ended and removed. */
export function containerOperations(docker: Docker): void {
  describe('containers', () => {
    const sleep = { Cmd: ['sleep', '600'] }

    test('one is created, listed, inspected, renamed and removed', async () => {
      const Labels = { purpose: 'life of a container' }
      const id = await containerForTest(docker, { ...sleep, Labels, Env: ['A=b c'] }, 'first-name')

      const filters = { label: ['purpose=life of a container'] }
      const [listed] = await docker.containerList({ all: true, size: true, filters })
      expect(listed).toMatchObject({ Id: id, Names: ['/first-name'], Labels, State: 'created' })
      expect(await docker.containerList({ filters })).toEqual([])

      await docker.containerRename({ id: 'first-name', name: 'second-name' })
      const inspected = await docker.containerInspect({ id: '/second-name', size: true })
      expect(inspected).toMatchObject({ Id: id, Name: '/second-name', Path: 'sleep', Args: ['600'], SizeRw: 0 })
      expect(inspected.Config?.Env).toContain('A=b c')

      await docker.containerDelete({ id })
      const error = await rejection(docker.containerInspect({ id }))
      expect(error).toBeInstanceOf(NotFoundError)
      expect(error).toMatchObject({ status: 404, operationId: 'ContainerInspect', message: `No such container: ${id}` })
    })

    test('a name is taken once', async () => {
      await containerForTest(docker, sleep, 'taken')
      const error = await rejection(docker.containerCreate({ name: 'taken', body: { Image: 'busybox:latest' } }))
      expect(error).toBeInstanceOf(ConflictError)
      expect(error).toMatchObject({ message: expect.stringContaining('"/taken" is already in use') })
    })

    test('start and stop are done when there is nothing to do (304)', async () => {
      const id = await runningContainer(docker, {
        Cmd: exitOn('TERM', 3),
      })
      await untilWritten(docker, id, 'ready')
      await docker.containerStart({ id })
      await docker.containerStop({ id, t: 10 })
      await docker.containerStop({ id })
      expect((await docker.containerInspect({ id })).State).toMatchObject({ Status: 'exited', ExitCode: 3 })
    })

    test('restart starts it anew, kill sends a signal, and wait gives the exit code', async () => {
      const id = await runningContainer(docker, {
        Cmd: exitOn('USR1', 7),
      })
      await untilWritten(docker, id, 'ready')
      const first = present((await docker.containerInspect({ id })).State, 'State')
      await docker.containerRestart({ id, t: 0 })
      await untilWritten(docker, id, 'ready', 2)
      const second = present((await docker.containerInspect({ id })).State, 'State')
      expect(second.Running).toBe(true)
      expect(second.Pid).not.toBe(first.Pid)

      const exit = docker.containerWait({ id, condition: 'next-exit' })
      await docker.containerKill({ id, signal: 'SIGUSR1' })
      expect(await exit).toMatchObject({ StatusCode: 7 })
      expect(await rejection(docker.containerKill({ id }))).toBeInstanceOf(ConflictError)
    })

    test('top shows its processes', async () => {
      const id = await runningContainer(docker, sleep)
      const { Titles, Processes } = await docker.containerTop({ id, ps_args: '-eo pid,args' })
      expect(Titles).toEqual(['PID', 'COMMAND'])
      expect(Processes?.map(([, command]) => command)).toEqual(['sleep 600'])
    })

    test('one that is paused does nothing until it goes on', async () => {
      const id = await runningContainer(docker, sleep)
      await docker.containerPause({ id })
      expect((await docker.containerInspect({ id })).State).toMatchObject({ Status: 'paused', Paused: true })
      expect(await rejection(docker.containerPause({ id }))).toBeInstanceOf(ConflictError)
      await docker.containerUnpause({ id })
      expect((await docker.containerInspect({ id })).State).toMatchObject({ Status: 'running', Paused: false })
    })

    test('update changes its limits while it runs', async () => {
      const id = await runningContainer(docker, sleep)
      const body = { CpuShares: 512, RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 } }
      await docker.containerUpdate({ id, body })
      expect((await docker.containerInspect({ id })).HostConfig).toMatchObject(body)
    })

    test('resize reaches its terminal', async () => {
      const id = await runningContainer(docker, { Cmd: ['cat'], Tty: true, OpenStdin: true })
      await docker.containerResize({ id, h: 31, w: 97 })
      const { Id } = await docker.containerExec({
        id,
        body: { Cmd: ['stty', '-F', '/dev/console', 'size'], AttachStdout: true },
      })
      const stream = await docker.execStart({ id: Id })
      expect(await stream.text()).toBe('31 97\n')
    })

    test('logs give what it wrote, with the time when it is asked for', async () => {
      const id = await runningContainer(docker, { Cmd: ['sh', '-c', 'echo out; echo err >&2'] })
      await docker.containerWait({ id })
      const logs = await docker.containerLogs({ id, stdout: true, stderr: true, timestamps: true })
      const lines = await allOf(logs.lines({ timestamps: true }))
      expect(lines.map(({ stream, text }) => `${stream} ${text}`).sort()).toEqual(['stderr err', 'stdout out'])
      for (const { timestamp } of lines) expect(Date.parse(timestamp ?? '')).toBeGreaterThan(Date.now() - 60_000)
    })

    test('stats are one value or a stream of them', async () => {
      const id = await runningContainer(docker, sleep)
      expect(await docker.containerStats({ id, stream: false })).toMatchObject({ id, cpu_stats: expect.anything() })
      for await (const stats of await docker.containerStats({ id })) {
        expect(stats.memory_stats.usage).toBeGreaterThan(0)
        break
      }
    })

    test('attach is a way in and out', async () => {
      const id = await containerForTest(docker, { Cmd: ['tr', 'a-z', 'A-Z'], OpenStdin: true, StdinOnce: true })
      const stream = await docker.containerAttach({ id, stream: true, stdin: true, stdout: true, stderr: true })
      await docker.containerStart({ id })
      stream.stdin.end('upper case\n')
      expect(await stream.text()).toBe('UPPER CASE\n')
    })

    test('attach over WebSocket too', async () => {
      const id = await containerForTest(docker, { Cmd: ['cat'], OpenStdin: true, Tty: true })
      const stream = await docker.containerAttachWebsocket({ id, stream: true, stdin: true, stdout: true })
      await docker.containerStart({ id })
      stream.stdin.write('to and fro\n')
      for await (const line of stream.lines()) {
        if (line.text === 'to and fro') break
      }
      await stream.closed
    })

    test('prune removes those that have ended', async () => {
      const id = await containerForTest(docker, { Cmd: ['true'], Labels: { prune: 'me' } })
      const { ContainersDeleted } = await docker.containerPrune({ filters: { label: ['prune=me'] } })
      expect(ContainersDeleted).toEqual([id])
    })
  })
}

/** A process that ends by a signal, which it must say that it is ready for: process 1 ignores what it has no trap for. */
function exitOn(signal: string, code: number): string[] {
  return ['sh', '-c', `trap "exit ${code}" ${signal}; echo ready; while :; do sleep 0.1; done`]
}
