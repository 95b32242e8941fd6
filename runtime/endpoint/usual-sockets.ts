import { posix } from 'node:path'
import type { Environment } from './environment.js'
import { setting, socketExists } from './environment.js'

/** A place where an engine usually listens. */
export interface UsualSocket {
  /** Whose socket it is, as `Colima`. */
  readonly name: string
  /** The path of the socket; on Windows of the pipe, as `//./pipe/docker_engine`. */
  readonly path: string
}

/** The result of the search. */
export interface FoundSocket extends UsualSocket {
  /** The paths that were tried before it and are not there; all of them where none is. */
  readonly missing: readonly string[]
}

/**
 * The places where an engine usually listens on this platform, in the order in which they are tried. The first is the
 * platform's default:
 *
 * 1. `/var/run/docker.sock`
 * 2. rootless Docker: `$XDG_RUNTIME_DIR/docker.sock` (`/run/user/<uid>` where the variable isn't set)
 * 3. Docker Desktop: `~/.docker/run/docker.sock`, `~/.docker/desktop/docker.sock`
 * 4. Colima: `$COLIMA_HOME/default/docker.sock`, `~/.colima/default/docker.sock`
 * 5. OrbStack: `~/.orbstack/run/docker.sock`
 * 6. Rancher Desktop: `~/.rd/docker.sock`
 * 7. Podman: `$XDG_RUNTIME_DIR/podman/podman.sock`, `/run/podman/podman.sock`
 *
 * On Windows the pipes `docker_engine`, `dockerDesktopLinuxEngine` and `podman-machine-default`.
 */
export function usualSockets(environment: Environment): readonly [UsualSocket, ...UsualSocket[]] {
  if (environment.platform === 'win32') {
    return [
      { name: 'the platform default', path: '//./pipe/docker_engine' },
      { name: 'Docker Desktop', path: '//./pipe/dockerDesktopLinuxEngine' },
      { name: 'Podman', path: '//./pipe/podman-machine-default' },
    ]
  }
  const home = (...parts: string[]) => posix.join(environment.homedir, ...parts)
  const runtime = runtimeFolder(environment)
  const colima = setting(environment, 'COLIMA_HOME')
  return [
    { name: 'the platform default', path: '/var/run/docker.sock' },
    ...(runtime ? [{ name: 'rootless Docker', path: posix.join(runtime, 'docker.sock') }] : []),
    { name: 'Docker Desktop', path: home('.docker/run/docker.sock') },
    { name: 'Docker Desktop', path: home('.docker/desktop/docker.sock') },
    ...(colima ? [{ name: 'Colima', path: posix.join(colima, 'default/docker.sock') }] : []),
    { name: 'Colima', path: home('.colima/default/docker.sock') },
    { name: 'OrbStack', path: home('.orbstack/run/docker.sock') },
    { name: 'Rancher Desktop', path: home('.rd/docker.sock') },
    ...(runtime ? [{ name: 'Podman', path: posix.join(runtime, 'podman/podman.sock') }] : []),
    { name: 'Podman', path: '/run/podman/podman.sock' },
  ]
}

/**
 * The first usual socket that is there; where none is, the platform's default, so that the error comes at dialling.
 *
 * A default that can't be looked at counts as there: connecting to it tells the reason, and no other engine takes its
 * place behind the user's back.
 */
export async function findSocket(environment: Environment): Promise<FoundSocket> {
  const places = usualSockets(environment)
  const missing: string[] = []
  for (const place of places) {
    if (await socketExists(place.path, environment, place === places[0])) return { ...place, missing }
    missing.push(place.path)
  }
  return { ...places[0], missing }
}

function runtimeFolder(environment: Environment): string | undefined {
  const folder = setting(environment, 'XDG_RUNTIME_DIR')
  if (folder || environment.uid === undefined) return folder
  return `/run/user/${environment.uid}`
}
