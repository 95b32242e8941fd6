import { randomUUID } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorCode, OutputError } from './error.js'

/** How the times of a lock are, in milliseconds. */
export interface LockTimes {
  /** How long a run waits for another one; a run needs a few seconds. */
  readonly patience: number
  /** How often a run shows that it lives. */
  readonly beat: number
  /** How long a lock may stand without a sign of life. */
  readonly silence: number
}

const usual: LockTimes = { patience: 30_000, beat: 1_000, silence: 10_000 }

/**
 * Waits until no other run writes to a folder, and keeps others out: of two outputs that are mixed, neither is whole.
 * The lock of a run that was killed is taken over: at once where its process can be asked for, and else when it has
 * shown no sign of life for a while. Process numbers alone say little; they are used again, and each container has its
 * own.
 *
 * @param folder the folder, for messages
 * @param path the file that stands for the lock
 * @returns what releases the folder
 * @throws OutputError where another run does not end
 */
export async function lockFolder(
  folder: string,
  path: string,
  times: Partial<LockTimes> = {},
): Promise<() => Promise<void>> {
  const { patience, beat, silence } = { ...usual, ...times }
  const text = JSON.stringify({ ...here, pid: process.pid, token: randomUUID() } satisfies Owner)
  const end = Date.now() + patience
  const watch = watchOther(path, silence)
  for (;;) {
    try {
      await writeFile(path, text, { flag: 'wx' })
      break
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
    }
    const seen = await watch()
    if (seen.isForsaken) await takeAway(path, seen.text)
    else if (Date.now() < end) await sleep(20)
    else throw new OutputError(`another run writes to ${folder} (${seen.text}); if there is none, remove ${path}`)
  }
  own.add(text)
  const beating = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), beat)
  beating.unref()
  return async () => {
    clearInterval(beating)
    own.delete(text)
    if ((await readFile(path, 'utf8').catch(() => '')) === text) await rm(path, { force: true })
  }
}

/** Where a process number means something: on one machine, in one container. */
interface Where {
  readonly host: string
  readonly namespace: string
}

interface Owner extends Where {
  readonly pid: number
  readonly token: string
}

const here: Where = { host: hostname(), namespace: namespace() }

/** The locks that this process holds. */
const own = new Set<string>()

function namespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

/** What stands in another's lock, and whether its owner is gone. */
interface Seen {
  readonly text: string
  readonly isForsaken: boolean
}

/** Looks at another's lock again and again. Its times are compared with one another alone: clocks differ. */
function watchOther(path: string, silence: number): () => Promise<Seen> {
  let last = ''
  let since = Date.now()
  return async () => {
    const [text, stats] = await Promise.all([
      readFile(path, 'utf8').catch(() => undefined),
      stat(path).catch(() => undefined),
    ])
    // It went away meanwhile.
    if (text === undefined || stats === undefined) return { text: '', isForsaken: false }
    const sign = `${text} ${stats.mtimeMs}`
    if (sign !== last) since = Date.now()
    last = sign
    return { text, isForsaken: isGone(text) || Date.now() - since > silence }
  }
}

function isGone(text: string): boolean {
  const owner = readOwner(text)
  if (owner === undefined || owner.host !== here.host || owner.namespace !== here.namespace) return false
  // A run that was killed may have had the number of this one, as the first process of a container has.
  return owner.pid === process.pid ? !own.has(text) : !isAlive(owner.pid)
}

function readOwner(text: string): Owner | undefined {
  try {
    const { host, namespace, pid, token } = Object(JSON.parse(text))
    const isOwner = [host, namespace, token].every((part) => typeof part === 'string') && Number.isSafeInteger(pid)
    return isOwner ? { host, namespace, pid, token } : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) !== 'ESRCH'
  }
}

/** Removes a forsaken lock; one that another run has put in its place meanwhile is put back. */
async function takeAway(path: string, forsaken: string): Promise<void> {
  const aside = `${path}-${randomUUID()}`
  try {
    await rename(path, aside)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return
    throw error
  }
  if ((await readFile(aside, 'utf8')) === forsaken) await rm(aside, { force: true })
  else await rename(aside, path)
}
