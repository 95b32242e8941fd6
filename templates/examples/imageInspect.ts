import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { Id, Architecture, Config } = await docker.imageInspect({ name: 'busybox:latest' })
  console.log(Id, Architecture, Config?.Cmd)
}
