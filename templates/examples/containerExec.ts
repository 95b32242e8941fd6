import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { Id: id } = await docker.containerExec({
    id: 'web',
    body: { Cmd: ['id', '-un'], User: 'nobody', AttachStdout: true, AttachStderr: true },
  })
  const output = await docker.execStart({ id })
  console.log(await output.text())
}
