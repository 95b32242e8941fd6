/**
 * Follows what a container writes, line by line with the time of each line, until the container ends.
 *
 * Arguments: the container's name or id.
 */
import { Docker } from 'docker-engine-client'

const [id = ''] = process.argv.slice(2)
const docker = new Docker()
try {
  const logs = await docker.containerLogs({ id, follow: true, stdout: true, stderr: true, timestamps: true })
  for await (const { stream, text, timestamp } of logs.lines({ timestamps: true })) {
    console.log(`${timestamp} ${stream} ${text}`)
  }
} finally {
  await docker.close()
}
