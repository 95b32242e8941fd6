import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  // Kind: 0 is changed, 1 added, 2 deleted. An untouched container gives null.
  for (const { Path, Kind } of (await docker.containerChanges({ id: 'web' })) ?? []) {
    console.log(Kind, Path)
  }
}
