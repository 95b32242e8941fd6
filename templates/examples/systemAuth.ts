import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { Status } = await docker.systemAuth({
    body: {
      serveraddress: 'registry.example',
      username: 'someone',
      password: process.env['REGISTRY_PASSWORD'] ?? '',
    },
  })
  console.log(Status)
}
