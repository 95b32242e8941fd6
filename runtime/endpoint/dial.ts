import type { Socket, TcpNetConnectOpts } from 'node:net'
import { connect, isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { checkServerIdentity, connect as connectTls } from 'node:tls'
import { attempt } from './attempt.js'
import type { Dialler } from './endpoint.js'
import type { HostPort } from './parse-host.js'
import type { TlsMaterial } from './tls.js'

/** How long a connection may be idle before the system asks whether the peer still lives, in milliseconds. */
const keepAliveDelay = 30_000

/**
 * A dialler for a Unix socket. Half-close works.
 *
 * @param path the socket's path
 * @param timeout milliseconds until an attempt is given up; 0 for no limit
 */
export function unixDialler(path: string, timeout: number): Dialler {
  return socketDialler(() => connect({ path, allowHalfOpen: true }), 'connect', timeout)
}

/**
 * A dialler for a Windows named pipe.
 *
 * Node can't half-close a pipe: ending the input of an attached container ends the whole connection, and output that
 * comes after it is lost. An engine on TCP or ssh has no such limit.
 *
 * @param path as `//./pipe/docker_engine`
 * @param timeout milliseconds until an attempt is given up; 0 for no limit
 */
export function npipeDialler(path: string, timeout: number): Dialler {
  const pipe = path.replaceAll('/', '\\')
  return socketDialler(() => connect({ path: pipe, allowHalfOpen: true }), 'connect', timeout)
}

/**
 * A dialler for TCP in the clear. Half-close works, a small write isn't held back, and a peer that vanished is noticed
 * by TCP's keepalive.
 *
 * @param address where to connect to; all addresses of a name are tried
 * @param timeout milliseconds until an attempt is given up; 0 for no limit
 */
export function tcpDialler(address: HostPort, timeout: number): Dialler {
  return socketDialler(() => lively(connect(tcpOptions(address))), 'connect', timeout)
}

/**
 * A dialler for TLS over TCP. `end()` on its streams sends TLS's close_notify and reading goes on.
 *
 * `NODE_TLS_REJECT_UNAUTHORIZED` has no effect: only `verify: false` of the material turns verification off.
 *
 * @param address where to connect to
 * @param material certificates, and the name that the engine's certificate must be for
 * @param timeout milliseconds until an attempt, the handshake included, is given up; 0 for no limit
 */
export function tlsDialler(address: HostPort, material: TlsMaterial, timeout: number): Dialler {
  const { verify, serverName, ...secrets } = material
  const open = (): TLSSocket =>
    connectTls({
      ...tcpOptions(address),
      ...secrets,
      rejectUnauthorized: verify,
      ALPNProtocols: ['http/1.1'],
      // An IP address is not allowed as server name indication, yet the certificate must be for it.
      servername: isIP(serverName) ? '' : serverName,
      checkServerIdentity: (_host, certificate) => checkServerIdentity(serverName, certificate),
    })
  return socketDialler(() => lively(open()), 'secureConnect', timeout)
}

function tcpOptions({ host, port }: HostPort): TcpNetConnectOpts {
  return { host, port, allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveDelay }
}

// Said again on the socket, as not every runtime heeds these as options of connect.
function lively<T extends Socket>(socket: T): T {
  socket.setNoDelay(true)
  socket.setKeepAlive(true, keepAliveDelay)
  return socket
}

function socketDialler(create: () => Socket, ready: 'connect' | 'secureConnect', timeout: number): Dialler {
  return { dial: (signal) => attempt((ends) => connected(create, ready, ends), { signal, timeout }) }
}

function connected(create: () => Socket, ready: 'connect' | 'secureConnect', signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = create()
    const settle = () => {
      socket.off(ready, succeed).off('error', fail).off('close', closed)
      signal.removeEventListener('abort', abort)
    }
    const succeed = () => {
      settle()
      resolve(socket)
    }
    const fail = (error: unknown) => {
      settle()
      socket.on('error', () => {})
      socket.destroy()
      reject(error)
    }
    const closed = () => fail(new Error('the connection was closed before it was ready'))
    const abort = () => fail(signal.reason)
    socket.on(ready, succeed).on('error', fail).on('close', closed)
    signal.addEventListener('abort', abort, { once: true })
  })
}
