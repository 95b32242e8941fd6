/**
 * The intermediate representation: the one vocabulary between the Swagger document and the emitters. Nothing in here
 * knows Swagger, and no emitter looks past it. It is plain JSON, so `generate --ir` can print it and tests can hold it.
 */

/** The version of this vocabulary's shape, raised when a field changes its meaning. */
export const irVersion = 1

/** A whole API, ready to be emitted. */
export interface ApiModel {
  readonly irVersion: number
  readonly title: string
  /** The API version that the document states, as `1.42`. */
  readonly apiVersion: string
  /** The document that it was built from, by its name alone, and the hash of its bytes. */
  readonly source: { readonly file: string; readonly sha256: string }
  readonly tags: readonly Tag[]
  readonly types: readonly TypeDeclaration[]
  readonly operations: readonly Operation[]
}

/** A group of operations, which becomes one file. */
export interface Tag {
  readonly name: string
  /** The file's name without its ending, as `container`. */
  readonly file: string
  readonly doc: string
}

/** A type as it is used in one place. */
export type TypeRef =
  /** `integer` for a number without a fraction; `format` is what it holds more exactly, as `int64` or `date-time`. */
  | {
      readonly kind: 'primitive'
      readonly name: 'string' | 'number' | 'boolean'
      readonly integer?: boolean
      readonly format?: string
    }
  /** An enum. Open ones pass other values of their base too: a newer engine must not break a typed caller. */
  | { readonly kind: 'literals'; readonly values: readonly (string | number)[]; readonly open: boolean }
  /** `readonly` where the client only reads it, so that a caller may give a readonly list. */
  | { readonly kind: 'array'; readonly items: TypeRef; readonly readonly?: boolean }
  | { readonly kind: 'tuple'; readonly items: readonly TypeRef[] }
  | { readonly kind: 'map'; readonly values: TypeRef }
  | { readonly kind: 'reference'; readonly name: string }
  | { readonly kind: 'object'; readonly properties: readonly Property[] }
  | { readonly kind: 'intersection'; readonly members: readonly TypeRef[] }
  | { readonly kind: 'union'; readonly members: readonly TypeRef[] }
  | { readonly kind: 'nullable'; readonly type: TypeRef }
  /** A type that the runtime defines, as `Timestamp`; `parameter` is its type argument. */
  | { readonly kind: 'runtime'; readonly name: string; readonly parameter?: TypeRef }
  | { readonly kind: 'unknown' }

/** One property of an object. */
export interface Property {
  readonly name: string
  readonly type: TypeRef
  readonly required: boolean
  readonly doc: string
  readonly deprecated: boolean
  /** What a number or string holds more exactly, as `int64` or `date-time`. */
  readonly format?: string
  /** The value where the document gives none, as JSON. */
  readonly default?: string
}

/** A named type. */
export interface TypeDeclaration {
  readonly name: string
  readonly doc: string
  readonly deprecated: boolean
  /** The place in the document that it came from, as a JSON pointer. */
  readonly origin: string
  /** Where its values travel. */
  readonly direction: 'request' | 'response' | 'both'
  readonly shape: TypeShape
}

/** What a declaration says: an interface, which may extend others and take further keys, or an alias. */
export type TypeShape =
  | {
      readonly kind: 'interface'
      readonly extends: readonly string[]
      readonly properties: readonly Property[]
      readonly index?: TypeRef
    }
  | { readonly kind: 'alias'; readonly type: TypeRef }

/** One operation. */
export interface Operation {
  readonly operationId: string
  /** The function's and method's name, as `containerList`. */
  readonly functionName: string
  /** The tag's name. */
  readonly tag: string
  readonly method: string
  /** The path template, as `/containers/{id}/json`. */
  readonly path: string
  readonly summary: string
  readonly doc: string
  readonly deprecated: boolean
  readonly origin: string
  /** The name of its input type, where it takes any. */
  readonly inputName: string
  readonly parameters: readonly Parameter[]
  readonly body?: Body
  readonly successes: readonly Answer[]
  readonly errors: readonly Answer[]
  readonly result: ResultKind
  /** Sent without the API version in its path. */
  readonly unversioned: boolean
}

/** A documented status. */
export interface Answer {
  readonly status: number
  readonly doc: string
}

/** How the values of path parameters are written on the wire. */
export const pathEncodings = ['segment', 'segments', 'name'] as const

/** How the values of query and header parameters are written on the wire. */
export const valueEncodings = ['plain', 'repeat', 'csv', 'ssv', 'tsv', 'pipes', 'json', 'timestamp', 'auth'] as const

/** How a value is written on the wire. */
export type Encoding = (typeof pathEncodings)[number] | (typeof valueEncodings)[number]

/** The types of the runtime that a document may name. */
export const runtimeTypes = ['Filters', 'RegistryAuth', 'RegistryConfig', 'Timestamp', 'ByteSource'] as const

/** A path, query or header parameter. */
export interface Parameter {
  readonly where: 'path' | 'query' | 'header'
  readonly wireName: string
  /** The name in the input object. */
  readonly name: string
  readonly type: TypeRef
  readonly required: boolean
  readonly encoding: Encoding
  readonly doc: string
  readonly deprecated: boolean
  readonly default?: string
  /** Text that is sent where the caller gives no value. */
  readonly always?: string
  /** For credentials: the input that names the image whose registry they are for; `*` for all registries. */
  readonly reference?: string
}

/** The request body. */
export interface Body {
  readonly kind: 'json' | 'bytes'
  readonly contentType: string
  readonly type: TypeRef
  readonly required: boolean
  readonly doc: string
  /** JSON that is sent where the caller gives no body. */
  readonly fallback?: string
}

/** What can be asked for a terminal setting where the engine does not say it. */
export const terminalSources = ['container', 'exec', 'service', 'task'] as const

/** How a terminal setting is found where the engine does not say it. */
export type TerminalSource = (typeof terminalSources)[number]

/** What a call gives. */
export type ResultKind =
  | { readonly kind: 'void' }
  | { readonly kind: 'json'; readonly type: TypeRef }
  | { readonly kind: 'text' }
  /** The answer's headers, decoded to a path's stat. */
  | { readonly kind: 'path-stat' }
  | { readonly kind: 'ping' }
  | { readonly kind: 'bytes'; readonly accept?: string }
  | { readonly kind: 'json-stream'; readonly item: TypeRef; readonly progress: boolean; readonly single?: SingleAnswer }
  | { readonly kind: 'logs'; readonly terminal: TerminalSource }
  | { readonly kind: 'hijack'; readonly terminal: TerminalSource; readonly detach?: string }
  | { readonly kind: 'websocket' }
  | { readonly kind: 'tunnel'; readonly protocol: string }

/** The input under which a stream has exactly one value, as `stream: false`. */
export interface SingleAnswer {
  readonly parameter: string
  readonly value: boolean
}
