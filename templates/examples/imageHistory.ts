import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  for (const { CreatedBy, Size, Comment } of await docker.imageHistory({ name: 'busybox:latest' })) {
    console.log(Size, CreatedBy, Comment)
  }
}
