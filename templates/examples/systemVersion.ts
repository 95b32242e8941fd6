import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { Version, ApiVersion, MinAPIVersion } = await docker.systemVersion()
  console.log(Version, ApiVersion, MinAPIVersion)
}
