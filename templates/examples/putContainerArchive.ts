import { createReadStream } from 'node:fs'
import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  // The archive's paths are below this one, which must be there.
  await docker.putContainerArchive({ id: 'web', path: '/tmp', body: createReadStream('files.tar') })
}
