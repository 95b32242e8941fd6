import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const MiB = 1024 * 1024
  const { Warnings } = await docker.containerUpdate({
    id: 'web',
    body: { Memory: 128 * MiB, MemorySwap: 128 * MiB, RestartPolicy: { Name: 'unless-stopped' } },
  })
  console.log(Warnings)
}
