import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  await docker.containerRename({ id: 'web', name: 'web-old' })
  const { Name } = await docker.containerInspect({ id: 'web-old' })
  console.log(Name)
}
