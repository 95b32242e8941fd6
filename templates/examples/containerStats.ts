import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const stats = await docker.containerStats({ id: 'web' })
  for await (const { read, memory_stats, pids_stats } of stats) {
    console.log(read, memory_stats?.usage, pids_stats?.current)
    break // ends the stream, which would give a value each second
  }
}
