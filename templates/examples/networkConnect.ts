import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  await docker.networkConnect({ id: 'none', body: { Container: 'web' } })
  const { NetworkSettings } = await docker.containerInspect({ id: 'web' })
  console.log(Object.keys(NetworkSettings?.Networks ?? {}))
}
