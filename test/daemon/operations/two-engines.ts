import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { promisify } from 'node:util'
import type { Docker } from '../../../generated/v1.42/index.js'
import { clientOf } from '../client.js'
import { type Engine, startEngine } from '../engine.js'

/** Two engines that can form a swarm: its manager on 127.0.0.1, its worker on 127.0.0.2. */
export interface TwoEngines {
  readonly manager: Docker
  readonly worker: Docker
  /** `127.0.0.1:port`, free when it was looked for. */
  readonly managerAddress: string
  readonly workerAddress: string
  /** Ends both, and removes the bridge that they made for the swarm. */
  stop(): Promise<void>
}

const BRIDGE = 'docker_gwbridge'

/**
 * Starts two engines beside the one of the test run: a swarm would show in the answers of all other tests.
 *
 * @throws Error where one of them does not start.
 */
export async function startTwoEngines(): Promise<TwoEngines> {
  const hadBridge = bridgeExists()
  const started = await Promise.all([startEngine(), startEngine()])
  const engines = started.filter((engine): engine is Engine => !('unavailable' in engine))
  const [first, second] = engines
  if (first === undefined || second === undefined) {
    await Promise.all(engines.map((engine) => engine.stop()))
    throw new Error(started.map((engine) => ('unavailable' in engine ? engine.unavailable : '')).join(' '))
  }
  const manager = clientOf(first)
  const worker = clientOf(second)
  return {
    manager,
    worker,
    managerAddress: await freeAddress('127.0.0.1'),
    workerAddress: await freeAddress('127.0.0.2'),
    stop: async () => {
      await Promise.all([manager.close(), worker.close()])
      await Promise.all([first.stop(), second.stop()])
      // Engines leave it behind. One that was there belongs to somebody else.
      if (!hadBridge && bridgeExists()) await promisify(execFile)('busybox', ['ip', 'link', 'delete', BRIDGE])
    },
  }
}

function bridgeExists(): boolean {
  return existsSync(`/sys/class/net/${BRIDGE}`)
}

async function freeAddress(host: string): Promise<string> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `${host}:${port}`
}
