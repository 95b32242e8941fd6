import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const images = await docker.imageList({ filters: { reference: ['busybox'] } })
  for (const { RepoTags, Size } of images) {
    console.log(RepoTags?.join(), Size)
  }
}
