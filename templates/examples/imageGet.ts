import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const archive = await docker.imageGet({ name: 'app:1' })
  await pipeline(archive, createWriteStream('app.tar'))
}
