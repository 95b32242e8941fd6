/**
 * A container from its creation to its removal: `cat` gets `hello` and gives it back.
 *
 * It needs an engine that has the image `busybox`.
 */
import { Docker } from 'docker-engine-client'

// Finds the engine where `docker` finds it: DOCKER_HOST, the current context, or the usual socket of the platform.
const docker = new Docker()

const { Id: id } = await docker.containerCreate({
  body: {
    Image: 'busybox',
    Cmd: ['cat'],
    // Keep the input open until we end it.
    OpenStdin: true,
    StdinOnce: true,
    // `cat` needs no network. Leave it out for the engine's default one.
    HostConfig: { NetworkMode: 'none' },
  },
})

try {
  // Attached before it starts, so that nothing it writes is missed.
  const attached = await docker.containerAttach({ id, stream: true, stdin: true, stdout: true, stderr: true })
  await docker.containerStart({ id })
  // Ending the input lets `cat` end; what it still writes arrives all the same.
  attached.stdin.end('hello\n')
  for await (const { stream, data } of attached) console.log(`${stream}: ${data.toString().trimEnd()}`)

  const { StatusCode } = await docker.containerWait({ id })
  console.log(`exit code: ${StatusCode}`)

  const logs = await docker.containerLogs({ id, stdout: true, stderr: true })
  console.log(`logs: ${(await logs.text()).trimEnd()}`)
} finally {
  await docker.containerDelete({ id, force: true })
  await docker.close()
}
