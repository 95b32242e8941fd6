import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { Id } = await docker.imageCommit({
    container: 'web',
    repo: 'web-snapshot',
    tag: '1',
    comment: 'before the update',
    changes: ['CMD ["sh"]', 'ENV STAGE=test'],
  })
  console.log(Id)
}
