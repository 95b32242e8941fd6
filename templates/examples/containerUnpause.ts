import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  await docker.containerUnpause({ id: 'web' })
  const { State } = await docker.containerInspect({ id: 'web' })
  console.log(State?.Status)
}
