export { loadCorrections } from './corrections.js'
export {
  clip,
  type Diagnostic,
  formatDiagnostic,
  formatDiagnostics,
  formatPlace,
  type Place,
  quote,
  showInvisible,
  UnusableInputError,
} from './diagnostic.js'
export {
  formatPointer,
  isJsonArray,
  isJsonObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  type Pointer,
} from './json.js'
export { defaultLimits, isLimit, isLimitValue, type Limits, limitNames } from './limits.js'
export { isVersionName, type LoadOptions, loadDocument } from './load.js'
export {
  type AppliedAction,
  applyOverlays,
  type Corrected,
  type Overlay,
  type OverlayAction,
  readOverlay,
} from './overlay.js'
export { parseDocument, type SpecDocument } from './parse.js'
export type { Side } from './positions.js'
export { referencedName } from './rules/references.js'
export { staleWarning } from './stale.js'
export { validateDocument } from './validate.js'
export { compareVersions, parseRange } from './version-range.js'
