/**
 * How much a document may ask of this process. A document is untrusted: each bound turns a bomb into an error with a
 * place, within a second or two and in bounded memory. The largest official document (1.52: 460 kB, 13,000 lines,
 * 73,000 tokens) needs less than a third of any of them; raise one where a real document is larger.
 */
export interface Limits {
  /** Size of the document in bytes. It is known before anything is read, where the source can tell. */
  readonly bytes: number
  /** Lines of the text. The parser's time goes by the line as much as by the byte. */
  readonly lines: number
  /** How deep mappings and lists may be nested. The parser and everything after it is recursive. */
  readonly depth: number
  /** Lexical tokens of the text, blank lines and comments included. */
  readonly tokens: number
  /** Values in the document, after every alias is replaced by what it stands for. */
  readonly nodes: number
  /** Values that come from aliases. A few kilobytes of aliases can stand for billions. */
  readonly aliasedNodes: number
  /** Anchors and tags. Official documents have none. */
  readonly properties: number
  /** Quoted texts whose continuation lines are indented too little (the official documents hold five or so). */
  readonly underIndented: number
  /** Operations; every one becomes a function. */
  readonly operations: number
  /** Definitions; every one becomes a type. */
  readonly definitions: number
  /** Diagnostics that one validation collects. */
  readonly diagnostics: number
  /** Time that the search for an action of an overlay may take. The package's own corrections have no such bound. */
  readonly actionMilliseconds: number
  /** Time that a download may take, from the request to the last byte. */
  readonly downloadMilliseconds: number
}

/** The defaults; every function that takes limits takes a part of them. */
export const defaultLimits: Limits = {
  bytes: 8 * 1024 * 1024,
  lines: 150_000,
  depth: 200,
  tokens: 250_000,
  nodes: 200_000,
  aliasedNodes: 50_000,
  properties: 5_000,
  underIndented: 100,
  operations: 5_000,
  definitions: 20_000,
  diagnostics: 1_000,
  actionMilliseconds: 2_000,
  downloadMilliseconds: 60_000,
}

/** Whether a text is the name of a limit. */
export function isLimit(name: string): name is keyof Limits {
  return Object.hasOwn(defaultLimits, name)
}

/** The names of all limits, as messages list them. */
export const limitNames = Object.keys(defaultLimits).join(', ')

/** Whether a value can be a limit: a whole number, 1 or more. */
export function isLimitValue(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}

/** What is to be done where a document goes beyond a limit. */
export function raiseMend(limit: keyof Limits): string {
  return `if the document is to be trusted, raise the limit by --limit ${limit}=<number>`
}

/** Completes a part of the limits with the defaults. */
export function completeLimits(limits: Partial<Limits> = {}): Limits {
  return { ...defaultLimits, ...limits }
}
