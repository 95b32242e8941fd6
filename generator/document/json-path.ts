import { createContext, Script } from 'node:vm'
import { JSONPathError, jsonpath } from 'json-p3'
import type { JsonObject } from './json.js'

/** Names and indexes from the root to a place. */
export type Location = readonly (string | number)[]

/** A JSONPath that cannot be used; the message says why. */
export class TargetError extends Error {
  override readonly name = 'TargetError'

  constructor(
    message: string,
    readonly mend: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** What a search may take. */
export interface SearchBounds {
  /**
   * Patterns in `match` and `search`, and queries inside of filters, can take longer than anybody waits, and nothing
   * else can end them: they run in one piece.
   */
  readonly milliseconds: number
  /** What is left of that time, where other searches have taken some. */
  readonly left?: number
  /** The places that it may find; a target with several `..` finds the same ones again and again. */
  readonly places: number
}

/**
 * The places that a JSONPath (RFC 9535) finds.
 *
 * @param bounds none for a target that is to be trusted
 * @throws TargetError where it is no JSONPath, or goes beyond the bounds
 */
export function findPlaces(root: JsonObject, target: string, bounds?: SearchBounds): readonly Location[] {
  // The library's own type of a JSON value has mutable arrays; it changes nothing.
  const queried = root as Parameters<typeof jsonpath.query>[1]
  try {
    if (bounds === undefined) return jsonpath.query(target, queried).nodes.map(({ location }) => location)
    return within(bounds.left ?? bounds.milliseconds, () =>
      firstPlaces(target, jsonpath.lazyQuery(target, queried), bounds.places),
    )
  } catch (error) {
    if (error instanceof JSONPathError) {
      throw new TargetError(`${target} is no JSONPath: ${error.message}`, 'see RFC 9535', { cause: error })
    }
    // Of the script's own realm, so that it is no instance of this one's Error.
    if (Object(error).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      const message = `the search for ${target} takes longer than ${bounds?.milliseconds} ms`
      throw new TargetError(message, 'name the places more closely', { cause: error })
    }
    throw error
  }
}

function firstPlaces(target: string, found: Iterable<{ readonly location: Location }>, most: number): Location[] {
  const places: Location[] = []
  for (const { location } of found) {
    if (places.length === most) {
      throw new TargetError(`the search for ${target} finds more than ${most} places`, 'name them more closely')
    }
    places.push(location)
  }
  return places
}

const script = new Script('work()')
let context: { work?: () => void } | undefined

/** What synchronous work gives, unless it takes longer: the one thing that ends a loop in this process is a script's end. */
function within<T>(milliseconds: number, work: () => T): T {
  context ??= Object.create(null) as { work?: () => void }
  const results: T[] = []
  context.work = () => {
    results.push(work())
  }
  script.runInContext(createContext(context), { timeout: milliseconds })
  const [result] = results
  if (result === undefined) throw new Error('the script did not call the work')
  return result
}
