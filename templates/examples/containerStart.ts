import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  await docker.containerStart({ id: 'web' }) // no error where it runs already
  const { State } = await docker.containerInspect({ id: 'web' })
  console.log(State?.Status)
}
