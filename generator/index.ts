/** The generator as a library: the same stages and options as the command line, with typed results. */
export { type Config, configFile, loadConfig } from './config.js'
export { type DiagnosticFormat, formatDiagnosticList } from './diagnostic-formats.js'
export { formatDrift } from './diff/drift.js'
export {
  type ApiDiff,
  type Change,
  type ChangeRule,
  type ComparedApi,
  compareApis,
  type DiffFormat,
  formatDiff,
} from './diff/index.js'
export {
  type AppliedAction,
  type Diagnostic,
  defaultLimits,
  formatDiagnostic,
  type Limits,
  type Overlay,
  type OverlayAction,
  type Place,
  type SpecDocument,
  UnusableInputError,
} from './document/index.js'
export { type FetchedDocument, type FetchOptions, fetchDocument } from './fetch/fetch-document.js'
export { type OfficialDocuments, officialDocuments } from './fetch/official.js'
export { type GenerateOptions, type GenerateResult, generate, planFiles } from './generate.js'
export { type LoadedApi, lint, loadApi } from './load-api.js'
export type * from './model/ir.js'
export type { Drift } from './output/compare.js'
export type { FilePlan } from './output/plan.js'
export { defaultSpec, type SourceOptions } from './sources.js'
