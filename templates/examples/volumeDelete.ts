import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  await docker.volumeDelete({ name: 'data' })
  const { Volumes } = await docker.volumeList({ filters: { name: ['data'] } })
  console.log(Volumes?.length ?? 0)
}
