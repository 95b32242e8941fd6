import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const logs = await docker.containerLogs({ id: 'web', stdout: true, stderr: true, tail: '10', timestamps: true })
  for await (const { stream, timestamp, text } of logs.lines({ timestamps: true })) {
    console.log(timestamp, stream, text)
  }
}
