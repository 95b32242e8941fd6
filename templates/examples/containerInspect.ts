import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { State, Config, NetworkSettings } = await docker.containerInspect({ id: 'web' })
  console.log(State?.Status, State?.StartedAt)
  console.log(Config?.Env)
  console.log(NetworkSettings?.Ports?.['80/tcp']?.[0]?.HostPort ?? 'not published')
}
