import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  await docker.networkDelete({ id: 'backend' })
  const left = await docker.networkList({ filters: { name: ['backend'] } })
  console.log(left.length)
}
