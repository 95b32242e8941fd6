import { modelOf } from './build-model.js'
import {
  applyOverlays,
  type Diagnostic,
  isJsonObject,
  type JsonObject,
  type Overlay,
  type SpecDocument,
  UnusableInputError,
  validateDocument,
} from './document/index.js'
import { statedVersion } from './document/version.js'
import { readOverlays, readSource, type SourceOptions } from './sources.js'

/**
 * Finds everything that is wrong with a document, and with what is applied to it: its syntax, its meaning, overlays
 * that are none, corrections that do not fit it, and what is wrong once it is corrected.
 *
 * @returns the problems in the order of the text, those of overlays last; none where a client can be made as it is
 */
export async function lint(options: SourceOptions = {}): Promise<readonly Diagnostic[]> {
  const read = await attempt(() => readSource(options))
  const overlays = await attempt(() => readOverlays(options))
  if (read.value === undefined) return [...read.problems, ...overlays.problems]
  const document = read.value
  const version = await attempt(() => statedVersion(document))
  const own = inOrder([...version.problems, ...validateDocument(document, options.limits)])
  const problems = [...own, ...overlays.problems]
  const corrected = await attempt(() => correct(document, version.value, overlays.value ?? []))
  problems.push(...corrected.problems)
  const root = corrected.value
  if (root === undefined || hasErrors(problems)) return problems
  const later = validateDocument({ ...document, root }, options.limits)
  problems.push(...later.filter((one) => !own.some((known) => isSame(known, one))))
  if (hasErrors(problems)) return problems
  const model = await attempt(() => modelOf(document, root))
  return [...problems, ...model.problems]
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

/** The corrected content. Where a document has no paths or states no version, no correction could fit it. */
function correct(document: SpecDocument, version: string | undefined, overlays: readonly Overlay[]): JsonObject {
  if (version === undefined || !isJsonObject(document.root['paths'] ?? null)) return document.root
  return applyOverlays(document.root, version, document.file, overlays).root
}

function hasErrors(problems: readonly Diagnostic[]): boolean {
  return problems.some(({ severity }) => severity === 'error')
}

function isSame(a: Diagnostic, b: Diagnostic): boolean {
  return a.rule === b.rule && a.message === b.message && a.pointer === b.pointer
}

function inOrder(problems: readonly Diagnostic[]): Diagnostic[] {
  return [...problems].sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
}
