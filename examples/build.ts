/**
 * Builds an image of a folder that has a Dockerfile, with the engine's classic builder.
 *
 * Arguments: the folder, then the image's name.
 */
import { spawn } from 'node:child_process'
import { Docker, DockerStreamError } from 'docker-engine-client'

const [folder = '.', name = 'example'] = process.argv.slice(2)
const docker = new Docker()
try {
  // The context is a tar, which is sent as it is made.
  const context = spawn('tar', ['-c', '-C', folder, '.'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const progress = await docker.imageBuild({ t: [name], networkmode: 'none', body: context.stdout })
  for await (const { stream } of progress) process.stdout.write(stream ?? '')
} catch (error) {
  // A step that fails is reported inside the stream, and thrown.
  if (!(error instanceof DockerStreamError)) throw error
  console.error(error.message)
  process.exitCode = 1
} finally {
  await docker.close()
}
