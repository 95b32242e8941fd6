import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const progress = await docker.imageCreate({
    fromImage: 'registry.example/team/app',
    tag: '1', // without it, all tags are pulled
    registryAuth: { username: 'someone', password: process.env['REGISTRY_PASSWORD'] ?? '' },
  })
  for await (const { id, status } of progress) {
    console.log(id, status)
  }
}
