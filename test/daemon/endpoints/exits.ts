import { describe, expect, test } from 'vitest'
import { type ProgramEnd, runProgram } from '../program.js'
import { farSide, noFarSide, sshClients } from '../ssh.js'
import { type Engines, openRoute, routes } from './routes.js'

/** A program that used each kind of connection, and how it leaves the client. */
const program = (end: string): string => `
  import { Docker } from './generated.js'
  const docker = new Docker()
  await Promise.all([docker.containerList(), docker.systemPing(), docker.systemInfo()])
  const missing = await docker.containerAttach({ id: 'no-such-container', stream: true }).catch((error) => error.status)
  const events = await docker.systemEvents({ since: 0, until: 1 })
  for await (const event of events);
  console.log(missing)
  ${end}
  process.on('exit', () => console.log('by itself'))`

const leaves: [string, string][] = [
  ['without close()', ''],
  ['after close()', 'await docker.close()'],
  ['with a stream that nobody reads on, after close()', 'await docker.systemEvents(); await docker.close()'],
]

/** A process that used a client ends by itself, and leaves nothing behind. */
export function letsTheProcessEnd(engines: Engines): void {
  describe.each(routes)('a process that used %s ends by itself', (name) => {
    test.skipIf(name === 'ssh' && noFarSide !== undefined).each(leaves)('%s', async (_name, end) => {
      const { variables } = await openRoute(name, engines)
      expect(await runProgram(program(end), { env: { ...process.env, ...variables } })).toEqual(success)
    })
  })

  describe.skipIf(noFarSide)('ssh', () => {
    test('is gone when the process has ended, also without close()', async () => {
      const { server, host } = await farSide(engines.plain.socket)
      const env = { ...process.env, DOCKER_HOST: host }
      for (const [, end] of leaves) {
        expect(await runProgram(program(end), { env })).toEqual(success)
        expect(sshClients(server)).toEqual([])
      }
    })

    test('is gone when a process has ended that called process.exit() amid a stream', async () => {
      const { server, host } = await farSide(engines.plain.socket)
      const env = { ...process.env, DOCKER_HOST: host }
      const code = `
        import { Docker } from './generated.js'
        const events = await new Docker().systemEvents()
        setTimeout(() => process.exit(0), 100)
        for await (const event of events);`
      expect(await runProgram(code, { env })).toEqual({ status: 0, stdout: '', stderr: '' })
      await expect.poll(() => sshClients(server), { timeout: 5000 }).toEqual([])
    })
  })
}

const success: ProgramEnd = { status: 0, stdout: '404\nby itself\n', stderr: '' }
