import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { Id: id } = await docker.containerExec({
    id: 'web',
    body: { Cmd: ['ls', '/none'], AttachStdout: true, AttachStderr: true },
  })
  const { stderr } = await (await docker.execStart({ id })).output()
  const { ExitCode } = await docker.execInspect({ id })
  console.log(ExitCode, stderr.toString())
}
