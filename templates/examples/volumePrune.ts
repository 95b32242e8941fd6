import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { VolumesDeleted, SpaceReclaimed } = await docker.volumePrune({ filters: { label: ['tier=back'] } })
  console.log(VolumesDeleted ?? [], SpaceReclaimed)
}
