/** MB per second of a container's multiplexed output, by the length of its frames. */
import { once } from 'node:events'
import { get } from 'node:http'
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { dockerode, engineClient, nodeSdk } from './clients.mjs'
import { bench, ours, perSecond } from './harness.mjs'

/** Frames of a length: in large pieces, or each as an HTTP chunk of its own, which is how an engine sends them. */
const framesOf = (length, megabytes, apart) => ({
  name: `${length} bytes a frame, ${apart ? 'each an HTTP chunk' : 'in large pieces'}`,
  id: `${Math.round((megabytes * 1e6) / length)}.${length}.${apart ? 1 : 0}`,
  megabytes,
})

function sink(count) {
  return new Writable({
    write(data, _encoding, done) {
      count(data.length)
      done()
    },
  })
}

/** Warms up with a part, then measures all of it, and checks that nothing was lost. */
async function throughput({ id, megabytes }, read) {
  const [frames, length, apart] = id.split('.')
  const few = Math.round(frames / 10)
  await read(`${few}.${length}.${apart}`)
  let bytes = 0
  const rate = await perSecond(megabytes, async () => {
    bytes = await read(id)
  })
  if (bytes < frames * length) throw new Error(`error: only ${bytes} bytes of ${frames * length}`)
  return rate
}

const outputs = { stdout: true, stderr: true, follow: true }

await bench({
  url: import.meta.url,
  title: 'containerLogs',
  unit: 'MB of output per second',
  cases: [
    framesOf(16384, 600, false),
    framesOf(1000, 200, false),
    framesOf(100, 40, false),
    framesOf(16384, 600, true),
    framesOf(1000, 100, true),
    framesOf(100, 10, true),
  ],
  candidates: {
    [`${ours}`]: async ({ socketPath, ...settings }) => {
      const docker = await engineClient(socketPath)
      return throughput(settings, async (id) => {
        let bytes = 0
        for await (const { data } of await docker.containerLogs({ id, ...outputs })) bytes += data.length
        return bytes
      })
    },
    [`${ours} .stdout`]: async ({ socketPath, ...settings }) => {
      const docker = await engineClient(socketPath)
      return throughput(settings, async (id) => {
        let bytes = 0
        const { stdout } = await docker.containerLogs({ id, ...outputs })
        stdout.on('data', (data) => {
          bytes += data.length
        })
        await once(stdout, 'end')
        return bytes
      })
    },
    'dockerode, demuxStream': async ({ socketPath, ...settings }) => {
      const docker = await dockerode(socketPath)
      return throughput(settings, async (id) => {
        let bytes = 0
        const stream = await docker.getContainer(id).logs(outputs)
        const count = sink((length) => {
          bytes += length
        })
        docker.modem.demuxStream(stream, count, count)
        await finished(stream)
        return bytes
      })
    },
    '@docker/node-sdk': async ({ socketPath, ...settings }) => {
      const docker = await nodeSdk(socketPath)
      return throughput(settings, async (id) => {
        let bytes = 0
        const count = sink((length) => {
          bytes += length
        })
        await docker.containerLogs(id, count, count, outputs)
        return bytes
      })
    },
    'bare node:http, frames unread': async ({ socketPath, ...settings }) =>
      throughput(settings, async (id) => {
        let bytes = 0
        const [response] = await once(get({ socketPath, path: `/containers/${id}/logs`, agent: false }), 'response')
        response.on('data', (data) => {
          bytes += data.length
        })
        await once(response, 'end')
        return bytes
      }),
    'bare socket': async ({ socketPath, ...settings }) =>
      throughput(settings, async (id) => {
        let bytes = 0
        const socket = connect(socketPath)
        socket.write(`GET /containers/${id}/logs HTTP/1.1\r\nHost: engine\r\n\r\n`)
        await new Promise((resolve) => {
          socket.on('data', (data) => {
            bytes += data.length
            if (data.subarray(-5).toString() === '0\r\n\r\n') resolve()
          })
        })
        socket.destroy()
        return bytes
      }),
  },
})
