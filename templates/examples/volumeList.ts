import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { Volumes } = await docker.volumeList({ filters: { label: ['tier=back'] } })
  for (const { Name, Mountpoint } of Volumes ?? []) {
    console.log(Name, Mountpoint)
  }
}
