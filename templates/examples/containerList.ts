import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const containers = await docker.containerList({ all: true, filters: { status: ['running'], label: ['tier=front'] } })
  for (const { Names, Image, Status } of containers) {
    console.log(Names?.join(), Image, Status)
  }
}
