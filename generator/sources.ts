import {
  type Diagnostic,
  type Limits,
  loadCorrections,
  loadDocument,
  type Overlay,
  readOverlay,
  type SpecDocument,
  UnusableInputError,
} from './document/index.js'
import { specFolder } from './package.js'

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

/** The version that is generated where none is named. */
export const defaultSpec = 'v1.42'

/**
 * Reads and parses the document.
 *
 * @throws UnusableInputError where it cannot be read, or is no well-formed document
 */
export async function readSource(options: SourceOptions): Promise<SpecDocument> {
  return load(options.spec ?? defaultSpec, options)
}

/**
 * Reads the package's own corrections and the overlays of the caller, in the order in which they are applied.
 *
 * @throws UnusableInputError where an overlay cannot be read, or is none, with the problems of all of them
 */
export async function readOverlays(options: SourceOptions): Promise<readonly Overlay[]> {
  const own = options.corrections === false ? [] : await loadCorrections(specFolder, options.limits)
  const problems: Diagnostic[] = []
  const further: Overlay[] = []
  for (const path of options.overlays ?? []) {
    try {
      further.push(readOverlay(await load(path, options)))
    } catch (error) {
      if (!(error instanceof UnusableInputError)) throw error
      problems.push(...error.diagnostics)
    }
  }
  if (problems.length > 0) throw new UnusableInputError(problems)
  return [...own, ...further]
}

function load(source: string, { limits, stdin, signal }: SourceOptions): Promise<SpecDocument> {
  return loadDocument(source, {
    specDirectory: specFolder,
    ...(limits === undefined ? {} : { limits }),
    ...(stdin === undefined ? {} : { stdin }),
    ...(signal === undefined ? {} : { signal }),
  })
}
