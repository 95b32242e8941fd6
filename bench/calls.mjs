/** Calls per second of a small call, containerList, over a unix socket. With --live: of the engine of DOCKER_HOST. */
import { Agent, get } from 'node:http'
import { dockerode, engineClient, nodeSdk } from './clients.mjs'
import { bench, ours, perSecond } from './harness.mjs'

async function repeat(call, { calls, atOnce }) {
  let left = calls / 4
  const worker = async () => {
    while (left-- > 0) await call()
  }
  const all = () => Promise.all(Array.from({ length: atOnce }, worker))
  await all() // warms up
  left = calls
  return perSecond(calls, all)
}

function bareCall(options) {
  return new Promise((resolve, reject) => {
    get(options, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (data) => {
        body += data
      })
      response.on('end', () => resolve(JSON.parse(body)))
      response.on('error', reject)
    }).on('error', reject)
  })
}

await bench({
  url: import.meta.url,
  title: 'containerList',
  unit: 'calls per second',
  cases: [
    { name: 'one at a time', calls: 4000, atOnce: 1 },
    { name: '16 at once', calls: 8000, atOnce: 16 },
  ],
  candidates: {
    [ours]: async ({ socketPath, ...settings }) => {
      const docker = await engineClient(socketPath)
      return repeat(() => docker.containerList({ all: true }), settings)
    },
    dockerode: async ({ socketPath, ...settings }) => {
      const docker = await dockerode(socketPath)
      return repeat(() => docker.listContainers({ all: true }), settings)
    },
    '@docker/node-sdk': async ({ socketPath, ...settings }) => {
      const docker = await nodeSdk(socketPath)
      return repeat(() => docker.containerList({ all: true }), settings)
    },
    'bare node:http, keep-alive': async ({ socketPath, ...settings }) => {
      const agent = new Agent({ keepAlive: true })
      return repeat(() => bareCall({ socketPath, agent, path: '/v1.42/containers/json?all=true' }), settings)
    },
  },
})
