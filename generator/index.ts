/** The generator as a library: the same stages and options as the command line, with typed results. */
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
export {
  defaultSpec,
  type GenerateOptions,
  type GenerateResult,
  generate,
  type LoadedApi,
  loadApi,
  planFiles,
  type SourceOptions,
} from './generate.js'
export type * from './model/ir.js'
export type { Drift } from './output/folder.js'
export type { FilePlan } from './output/plan.js'
