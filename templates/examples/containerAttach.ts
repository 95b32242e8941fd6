import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { Id: id } = await docker.containerCreate({
    body: {
      Image: 'busybox',
      Cmd: ['sort'],
      OpenStdin: true,
      StdinOnce: true,
      HostConfig: { NetworkMode: 'none', AutoRemove: true },
    },
  })
  // Attached before it starts, so that nothing it writes is missed.
  const attached = await docker.containerAttach({ id, stream: true, stdin: true, stdout: true, stderr: true })
  await docker.containerStart({ id })
  attached.stdin.end('pear\napple\n')
  console.log(await attached.text())
}
