import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  // Any signal: here the one that makes many servers read their configuration again.
  await docker.containerKill({ id: 'web', signal: 'SIGHUP' })
}
