import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const archive = await docker.containerArchive({ id: 'web', path: '/etc' })
  await pipeline(archive, createWriteStream('etc.tar'))
}
