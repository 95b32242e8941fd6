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
function* pieces(length) {
  for (let left = length; left > 0; left -= piece.length) yield piece.subarray(0, Math.min(left, piece.length))
}
const archives = {
  'a Readable': (length) => Readable.from(pieces(length), { objectMode: false }),
  'a Buffer': (length) => Buffer.alloc(length, 'x'),
}

/** Warms up with a part, then measures an upload, and asks the server whether all of it has come. */
async function upload({ socketPath, name }, send) {
  await send(archives[name](bytes / 10))
  const archive = archives[name](bytes)
  const rate = await perSecond(megabytes, () => send(archive))
  const [response] = await once(get({ socketPath, path: '/uploaded', agent: false }), 'response')
  const arrived = Number(await text(response))
  if (arrived < bytes) throw new Error(`error: only ${arrived} bytes of ${bytes} arrived`)
  return rate
}

await bench({
  url: import.meta.url,
  title: 'imageLoad of 200 MB',
  unit: 'MB per second',
  cases: Object.keys(archives).map((name) => ({ name })),
  candidates: {
    [ours]: async (settings) => {
      const docker = await engineClient(settings.socketPath)
      return upload(settings, async (archive) => {
        const progress = await docker.imageLoad({ body: archive })
        await progress.wait()
      })
    },
    dockerode: async (settings) => {
      const docker = await dockerode(settings.socketPath)
      return upload(settings, async (archive) => {
        const progress = await docker.loadImage(archive)
        await text(progress)
      })
    },
    '@docker/node-sdk': async (settings) => {
      const docker = await nodeSdk(settings.socketPath)
      // It takes a web stream only.
      const webOf = (archive) => (Buffer.isBuffer(archive) ? ReadableStream.from([archive]) : Readable.toWeb(archive))
      return upload(settings, (archive) => docker.imageLoad(webOf(archive)))
    },
    'bare node:http, pipeline': (settings) =>
      upload(settings, async (archive) => {
        const { socketPath } = settings
        const outgoing = request({ socketPath, method: 'POST', path: '/images/load', agent: false })
        const answered = once(outgoing, 'response')
        // An iterable of a Buffer would be its numbers.
        await pipeline(Buffer.isBuffer(archive) ? [archive] : archive, outgoing)
        const [response] = await answered
        await text(response)
      }),
  },
})
