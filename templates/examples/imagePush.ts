import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  // The name says where to; imageTag gives an image a further one.
  const progress = await docker.imagePush({
    name: 'registry.example/team/app',
    tag: '1',
    registryAuth: { username: 'someone', password: process.env['REGISTRY_PASSWORD'] ?? '' },
  })
  for await (const { id, status } of progress) {
    console.log(id, status)
  }
}
