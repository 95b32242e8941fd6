import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:fs'
import { access, mkdtemp, open, writeFile } from 'node:fs/promises'
import { type IncomingMessage, type RequestOptions, request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { busyboxImage } from './image.js'

/** Where a real engine listens and what it is. Plain data, so that it can be handed to test workers. */
export interface EngineInfo {
  /** Path of the unix socket. */
  readonly socket: string
  /** `host:port` of the TCP listener; it speaks TLS where {@link EngineOptions.tls} was given. */
  readonly tcp: string
  /** The engine's own version, `20.10.24+dfsg1`. */
  readonly version: string
  /** The newest API version that the engine offers, `1.41`. */
  readonly apiVersion: string
  /** The one image that is there from the start. Containers from it need `NetworkMode: 'none'`. */
  readonly image: 'busybox:latest'
}

/** A running engine that belongs to the caller. */
export interface Engine extends EngineInfo {
  /** Everything of the engine is below this folder: `pid` (dockerd's process id), `log`, `data`. `stop` removes it. */
  readonly folder: string
  /**
   * Ends the engine with its containers and removes its folder. Calling it again waits for the same end.
   *
   * @throws Error where the engine could not be ended within 45 seconds.
   */
  stop(): Promise<void>
}

/** Why there is no engine, in one line. */
export interface Unavailable {
  readonly unavailable: string
}

/** PEM files with which the TCP listener serves TLS and demands a client certificate that the CA signed. */
export interface EngineTls {
  readonly ca: string
  readonly cert: string
  readonly key: string
}

/** What {@link startEngine} can be asked for beyond its defaults. */
export interface EngineOptions {
  /** Further addresses to listen on, as `dockerd --host` takes them. */
  readonly hosts?: readonly string[]
  /** Serve TLS on TCP. The unix socket stays plain. */
  readonly tls?: EngineTls
  /** Further flags of dockerd. */
  readonly flags?: readonly string[]
}

/** The status and the whole body of one answer. */
export interface EngineAnswer {
  readonly status: number
  readonly body: string
}

const KEEPER = fileURLToPath(new URL('keep-engine.sh', import.meta.url))
const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 45_000

// A user's PATH often lacks the sbin folders, where Debian keeps dockerd and runc.
const { PATH: userPath = '' } = process.env
const PATH = [userPath, '/usr/local/sbin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'].join(delimiter)

/**
 * Starts a Docker Engine of our own in a temporary folder, listening on a unix socket and on a free TCP port of
 * 127.0.0.1, with `busybox:latest` imported. It ends with {@link Engine.stop}, or by itself when this process ends.
 *
 * Containers have no network but `none`: the engine touches neither iptables nor bridges of the machine.
 *
 * @returns the engine, or the reason why this machine has none. It never throws for a missing engine.
 */
export async function startEngine(options: EngineOptions = {}): Promise<Engine | Unavailable> {
  if (process.platform !== 'linux') return { unavailable: `no dockerd on ${process.platform}` }
  if (process.getuid?.() !== 0) return { unavailable: 'dockerd needs root' }
  const dockerd = await findProgram('dockerd')
  if (dockerd === undefined) return { unavailable: 'dockerd is not installed (apt-get install docker.io)' }
  const busybox = await findProgram('busybox')
  if (busybox === undefined) return { unavailable: 'busybox is not installed (apt-get install busybox-static)' }

  for (let attempt = 1; ; attempt++) {
    try {
      return await launch(dockerd, busybox, options)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      // Somebody may take the free port between our look and the daemon's bind.
      if (attempt < 3 && reason.includes('address already in use')) continue
      return { unavailable: reason.trim().replaceAll('\n', ' | ') }
    }
  }
}

/** Sends one request over `node:http` alone, independent of the client under test, and reads the whole answer. */
export async function callEngine(options: RequestOptions, body?: string | Uint8Array): Promise<EngineAnswer> {
  // No agent: a kept-alive connection would hold up the daemon's shutdown.
  const outgoing = request({ ...options, agent: false }).end(body)
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  return { status: response.statusCode ?? 0, body: await text(response) }
}

async function launch(dockerd: string, busybox: string, options: EngineOptions): Promise<Engine> {
  // Short, because a unix socket's path has at most 107 bytes and containerd appends to ours.
  const folder = await mkdtemp('/tmp/dec-')
  const socket = join(folder, 'docker.sock')
  const tcp = `127.0.0.1:${await freePort()}`
  const { tls } = options
  const config = join(folder, 'daemon.json')
  // Our own, or the machine's /etc/docker/daemon.json would apply.
  await writeFile(config, '{}')
  const keeper = await startKeeper(folder, [
    dockerd,
    `--config-file=${config}`,
    `--data-root=${join(folder, 'data')}`,
    `--exec-root=${join(folder, 'exec')}`,
    `--pidfile=${join(folder, 'pid')}`,
    '--iptables=false',
    '--bridge=none',
    ...[`unix://${socket}`, `tcp://${tcp}`, ...(options.hosts ?? [])].map((host) => `--host=${host}`),
    ...(tls === undefined
      ? ['--tls=false'] // without it, newer engines wait 15 seconds before they listen on plain TCP
      : ['--tlsverify', `--tlscacert=${tls.ca}`, `--tlscert=${tls.cert}`, `--tlskey=${tls.key}`]),
    ...(options.flags ?? []),
  ])
  try {
    await untilReady(socket, keeper)
    const version = await callEngine({ socketPath: socket, path: '/version' })
    const { Version, ApiVersion } = JSON.parse(version.body) as { Version: string; ApiVersion: string }
    await importImage(socket, await busyboxImage(busybox))
    let stopped: Promise<void> | undefined
    return {
      socket,
      tcp,
      version: Version,
      apiVersion: ApiVersion,
      image: 'busybox:latest',
      folder,
      stop: () => {
        stopped ??= endContainers(socket).then(() => keeper.end())
        return stopped
      },
    }
  } catch (error) {
    await keeper.end()
    throw error
  }
}

interface Keeper {
  /** Aborts, with an error that ends in the daemon's last words, when the daemon has ended. */
  readonly ended: AbortSignal
  /** Ends the daemon and waits until nothing of it is left. */
  end(): Promise<void>
}

async function startKeeper(folder: string, command: readonly string[]): Promise<Keeper> {
  const logPath = join(folder, 'log')
  // A file and not a pipe: the daemon must outlive our death long enough to end its containers. Our own handle still
  // reads it when the keeper has removed the folder.
  const output = await open(logPath, 'a')
  const log = await open(logPath, 'r')
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DOCKER_')))
  const child = spawn('/bin/sh', [KEEPER, folder, ...command], {
    // Its own session, or ctrl-C in a terminal would reach the daemon beside us.
    detached: true,
    // DOCKER_TLS_VERIFY and others are dockerd's defaults too. On a busy machine dockerd may find its containerd too
    // slow, make it dump its stacks into TMPDIR, and start it again.
    env: { ...env, PATH, TMPDIR: folder },
    stdio: ['pipe', output.fd, output.fd],
  })
  const exited = once(child, 'exit').catch((error: unknown) => [error])
  const ended = new AbortController()
  const watched = exited.then(async ([code, signal]: unknown[]) => {
    const lines = (await log.readFile('utf8')).trimEnd().split('\n')
    await log.close()
    const lastWords = lines.filter((line) => !line.includes(' level=info ')).slice(-3)
    ended.abort(new Error(`dockerd ended (${code ?? signal}): ${lastWords.join(' | ')}`))
  })
  await output.close()
  return { ended: ended.signal, end: () => endKeeper(child, watched, folder) }
}

async function endKeeper(child: ChildProcess, watched: Promise<void>, folder: string): Promise<void> {
  child.stdin?.end()
  const late = new AbortController()
  const inTime = await Promise.race([
    watched.then(() => true),
    delay(STOP_LIMIT_MS, false, { signal: late.signal }).catch(() => false),
  ])
  late.abort()
  if (inTime || child.pid === undefined) return
  // The child leads its own process group, to which dockerd belongs.
  process.kill(-child.pid, 'SIGKILL')
  await watched
  throw new Error(`dockerd did not end within ${STOP_LIMIT_MS / 1000} s and was killed; look into ${folder}`)
}

async function untilReady(socketPath: string, keeper: Keeper): Promise<void> {
  const limit = AbortSignal.timeout(START_LIMIT_MS)
  const signal = AbortSignal.any([keeper.ended, limit])
  for (;;) {
    try {
      // As soon as the socket is there, this waits for the daemon: it listens early and answers when it is ready.
      if ((await callEngine({ socketPath, path: '/_ping', signal })).status === 200) return
    } catch {
      if (limit.aborted) throw new Error(`dockerd did not answer within ${START_LIMIT_MS / 1000} s`)
      keeper.ended.throwIfAborted()
    }
    await delay(50)
  }
}

async function importImage(socketPath: string, rootfs: Buffer): Promise<void> {
  const query = new URLSearchParams({ fromSrc: '-', repo: 'busybox', tag: 'latest', changes: 'CMD ["sh"]' })
  const headers = { 'Content-Type': 'application/x-tar' }
  const path = `/images/create?${query.toString()}`
  const { status, body } = await callEngine({ socketPath, method: 'POST', path, headers }, rootfs)
  // A failure after the first progress message is reported inside a 200.
  if (status !== 200 || body.includes('"error"')) throw new Error(`the image was not imported: ${status} ${body}`)
}

/** A shell that is process 1 ignores SIGTERM: the daemon would wait ten seconds for each container that a test left. */
async function endContainers(socketPath: string): Promise<void> {
  const signal = AbortSignal.timeout(5_000)
  const post = (path: string): Promise<unknown> =>
    callEngine({ socketPath, method: 'POST', path, signal }).catch(() => undefined)
  try {
    // A swarm would start its containers anew. Outside a swarm this is an error that does not matter.
    await post('/swarm/leave?force=true')
    const { body } = await callEngine({ socketPath, path: '/containers/json', signal })
    const containers = JSON.parse(body) as { Id: string }[]
    await Promise.all(containers.map(({ Id }) => post(`/containers/${Id}/kill`)))
  } catch {
    // The daemon may have ended already, or may be what a test broke; ending it does not depend on this.
  }
}

async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of PATH.split(delimiter)) {
    const path = join(folder, name)
    if (
      folder !== '' &&
      (await access(path, constants.X_OK).then(
        () => true,
        () => false,
      ))
    )
      return path
  }
  return undefined
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
