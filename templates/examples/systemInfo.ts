import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { ServerVersion, OperatingSystem, NCPU, Containers } = await docker.systemInfo()
  console.log(ServerVersion, OperatingSystem, NCPU, Containers)
}
