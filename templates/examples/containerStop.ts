import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  // It gets 5 seconds after its stop signal, and is killed then.
  await docker.containerStop({ id: 'web', t: 5 })
  const { State } = await docker.containerInspect({ id: 'web' })
  console.log(State?.Status, State?.ExitCode)
}
