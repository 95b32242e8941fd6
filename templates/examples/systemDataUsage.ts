import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { LayersSize, Images, Volumes } = await docker.systemDataUsage()
  console.log(LayersSize)
  for (const { Name, UsageData } of Volumes ?? []) {
    console.log(Name, UsageData?.Size)
  }
  console.log(Images?.length)
}
