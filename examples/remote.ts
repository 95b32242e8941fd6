/**
 * Engines elsewhere: which engine each context of the docker CLI leads to, over ssh, TLS or a socket.
 *
 *     node remote.js                   asks all contexts
 *     node remote.js ssh://me@far      asks the engine at an address
 */
import { Docker, DockerError, type DockerOptions, listContexts } from 'docker-engine-client'

const [host] = process.argv.slice(2)
const ways: DockerOptions[] = host ? [{ host }] : (await listContexts()).map(({ name }) => ({ context: name }))

for (const way of ways) {
  await using docker = new Docker({ ...way, connectTimeout: 5_000, timeout: 5_000 })
  try {
    const { address, source } = await docker.endpoint()
    const { ServerVersion, ContainersRunning } = await docker.systemInfo()
    console.log(`${address} (${source}): engine ${ServerVersion}, ${ContainersRunning} containers run`)
  } catch (error) {
    // The message says which engine, which setting, what is wrong and what to do.
    if (!(error instanceof DockerError)) throw error
    console.log(error.message)
    process.exitCode = 1
  }
}
