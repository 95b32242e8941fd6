import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  const { Id } = await docker.containerCreate({
    name: 'web',
    body: {
      Image: 'busybox',
      Cmd: ['httpd', '-f', '-p', '8080'],
      Env: ['STAGE=test'],
      ExposedPorts: { '8080/tcp': {} },
      HostConfig: { Memory: 64 * 1024 * 1024, NetworkMode: 'none', RestartPolicy: { Name: 'on-failure' } },
    },
  })
  console.log(Id)
}
