/** The clients that are compared, each made as its users make it. */
import { client } from './harness.mjs'

/** Ours. */
export async function engineClient(socketPath) {
  const { Docker } = await import(client.href)
  return new Docker({ host: `unix://${socketPath}` })
}

/** dockerode. */
export async function dockerode(socketPath) {
  const { default: Dockerode } = await import('dockerode')
  return new Dockerode({ socketPath })
}

/** Docker's own for Node. */
export async function nodeSdk(socketPath) {
  const { DockerClient } = await import('@docker/node-sdk')
  return DockerClient.fromDockerHost(`unix:${socketPath}`)
}
