import { readdir, readFile } from 'node:fs/promises'
import { resolve as resolvePath } from 'node:path'
import {
  type AppliedAction,
  applyOverlays,
  type Diagnostic,
  type Limits,
  loadCorrections,
  loadDocument,
  readOverlay,
  type SpecDocument,
  UnusableInputError,
  validateDocument,
} from './document/index.js'
import { emitFiles } from './emit/emit.js'
import { buildModel } from './model/build.js'
import type { ApiModel } from './model/ir.js'
import { selectOperations } from './model/select.js'
import { toSwagger } from './model/swagger.js'
import { compareFolder, type Drift, writeFolder } from './output/folder.js'
import type { FilePlan } from './output/plan.js'
import { generatorName, runtimeFolder, specFolder, templateFolder } from './package.js'

/** Where a document comes from, and what is done to it before a model is built. */
export interface SourceOptions {
  /** A version name (`v1.42`), a path, a URL, or `-` for standard input. Default: `v1.42`. */
  readonly spec?: string
  /** Paths of further OpenAPI Overlays, applied after the package's own corrections. */
  readonly overlays?: readonly string[]
  /** Whether the package's own corrections are applied. Default: true. */
  readonly corrections?: boolean
  /** How much a document may ask of this process. */
  readonly limits?: Partial<Limits>
  /** What `-` reads. Default: the process's standard input. */
  readonly stdin?: AsyncIterable<Uint8Array | string>
  readonly signal?: AbortSignal
}

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

/** The version that is generated where none is named. */
export const defaultSpec = 'v1.42'

/**
 * Reads a document, corrects it and builds its model.
 *
 * @throws UnusableInputError where the document or an overlay is unusable, with every problem and its place
 */
export async function loadApi(options: SourceOptions = {}): Promise<LoadedApi> {
  const { limits, stdin, signal } = options
  const settings = {
    specDirectory: specFolder,
    ...(limits === undefined ? {} : { limits }),
    ...(stdin === undefined ? {} : { stdin }),
    ...(signal === undefined ? {} : { signal }),
  }
  const document = await loadDocument(options.spec ?? defaultSpec, settings)
  const warnings = refuseErrors(validateDocument(document, limits))
  const own = options.corrections === false ? [] : await loadCorrections(specFolder, limits)
  const further = await Promise.all(
    (options.overlays ?? []).map(async (path) => readOverlay(await loadDocument(path, settings))),
  )
  const { root, applied } = applyOverlays(document.root, apiVersion(document), document.file, [...own, ...further])
  refuseErrors(validateDocument({ ...document, root }, limits))
  const file = document.file.split('/').at(-1) ?? document.file
  const model = buildModel(toSwagger(root), { file, sha256: document.sha256 })
  return { document, model, applied, warnings }
}

function refuseErrors(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new UnusableInputError(diagnostics)
  return diagnostics
}

/** The version that a document states; ranges of corrections are held against it. */
export function apiVersion(document: SpecDocument): string {
  const { info } = toSwagger(document.root)
  return String(info.version)
}

/** The files of a model: everything that a run would write, with nothing written. */
export async function planFiles(model: ApiModel, options: GenerateOptions = {}): Promise<FilePlan> {
  const selected = options.only === undefined || options.only.length === 0 ? model : select(model, options.only)
  const runtime = options.runtime ?? 'docker-engine-client/runtime'
  const plan = emitFiles(selected, {
    generator: generatorName(),
    runtime: runtime === 'copy' ? './runtime/index.js' : runtime,
    templates: templateFolder,
    packageName: runtime === 'copy' ? './index.js' : `docker-engine-client/v${model.apiVersion}`,
    extraFiles: runtime === 'copy' ? await copyRuntime() : [],
  })
  return plan
}

function select(model: ApiModel, names: readonly string[]): ApiModel {
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
      return [`runtime/${name}`, await readFile(new URL(name, runtimeFolder), 'utf8')]
    }),
  )
}

/** What a run did, or would do. */
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
  const plan = await planFiles(api.model, options)
  const out = resolvePath(options.out ?? `generated/v${api.model.apiVersion}`)
  const drift = options.write === false ? await compareFolder(out, plan) : await writeFolder(out, plan)
  return { ...api, out, plan, drift }
}
