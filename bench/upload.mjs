/** MB per second of an upload of 200 MB, and the memory that it takes. */
import { once } from 'node:events'
import { get, request } from 'node:http'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { dockerode, engineClient, nodeSdk } from './clients.mjs'
import { bench, ours, perSecond } from './harness.mjs'

const megabytes = 200
const bytes = megabytes * 1e6
const piece = Buffer.alloc(64 * 1024)

/** As a program that makes a tar gives it: pieces of 64 KiB, when they are asked for. */
function* pieces() {
  for (let left = bytes; left > 0; left -= piece.length) yield piece.subarray(0, Math.min(left, piece.length))
}
const archive = () => Readable.from(pieces(), { objectMode: false })

/** Measures an upload, and asks the server whether all of it has come. */
async function upload(socketPath, send) {
  const rate = await perSecond(megabytes, send)
  const [response] = await once(get({ socketPath, path: '/uploaded', agent: false }), 'response')
  const arrived = Number(await text(response))
  if (arrived < bytes) throw new Error(`error: only ${arrived} bytes of ${bytes} arrived`)
  return rate
}

await bench({
  url: import.meta.url,
  title: 'imageLoad of 200 MB',
  unit: 'MB per second',
  candidates: {
    [ours]: async ({ socketPath }) => {
      const docker = await engineClient(socketPath)
      return upload(socketPath, async () => {
        const progress = await docker.imageLoad({ body: archive() })
        await progress.wait()
      })
    },
    dockerode: async ({ socketPath }) => {
      const docker = await dockerode(socketPath)
      return upload(socketPath, async () => {
        const progress = await docker.loadImage(archive())
        await text(progress)
      })
    },
    '@docker/node-sdk': async ({ socketPath }) => {
      const docker = await nodeSdk(socketPath)
      return upload(socketPath, () => docker.imageLoad(Readable.toWeb(archive())))
    },
    'bare node:http, pipeline': ({ socketPath }) =>
      upload(socketPath, async () => {
        const outgoing = request({ socketPath, method: 'POST', path: '/images/load', agent: false })
        const answered = once(outgoing, 'response')
        await pipeline(archive(), outgoing)
        const [response] = await answered
        await text(response)
      }),
  },
})
