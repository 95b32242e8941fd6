/**
 * An engine inside another tunnel: a dialler of one's own. This one goes through an HTTP proxy, whose CONNECT opens a
 * connection to the engine.
 *
 *     PROXY=proxy.example:3128 ENGINE=engine.internal:2375 node tunnel.js
 */
import { request } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Dialler, Docker } from 'docker-engine-client'

const [proxyHost, proxyPort] = (process.env['PROXY'] ?? '127.0.0.1:3128').split(':')
const engine = process.env['ENGINE'] ?? '127.0.0.1:2375'

const proxy: Dialler = {
  dial: (signal) =>
    new Promise<Duplex>((resolve, reject) => {
      const asked = request({ host: proxyHost, port: proxyPort, method: 'CONNECT', path: engine, agent: false, signal })
      asked.once('error', reject)
      asked.once('connect', ({ statusCode }, connection, early) => {
        if (statusCode !== 200) {
          connection.destroy()
          reject(new Error(`the proxy does not let us through to ${engine}: status ${statusCode}`))
          return
        }
        connection.unshift(early)
        resolve(connection)
      })
      asked.end()
    }),
}

await using docker = new Docker({ dialler: proxy })
const { Name, ServerVersion } = await docker.systemInfo()
console.log(`engine ${ServerVersion} on ${Name}`)
