import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { Titles, Processes } = await docker.containerTop({ id: 'web', ps_args: '-o pid,args' })
  console.log(Titles)
  for (const columns of Processes ?? []) {
    console.log(columns)
  }
}
