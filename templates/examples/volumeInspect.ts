import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { Driver, Scope, Labels } = await docker.volumeInspect({ name: 'data' })
  console.log(Driver, Scope, Labels)
}
