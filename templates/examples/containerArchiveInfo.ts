import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { name, size, mtime } = await docker.containerArchiveInfo({ id: 'web', path: '/etc/passwd' })
  console.log(name, size, mtime)
}
