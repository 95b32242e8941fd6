import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { StatusCode } = await docker.containerWait({ id: 'job' })
  console.log(`it ended with ${StatusCode}`)
}
