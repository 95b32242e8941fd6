import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  await docker.imageTag({ name: 'app:1', repo: 'registry.example/team/app', tag: '1' })
  const { RepoTags } = await docker.imageInspect({ name: 'app:1' })
  console.log(RepoTags)
}
