import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { Name, Mountpoint } = await docker.volumeCreate({ body: { Name: 'data', Labels: { tier: 'back' } } })
  console.log(Name, Mountpoint)
}
