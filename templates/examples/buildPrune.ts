import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { CachesDeleted, SpaceReclaimed } = await docker.buildPrune({ all: true })
  console.log(CachesDeleted ?? [], SpaceReclaimed)
}
