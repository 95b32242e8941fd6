import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  // Takes the name away; the image goes with its last one.
  for (const { Untagged, Deleted } of await docker.imageDelete({ name: 'app:1' })) {
    console.log(Untagged ?? Deleted)
  }
}
