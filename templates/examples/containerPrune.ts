import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  // Those that don't run and have this label. Without filters: all that don't run.
  const { ContainersDeleted, SpaceReclaimed } = await docker.containerPrune({ filters: { label: ['tier=front'] } })
  console.log(ContainersDeleted ?? [], SpaceReclaimed)
}
