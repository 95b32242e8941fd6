import { modelOf } from './build-model.js'
import {
  type AppliedAction,
  applyOverlays,
  type Diagnostic,
  isVersionName,
  type SpecDocument,
  staleWarning,
  UnusableInputError,
  validateDocument,
} from './document/index.js'
import { statedVersion } from './document/version.js'
import type { ApiModel } from './model/ir.js'
import { defaultSpec, readOverlays, readSource, type SourceOptions } from './sources.js'

/** A document that was read, corrected and found usable. */
export interface LoadedApi {
  readonly document: SpecDocument
  readonly model: ApiModel
  readonly applied: readonly AppliedAction[]
  readonly warnings: readonly Diagnostic[]
}

/**
 * Reads a document, corrects it and builds its model. The corrected document is held to be right, so that an overlay
 * may mend what is wrong with the one that was published.
 *
 * @throws UnusableInputError where the document or an overlay is unusable, with every problem and its place
 */
export async function loadApi(options: SourceOptions = {}): Promise<LoadedApi> {
  const { api, problems } = await examine(options)
  if (api === undefined) throw new UnusableInputError(problems)
  return { ...api, warnings: problems }
}

/**
 * Finds everything that is wrong with a document, and with what is applied to it: its syntax, overlays that are none,
 * corrections that do not fit it, and what it means once it is corrected.
 *
 * @returns the problems in the order of the text, those of overlays last; none where a client can be made as it is
 */
export async function lint(options: SourceOptions = {}): Promise<readonly Diagnostic[]> {
  return (await examine(options)).problems
}

interface Examined {
  /** Absent where a problem is an error. */
  readonly api?: Omit<LoadedApi, 'warnings'>
  readonly problems: readonly Diagnostic[]
}

async function examine(options: SourceOptions): Promise<Examined> {
  const read = await attempt(() => readSource(options))
  const overlays = await attempt(() => readOverlays(options))
  if (read.value === undefined) return { problems: [...read.problems, ...overlays.problems] }
  const document = read.value
  const version = await attempt(() => statedVersion(document))
  const corrected = await attempt(() => {
    // Without a version, nobody knows which corrections are for the document.
    if (version.value === undefined || overlays.value === undefined) return undefined
    // The package's own documents, which are called by their version, must fit its corrections.
    const lenient = !isVersionName(options.spec ?? defaultSpec)
    const { limits } = options
    return applyOverlays(document.root, version.value, document.file, overlays.value, { lenient, limits })
  })
  const { root = document.root, applied = [], stale = [] } = corrected.value ?? {}
  const own = [...version.problems, ...validateDocument({ ...document, root }, options.limits)]
  const problems = [...inOrder([...own, ...staleWarning(document, stale)]), ...overlays.problems, ...corrected.problems]
  if (hasErrors(problems)) return { problems }
  const model = await attempt(() => modelOf(document, root))
  if (model.value === undefined) return { problems: [...problems, ...model.problems] }
  return { api: { document, model: model.value, applied }, problems }
}

interface Attempt<Value> {
  readonly value?: Value
  readonly problems: readonly Diagnostic[]
}

async function attempt<Value>(work: () => Value | Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { value: await work(), problems: [] }
  } catch (error) {
    if (error instanceof UnusableInputError) return { problems: error.diagnostics }
    throw error
  }
}

function hasErrors(problems: readonly Diagnostic[]): boolean {
  return problems.some(({ severity }) => severity === 'error')
}

function inOrder(problems: readonly Diagnostic[]): Diagnostic[] {
  return [...problems].sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
}
