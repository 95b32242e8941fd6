import { createShared, type Shared } from '../endpoint/shared.js'
import { BadRequestError } from '../errors.js'
import { minimumInRefusal } from '../version.js'
import { negotiateVersion, newerMessage, type VersionQuestions } from './negotiate.js'

/** Which version paths carry. */
export interface VersionSettings {
  /** `auto`, or the version that is sent as it is. */
  readonly apiVersion: string
  /** The newest version that the client was generated for. */
  readonly ours: string
}

/** How an engine is asked; its questions end with the signal. */
export type AskEngine = (signal: AbortSignal) => Omit<VersionQuestions, 'warn'>

/** The API version that a client and its engine speak, agreed on at first use. */
export class AgreedVersion {
  readonly #settings: VersionSettings
  readonly #negotiation: Shared<string>
  #known: string | undefined

  constructor(settings: VersionSettings, ask: AskEngine) {
    this.#settings = settings
    if (settings.apiVersion !== 'auto') this.#known = settings.apiVersion
    this.#negotiation = createShared(async (signal) => {
      const version = await negotiateVersion(settings.ours, { ...ask(signal), warn: warnOnce })
      // A refusal may have told the engine's minimum in the meantime.
      this.#known ??= version
      return this.#known
    })
  }

  /**
   * The version. One negotiation serves all who wait for it, and ends when all have left; a failure is asked again.
   *
   * @param signal ends the waiting
   */
  async get(signal: AbortSignal): Promise<string> {
    return this.#known ?? this.#negotiation.get(signal)
  }

  /** The version, where it is agreed on already. */
  get known(): string | undefined {
    return this.#known
  }

  /**
   * Takes the engine's minimum from the error with which it refuses an older version.
   *
   * @param error what a call failed with
   * @returns whether the call may succeed when it is made again
   */
  raise(error: unknown): boolean {
    if (this.#settings.apiVersion !== 'auto' || !(error instanceof BadRequestError)) return false
    const minimum = minimumInRefusal(error.message)
    if (minimum === undefined) return false
    if (this.#known === minimum) return true
    this.#known = minimum
    warnOnce(newerMessage(this.#settings.ours, minimum))
    return true
  }
}

const warned = new Set<string>()

function warnOnce(message: string): void {
  if (warned.has(message)) return
  warned.add(message)
  process.emitWarning(message, { type: 'DockerApiVersionWarning' })
}
