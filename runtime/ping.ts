import type { IncomingHttpHeaders } from 'node:http'

/** What an engine says of itself in the headers of a ping. */
export interface PingInfo {
  /** The newest API version that it speaks; undefined for engines before 1.25. */
  readonly apiVersion: string | undefined
  /** `linux` or `windows`. */
  readonly osType: string | undefined
  /** Whether experimental features are on. */
  readonly experimental: boolean
  /** The builder that it prefers: `1` the classic one, `2` BuildKit. */
  readonly builderVersion: string | undefined
  /** Its part in a swarm; undefined for engines that do not tell. */
  readonly swarm: PingSwarm | undefined
}

/** An engine's part in a swarm. */
export interface PingSwarm {
  /** As `inactive`, `pending`, `error`, `locked`, `active`. */
  readonly nodeState: string
  /** True for a manager. */
  readonly controlAvailable: boolean
}

/** Reads the headers of a ping. */
export function parsePing(headers: IncomingHttpHeaders): PingInfo {
  return {
    apiVersion: text(headers['api-version']),
    osType: text(headers['ostype']),
    experimental: text(headers['docker-experimental']) === 'true',
    builderVersion: text(headers['builder-version']),
    swarm: parseSwarm(text(headers['swarm'])),
  }
}

function text(header: string | string[] | undefined): string | undefined {
  const value = typeof header === 'string' ? header : header?.[0]
  return value === '' ? undefined : value
}

/** `active/manager` or only a state. */
function parseSwarm(header: string | undefined): PingSwarm | undefined {
  if (header === undefined) return undefined
  const [nodeState = '', role] = header.split('/')
  return { nodeState, controlAvailable: role === 'manager' }
}
