import { spawn } from 'node:child_process'
import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  // The build's context is a tar, which is sent as it is made.
  const { stdout } = spawn('tar', ['-c', '-C', 'app', '.'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const progress = await docker.imageBuild({ t: ['app:1'], buildargs: { STAGE: 'test' }, body: stdout })
  for await (const { stream } of progress) {
    console.log(stream)
  }
}
