import { onTestFinished } from 'vitest'
import { Docker, type DockerOptions } from '../../../generated/v1.42/index.js'
import type { EngineInfo } from '../engine.js'
import { farSide } from '../ssh.js'
import type { TlsEngine } from '../tls.js'

/** The engines of the suite. The second one is there when the tests run. */
export interface Engines {
  readonly plain: EngineInfo
  readonly tls: () => TlsEngine
}

/** A way to an engine. */
export type RouteName = 'unix' | 'tcp' | 'mTLS' | 'ssh'

/** All ways to an engine. */
export const routes: readonly RouteName[] = ['unix', 'tcp', 'mTLS', 'ssh']

/** The options that lead to an engine, and the variables that say the same. */
export interface Route {
  readonly options: DockerOptions
  readonly variables: Readonly<Record<string, string>>
}

/** Opens a way until the end of the test. */
export async function openRoute(name: RouteName, { plain, tls }: Engines): Promise<Route> {
  switch (name) {
    case 'unix':
      return byHost(`unix://${plain.socket}`)
    case 'tcp':
      return byHost(`tcp://${plain.tcp}`)
    case 'ssh':
      return byHost((await farSide(plain.socket)).host)
    case 'mTLS': {
      const { host, certificates } = tls()
      const directory = certificates.folder('client')
      return {
        options: { host, tls: { directory } },
        variables: { DOCKER_HOST: host, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: directory },
      }
    }
  }
}

/** A client that is closed at the end of the test. */
export function client(options?: DockerOptions): Docker {
  const docker = new Docker(options)
  onTestFinished(() => docker.close())
  return docker
}

function byHost(host: string): Route {
  return { options: { host }, variables: { DOCKER_HOST: host } }
}
