import { DockerError } from '../errors.js'
import { compareVersions, versionBeforeHeader } from '../version.js'

/** What is asked of an engine to agree on a version. */
export interface VersionQuestions {
  /** `/_ping` without a version in its path. */
  ping(method: 'HEAD' | 'GET'): Promise<{ readonly status: number; readonly apiVersion: string | undefined }>
  /** The least version that the engine takes, of `/version`; undefined where it does not say. */
  minimum(): Promise<string | undefined>
  /** Says once for each process that the engine is newer than this client knows. */
  warn(message: string): void
}

/**
 * The API version to speak: the smaller of the client's and the engine's; the engine's minimum where that is above the
 * client's, because older calls mostly still work there.
 *
 * An engine before 1.25 sends no version and is taken to speak 1.24, as Docker's own client does.
 *
 * @param ours the newest version that the client was generated for
 * @throws DockerError where the engine's ping fails
 */
export async function negotiateVersion(ours: string, engine: VersionQuestions): Promise<string> {
  const theirs = checkVersion((await pingVersion(engine)) ?? versionBeforeHeader)
  if (compareVersions(theirs, ours) <= 0) return theirs
  const minimum = await engine.minimum()
  if (minimum === undefined || compareVersions(minimum, ours) <= 0) return ours
  engine.warn(newerMessage(ours, checkVersion(minimum)))
  return minimum
}

/** What is said where an engine no longer takes the version that the client was generated for. */
export function newerMessage(ours: string, minimum: string): string {
  return (
    `This Docker engine takes no API version before ${minimum}, and this client was generated for ${ours}: ` +
    `speaking ${minimum}, whose answers may differ from the types. A client of a newer version is due.`
  )
}

/** GET where HEAD is not known (proxies and old engines), or where the answer's text may tell more. */
async function pingVersion(engine: VersionQuestions): Promise<string | undefined> {
  const head = await engine.ping('HEAD')
  const answer = [400, 404, 405].includes(head.status) ? await engine.ping('GET') : head
  if (answer.apiVersion !== undefined || (answer.status >= 200 && answer.status < 300)) return answer.apiVersion
  throw new DockerError(`the engine's ping failed with status ${answer.status}; is it starting, or a proxy in between?`)
}

/** A version becomes a part of the path, so that it must not hold anything else. */
function checkVersion(version: string): string {
  if (/^[\w.]+$/.test(version) && !/^\.+$/.test(version)) return version
  throw new DockerError('the engine states an API version that is none')
}
