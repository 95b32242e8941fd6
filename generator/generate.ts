import { readdir, readFile } from 'node:fs/promises'
import { resolve as resolvePath } from 'node:path'
import { modelOf } from './build-model.js'
import {
  type AppliedAction,
  applyOverlays,
  type Diagnostic,
  type SpecDocument,
  UnusableInputError,
  validateDocument,
} from './document/index.js'
import { statedVersion } from './document/version.js'
import type { CorrectionNote } from './emit/corrections-page.js'
import { emitFiles } from './emit/emit.js'
import { readExamples } from './examples.js'
import type { ApiModel } from './model/ir.js'
import { selectOperations } from './model/select.js'
import { compareFolder, type Drift } from './output/compare.js'
import { writeFolder } from './output/folder.js'
import type { FilePlan } from './output/plan.js'
import { exampleFolder, generatorName, runtimeFolder, templateFolder } from './package.js'
import { readOverlays, readSource, type SourceOptions } from './sources.js'

export { defaultSpec, type SourceOptions } from './sources.js'

/** What is generated, and for whom. */
export interface GenerateOptions extends SourceOptions {
  /** Operations to generate, by operationId or tag; the models are reduced to what they reach. Default: all. */
  readonly only?: readonly string[]
  /**
   * How the output imports the runtime: a module specifier (a relative one is relative to the output folder), or
   * `copy` to put the runtime's sources beside the output. Default: `docker-engine-client/runtime`.
   */
  readonly runtime?: string
}

/** A document that was read, corrected and found usable. */
export interface LoadedApi {
  readonly document: SpecDocument
  readonly model: ApiModel
  readonly applied: readonly AppliedAction[]
  readonly warnings: readonly Diagnostic[]
}

/**
 * Reads a document, corrects it and builds its model.
 *
 * @throws UnusableInputError where the document or an overlay is unusable, with every problem and its place
 */
export async function loadApi(options: SourceOptions = {}): Promise<LoadedApi> {
  const { limits } = options
  const document = await readSource(options)
  const warnings = refuseErrors(validateDocument(document, limits))
  const overlays = await readOverlays(options)
  const { root, applied } = applyOverlays(document.root, statedVersion(document), document.file, overlays)
  refuseErrors(validateDocument({ ...document, root }, limits))
  return { document, model: modelOf(document, root), applied, warnings }
}

function refuseErrors(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new UnusableInputError(diagnostics)
  return diagnostics
}

/**
 * The files of a model: everything that a run would write, with nothing written.
 *
 * @param options `applied` are the corrections that were made to the document; they get a page
 */
export async function planFiles(
  model: ApiModel,
  options: Pick<GenerateOptions, 'runtime'> & { readonly applied?: readonly AppliedAction[] } = {},
): Promise<FilePlan> {
  const runtime = options.runtime ?? 'docker-engine-client/runtime'
  return emitFiles(model, {
    generator: generatorName(),
    runtime: runtime === 'copy' ? './runtime/index.js' : runtime,
    templates: templateFolder,
    packageName: runtime === 'copy' ? './index.js' : `docker-engine-client/v${model.apiVersion}`,
    examples: await readExamples(exampleFolder),
    corrections: (options.applied ?? []).map(correctionNote),
    extraFiles: runtime === 'copy' ? await copyRuntime() : [],
  })
}

/** A user's overlay is named without its folder, which differs from machine to machine. */
function correctionNote({ overlay, title, action }: AppliedAction): CorrectionNote {
  const { target, update, range, description } = action
  const isOwn = overlay.startsWith('spec/corrections/')
  return {
    file: isOwn ? overlay : (overlay.split('/').at(-1) ?? overlay),
    title: title === overlay ? (overlay.split('/').at(-1) ?? overlay) : title,
    target,
    ...(update === undefined ? {} : { update }),
    ...(range === undefined ? {} : { range }),
    reason: description,
  }
}

/**
 * The part of a model that operations need.
 *
 * @param names operationIds or tags; none for all
 * @throws UnusableInputError for a name that the document does not have
 */
export function selectModel(model: ApiModel, names: readonly string[] = []): ApiModel {
  if (names.length === 0) return model
  const { model: selected, unknown } = selectOperations(model, names)
  if (unknown.length > 0) {
    const place = { file: model.source.file, line: 1, column: 1 }
    const mend = 'see `docker-client-gen operations` for what there is'
    throw new UnusableInputError(
      unknown.map((name) => {
        return { severity: 'error', rule: 'unknown-selection', message: `no operation or tag "${name}"`, mend, place }
      }),
    )
  }
  return selected
}

async function copyRuntime(): Promise<[string, string][]> {
  const names = await readdir(runtimeFolder, { recursive: true })
  const sources = names
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts'))
    .sort()
  return Promise.all(
    sources.map(async (name): Promise<[string, string]> => {
      const header = `// @generated by ${generatorName()}: a copy of runtime/${name} of docker-engine-client`
      return [`runtime/${name}`, `${header}\n\n${await readFile(new URL(name, runtimeFolder), 'utf8')}`]
    }),
  )
}

/** What a run did, or would do; `model` is what `only` has left of it. */
export interface GenerateResult extends LoadedApi {
  /** The output folder, absolute. */
  readonly out: string
  readonly plan: FilePlan
  /** The files that differ from the folder's, before anything was written. */
  readonly drift: readonly Drift[]
}

/**
 * Generates a client.
 *
 * @param options `out` is the output folder, by default `generated/v<API version>`; `write: false` only compares
 * @throws UnusableInputError where the input is unusable; the folder is as it was then
 */
export async function generate(
  options: GenerateOptions & { readonly out?: string; readonly write?: boolean } = {},
): Promise<GenerateResult> {
  const api = await loadApi(options)
  const model = selectModel(api.model, options.only)
  const plan = await planFiles(model, { ...options, applied: api.applied })
  const out = resolvePath(options.out ?? `generated/v${model.apiVersion}`)
  const drift = options.write === false ? await compareFolder(out, plan) : await writeFolder(out, plan)
  return { ...api, model, out, plan, drift }
}
