import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  // Also where it runs (force), and with the volumes that have no name (v).
  await docker.containerDelete({ id: 'web', force: true, v: true })
}
