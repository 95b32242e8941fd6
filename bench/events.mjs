/** Values per second of a stream of JSON values. */
import { once } from 'node:events'
import { get } from 'node:http'
import { dockerode, engineClient, nodeSdk } from './clients.mjs'
import { bench, ours, perSecond } from './harness.mjs'

async function rate({ count, apart }, read) {
  // The server reads in the time how many are wanted, and how.
  const until = (values) => values * 10 + apart
  await read(until(count / 10)) // warms up
  let values = 0
  const result = await perSecond(count, async () => {
    values = await read(until(count))
  })
  if (values < count) throw new Error(`error: only ${values} values of ${count}`)
  return result
}

await bench({
  url: import.meta.url,
  title: 'systemEvents',
  unit: 'values per second',
  cases: [
    { name: 'in large pieces', count: 200_000, apart: 0 },
    { name: 'each an HTTP chunk', count: 100_000, apart: 1 },
  ],
  candidates: {
    [ours]: async ({ socketPath, ...settings }) => {
      const docker = await engineClient(socketPath)
      return rate(settings, async (until) => {
        let values = 0
        for await (const { Action } of await docker.systemEvents({ until })) if (Action === 'start') values++
        return values
      })
    },
    'dockerode, followProgress': async ({ socketPath, ...settings }) => {
      const docker = await dockerode(socketPath)
      return rate(settings, async (until) => {
        let values = 0
        const stream = await docker.getEvents({ until })
        await new Promise((resolve, reject) => {
          const onProgress = ({ Action }) => {
            if (Action === 'start') values++
          }
          docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()), onProgress)
        })
        return values
      })
    },
    '@docker/node-sdk': async ({ socketPath, ...settings }) => {
      const docker = await nodeSdk(socketPath)
      // It sends its options under the name `params`, so that they don't arrive: the path carries them.
      const { api } = docker
      return rate(settings, async (until) => {
        let values = 0
        const get = api.get.bind(api)
        api.get = (path, accept) => get(`${path}?until=${until}`, accept)
        for await (const { Action } of docker.systemEvents()) if (Action === 'start') values++
        api.get = get
        return values
      })
    },
    'bare node:http, split, JSON.parse': async ({ socketPath, ...settings }) =>
      rate(settings, async (until) => {
        let values = 0
        let rest = ''
        const [response] = await once(get({ socketPath, path: `/events?until=${until}`, agent: false }), 'response')
        response.setEncoding('utf8')
        response.on('data', (data) => {
          const lines = (rest + data).split('\n')
          rest = lines.pop()
          for (const line of lines) if (JSON.parse(line).Action === 'start') values++
        })
        await once(response, 'end')
        return values
      }),
  },
})
