import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { Id: id } = await docker.containerExec({
    id: 'web',
    body: { Cmd: ['wc', '-w'], AttachStdin: true, AttachStdout: true, AttachStderr: true },
  })
  const words = await docker.execStart({ id })
  words.stdin.end('four words of input\n') // the process sees the end of its input, and its output still comes
  for await (const { stream, data } of words) {
    console.log(stream, data.toString())
  }
}
