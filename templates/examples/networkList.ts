import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  for (const { Name, Driver, Scope } of await docker.networkList({ filters: { type: ['builtin'] } })) {
    console.log(Name, Driver, Scope)
  }
}
