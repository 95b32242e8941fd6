import { settleAdditions } from './additions.js'
import { type Diagnostic, type Place, UnusableInputError } from './diagnostic.js'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from './json.js'
import { findPlaces, type Location, type SearchBounds, TargetError } from './json-path.js'
import { knownFacts } from './known-facts.js'
import { completeLimits, type Limits } from './limits.js'
import { boundedGrowth, cloneObject, type Growth, GrowthError, type Mutable, merge, unbounded } from './merge.js'
import type { SpecDocument } from './parse.js'
import { parseRange } from './version-range.js'

/** One action of an overlay. */
export interface OverlayAction {
  /** JSONPath (RFC 9535) of the places that it changes. */
  readonly target: string
  /** Why, and how that is known. */
  readonly description: string
  readonly update?: JsonValue
  readonly remove: boolean
  /** The API versions that it is for; absent for all. */
  readonly range?: string
  readonly place: Place
}

/** An OpenAPI Overlay 1.0 document. */
export interface Overlay {
  readonly file: string
  readonly title: string
  readonly actions: readonly OverlayAction[]
  /** Whether it is one of this package's corrections. */
  readonly own?: boolean
}

/**
 * Reads an overlay. Beside the standard's fields an action, or the whole overlay, may carry `x-api`: the range of API
 * versions that it is for, as `>=1.25 <1.44`.
 *
 * @throws UnusableInputError where it is none
 */
export function readOverlay(document: SpecDocument): Overlay {
  const { root, file } = document
  const problems: Diagnostic[] = []
  const fail = (pointer: (string | number)[], message: string, mend: string): void => {
    problems.push({ severity: 'error', rule: 'bad-overlay', message, mend, place: document.place(pointer) })
  }
  const version = root['overlay']
  if (typeof version !== 'string' || !/^1\.[01]\.\d+$/.test(version)) {
    fail(['overlay'], 'this is no OpenAPI Overlay 1.0', 'begin it with `overlay: 1.0.0`')
  }
  const list = root['actions']
  const actions = isJsonArray(list) ? list : []
  if (actions.length === 0) fail(['actions'], 'the overlay has no actions', 'give it a list of `actions`')
  const shared = root['x-api']
  const read = actions.map((action, index) => readAction(document, action, index, shared, fail))
  if (problems.length > 0) throw new UnusableInputError(problems)
  const info = root['info']
  const title = isJsonObject(info) && typeof info['title'] === 'string' ? info['title'] : file
  return { file, title, actions: read.filter((action) => action !== undefined) }
}

type Fail = (pointer: (string | number)[], message: string, mend: string) => void

function readAction(
  document: SpecDocument,
  action: JsonValue,
  index: number,
  shared: JsonValue | undefined,
  fail: Fail,
): OverlayAction | undefined {
  const at = ['actions', index]
  const target = isJsonObject(action) ? action['target'] : undefined
  if (!isJsonObject(action) || typeof target !== 'string') {
    fail(at, 'the action has no target', 'give it a JSONPath as `target`')
    return undefined
  }
  const { update, remove, description } = action
  if ((update === undefined) === (remove !== true)) {
    fail(at, 'the action must either update or remove', 'give it `update`, or `remove: true`')
  }
  const range = action['x-api'] ?? shared
  if (range !== undefined && (typeof range !== 'string' || parseRange(range) === undefined)) {
    fail([...at, 'x-api'], 'x-api is no range of versions', 'write it as `>=1.25 <1.44`, in quotes')
  }
  return {
    target,
    description: typeof description === 'string' ? description.trim() : '',
    ...(update === undefined ? {} : { update }),
    remove: remove === true,
    ...(typeof range === 'string' ? { range } : {}),
    place: document.place([...at, 'target']),
  }
}

/** An action that was carried out, and how many places it changed. */
export interface AppliedAction {
  /** The overlay's file. */
  readonly overlay: string
  readonly title: string
  readonly action: OverlayAction
  readonly matches: number
}

/** A corrected document. */
export interface Corrected {
  readonly root: JsonObject
  readonly applied: readonly AppliedAction[]
  /** What lenient overlays have that does not fit the document, an error each; the rest of it was carried out. */
  readonly stale: readonly Diagnostic[]
}

/** How overlays are carried out. */
export interface ApplyOptions {
  /**
   * An action of this package that finds nothing is passed over and told, and ends no run. Documents are published anew
   * without another version, and whoever generates from one cannot mend the corrections of this package.
   */
  readonly lenient?: boolean
  readonly limits?: Partial<Limits> | undefined
}

/**
 * Carries out overlays on a document, in their order. The document itself stays as it is.
 *
 * @param version the API version of the document, which the ranges of actions are held against
 * @throws UnusableInputError where an action matches nothing, but for those that are taken leniently: corrections must
 *   not rot in silence; where one changes the version that the ranges are held against; and where overlays make the
 *   document larger than the limits
 */
export function applyOverlays(
  root: JsonObject,
  version: string,
  file: string,
  overlays: readonly Overlay[],
  options: ApplyOptions = {},
): Corrected {
  const limits = completeLimits(options.limits)
  const corrected = cloneObject(root)
  const applied: AppliedAction[] = []
  const stale: Diagnostic[] = []
  const problems: Diagnostic[] = []
  const added = new Set<string>()
  let growth: Growth | undefined
  for (const { file: overlay, title, actions, own = false } of overlays) {
    const lenient = own && options.lenient === true
    if (!own) growth ??= boundedGrowth(corrected, limits)
    const search = { milliseconds: limits.actionMilliseconds, places: limits.nodes }
    const bounds = own || growth === undefined ? { growth: unbounded } : { search, growth }
    const before = definitionNames(corrected)
    for (const action of actions) {
      if (action.range !== undefined && parseRange(action.range)?.(version) !== true) continue
      const { matches, problem } = carryOut(corrected, action, `${file} (API ${version})`, bounds)
      if (matches > 0) applied.push({ overlay, title, action, matches })
      if (problem !== undefined) (lenient && problem.rule === 'stale-correction' ? stale : problems).push(problem)
    }
    if (lenient) for (const name of definitionNames(corrected)) if (!before.has(name)) added.add(name)
  }
  settleAdditions(corrected, root, added)
  if (problems.length > 0) throw new UnusableInputError(problems)
  return { root: corrected, applied, stale }
}

function definitionNames(root: JsonObject): ReadonlySet<string> {
  const { definitions } = root
  return new Set(isJsonObject(definitions) ? Object.keys(definitions) : [])
}

/** How many places an action changed, and what of it does not fit the document. */
interface Outcome {
  readonly matches: number
  readonly problem?: Diagnostic
}

/** What an action may take. */
interface Bounds {
  /** Absent for a correction that is to be trusted. */
  readonly search?: SearchBounds
  readonly growth: Growth
}

const narrow = 'mend its target, or narrow the versions it is for by x-api'

function carryOut(root: JsonObject, action: OverlayAction, document: string, bounds: Bounds): Outcome {
  const { target, update } = action
  const outcome = (matches: number, message: string, mend: string, rule = 'stale-correction'): Outcome => {
    return { matches, problem: { severity: 'error', rule, message, mend, place: action.place } }
  }
  const version = versionOf(root)
  const search = boundedSearch(root, bounds.search)
  try {
    const places = search(target)
    if (places.length === 0) return outcome(0, `the correction ${target} matches nothing in ${document}`, narrow)
    const gone = alternatives(target).filter((each) => search(each).length === 0)
    const stray: string[] = []
    // Backwards, so that removing one item of a list does not move the next.
    for (const location of [...places].reverse()) {
      const facts = update === undefined ? undefined : knownFacts(update, valueAt(root, location))
      stray.push(...(facts?.stray ?? []))
      const changed = changeAt(root, location, facts?.update, bounds.growth)
      if (!changed) return outcome(0, `the correction ${target} updates a plain value`, 'update the object around it')
    }
    if (versionOf(root) !== version) {
      const message = `${target} changes info.version of ${document}, by which corrections and requests go`
      return outcome(places.length, message, 'correct the version in the document itself', 'api-version')
    }
    if (gone.length > 0) {
      const message = `of the correction ${target}, ${gone.join(' and ')} matches nothing in ${document}`
      return outcome(places.length, message, narrow)
    }
    if (stray.length > 0) {
      const names = stray.join(', ')
      const message = `the correction ${target} is about ${names}, which the schema there lacks in ${document}`
      return outcome(places.length, message, 'mend the names, or narrow the versions it is for by x-api')
    }
    return { matches: places.length }
  } catch (error) {
    if (error instanceof TargetError) return outcome(0, error.message, error.mend, 'bad-target')
    if (!(error instanceof GrowthError)) throw error
    // Half of the action is done, and there is no room for another.
    const { problem } = outcome(0, `by the correction ${target}, ${error.message}`, error.mend, error.rule)
    throw new UnusableInputError(problem === undefined ? [] : [problem], { cause: error })
  }
}

function versionOf(root: JsonObject): JsonValue | undefined {
  const { info } = root
  return isJsonObject(info) ? info['version'] : undefined
}

/** Searches of one action: what they may take is for all of them together. */
function boundedSearch(root: JsonObject, bounds: SearchBounds | undefined): (target: string) => readonly Location[] {
  if (bounds === undefined) return (target) => findPlaces(root, target)
  const end = performance.now() + bounds.milliseconds
  return (target) => {
    const left = Math.max(1, Math.ceil(end - performance.now()))
    return findPlaces(root, target, { ...bounds, left })
  }
}

const mostCombinations = 200

/**
 * Each of the places that lists of names in brackets stand for, as `['a', 'b']`; none for a target without one. Where
 * several lists have very many combinations, each list is taken by itself.
 */
function alternatives(target: string): string[] {
  const lists = [...target.matchAll(/\[('[^']*'(?:, *'[^']*')+)\]/g)].map(({ 0: list, index }) => {
    return { start: index, end: index + list.length, names: list.match(/'[^']*'/g) ?? [] }
  })
  if (lists.length === 0) return []
  // From the last to the first, so that the places of those before it stay.
  lists.reverse()
  const choose = (from: string, { start, end, names }: (typeof lists)[number]): string[] =>
    names.map((name) => `${from.slice(0, start)}[${name}]${from.slice(end)}`)
  const combinations = lists.reduce((product, { names }) => product * names.length, 1)
  if (combinations > mostCombinations) return lists.flatMap((list) => choose(target, list))
  return lists.reduce<string[]>((chosen, list) => chosen.flatMap((each) => choose(each, list)), [target])
}

/** Removes (`update` undefined) or merges at one place; false where the place can hold no update. */
function changeAt(root: JsonObject, location: Location, update: JsonValue | undefined, growth: Growth): boolean {
  const path = [...location]
  const last = path.pop()
  if (last === undefined) return update !== undefined && merge(root, update, growth, 1)
  const parent = valueAt(root, path)
  if (update === undefined) {
    if (Array.isArray(parent)) parent.splice(Number(last), 1)
    else delete (parent as Mutable)[String(last)]
    return true
  }
  return merge(member(parent, last), update, growth, location.length + 1)
}

function valueAt(root: JsonObject, location: Location): JsonValue | undefined {
  let value: JsonValue | undefined = root
  for (const key of location) value = member(value, key)
  return value
}

function member(value: JsonValue | undefined, key: string | number): JsonValue | undefined {
  if (isJsonArray(value)) return value[Number(key)]
  return isJsonObject(value) ? value[String(key)] : undefined
}
