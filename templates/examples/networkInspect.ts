import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { Driver, Containers } = await docker.networkInspect({ id: 'none' })
  console.log(Driver)
  for (const { Name, IPv4Address } of Object.values(Containers ?? {})) {
    console.log(Name, IPv4Address)
  }
}
