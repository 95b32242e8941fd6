import { createReadStream } from 'node:fs'
import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const progress = await docker.imageLoad({ body: createReadStream('app.tar'), quiet: true })
  for await (const { stream } of progress) {
    console.log(stream)
  }
}
