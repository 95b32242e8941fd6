import type { SshMaster, SshSettings } from './ssh-master.js'
import { createSshMaster } from './ssh-master.js'

/** A session's place on a shared ssh connection. */
export interface SshPlace {
  /** The options with which the session's ssh process uses that connection. */
  readonly options: readonly string[]
  /** Gives the place back when the session is over. */
  leave(): void
}

/** The shared ssh connections to one target: as many as its sessions need. */
export interface SshMasters {
  /**
   * Finds a place for one more session, on a new connection where the others are full.
   *
   * @throws DialError with ssh's own text where the target can't be reached or refuses the user.
   */
  enter(signal: AbortSignal): Promise<SshPlace>
  /** Ends all connections. */
  close(): Promise<void>
}

/**
 * Servers allow 10 sessions on a connection where their `MaxSessions` says nothing else, and ssh connects anew for each
 * one beyond. A session that has ended counts a moment longer there than here, hence fewer.
 */
const sessionsOnOne = 8

/** Shares ssh connections between the sessions to a target (see `createSshMaster`). */
export function createSshMasters(settings: SshSettings): SshMasters {
  const masters: { readonly master: SshMaster; sessions: number }[] = []
  let closed = false

  const withPlace = () => {
    const free = masters.find(({ sessions }) => sessions < sessionsOnOne)
    if (free) return free
    const added = { master: createSshMaster(settings), sessions: 0 }
    masters.push(added)
    return added
  }

  return {
    async enter(signal) {
      if (closed) throw new Error('this dialler was closed')
      const chosen = withPlace()
      chosen.sessions++
      const leave = () => {
        chosen.sessions--
      }
      try {
        return { options: await chosen.master.ready(signal), leave }
      } catch (error) {
        leave()
        throw error
      }
    },
    async close() {
      closed = true
      await Promise.all(masters.map(({ master }) => master.close()))
    },
  }
}
