import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  // Images without a name. With dangling=false: all that no container uses.
  const { ImagesDeleted, SpaceReclaimed } = await docker.imagePrune({ filters: { dangling: ['true'] } })
  console.log(ImagesDeleted ?? [], SpaceReclaimed)
}
