import type { Duplex } from 'node:stream'

/**
 * How one connection to an engine is opened: the seam through which every transport works, and which a caller may
 * bring for a way that this client doesn't know.
 *
 * An engine behind a tunnel that a program offers on its standard input and output needs no more than
 * `commandDialler`; any other tunnel is a function that gives a Duplex:
 *
 * @example
 * ```ts
 * import { connect } from 'node:net'
 *
 * const jump: Dialler = {
 *   async dial(signal) {
 *     const { socket } = await SocksClient.connect({ proxy, destination: { host: 'engine', port: 2375 }, signal })
 *     return socket
 *   },
 * }
 * const docker = new Docker({ dialler: jump })
 * ```
 */
export interface Dialler {
  /**
   * Opens a new connection that carries HTTP/1.1 in the clear (TLS, a tunnel or a pipe is the dialler's business).
   *
   * The stream should let its writable side be ended while the readable side goes on (a half-close); a stream that
   * can't loses the output that follows the end of a container's input. Where it has the methods of a socket (`ref`,
   * `unref`, `setTimeout`, `setKeepAlive`), they are used.
   *
   * Who gets the stream owns it: when its readable side has ended, its owner ends or destroys it.
   *
   * @param signal ends the attempt: the dialler rejects with the signal's reason and frees what it opened. Where it
   * overlooks the signal, the attempt ends all the same, and a stream that comes late is destroyed.
   */
  dial(signal?: AbortSignal): Promise<Duplex>
  /** Ends what the dialler holds beside the connections that it gave out. */
  close?(): void | Promise<void>
}

/** Where an engine is, and how to connect to it. */
export interface Endpoint {
  /** The address as messages show it, as `unix:///var/run/docker.sock`: never with a password. */
  readonly address: string
  /** The setting that it came from, as `DOCKER_HOST`, `context "remote" (DOCKER_CONTEXT)` or `the platform default`. */
  readonly source: string
  /**
   * The `Host` header of its requests: host and port for TCP, and `docker` for a transport that has no host name, since
   * newer engines refuse a `Host` that isn't a valid name.
   */
  readonly host: string
  /** A path before every request path, without a slash at its end; empty in almost all cases. */
  readonly basePath: string
  readonly dialler: Dialler
  /** How TLS is spoken; absent where none is. */
  readonly tls?: EndpointTls
  /** The sockets that were looked for and not found, where the platform's default was looked for. */
  readonly missing?: readonly string[]
}

/** What can be told of an endpoint's TLS: where its material came from, never the material. */
export interface EndpointTls {
  /** Whether the engine's certificate is verified. False only where a setting says so in plain words. */
  readonly verify: boolean
  /** The name that the engine's certificate must be for. */
  readonly serverName: string
  /** The file or option with the authorities that are trusted; absent where the system's are. */
  readonly ca?: string
  /** The file or option with the client's certificate; absent where the client shows none. */
  readonly cert?: string
  /** What is amiss with the material, as `/home/me/certs/cert.pem expired on …`. */
  readonly faults: readonly string[]
}
