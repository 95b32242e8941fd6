/**
 * Runs a command in a running container with our own input and output, and exits as the command does.
 *
 * Arguments: the container's name or id, then the command.
 */
import { pipeline } from 'node:stream/promises'
import { Docker } from 'docker-engine-client'

const [container = '', ...Cmd] = process.argv.slice(2)
const docker = new Docker()
try {
  const { Id: id } = await docker.containerExec({
    id: container,
    body: { Cmd, AttachStdin: true, AttachStdout: true, AttachStderr: true },
  })
  const stream = await docker.execStart({ id })
  process.stdin.pipe(stream.stdin)
  const { stdout, stderr } = stream
  await Promise.all([
    pipeline(stdout, process.stdout, { end: false }),
    pipeline(stderr, process.stderr, { end: false }),
  ])
  // A command that could not be started has only written so: its exit code tells.
  const { ExitCode } = await docker.execInspect({ id })
  process.exitCode = ExitCode ?? 0
} finally {
  process.stdin.destroy()
  await docker.close()
}
