/**
 * How an operation is described as data. The generated code holds one descriptor for each operation; the runtime
 * turns it, with an input, into one HTTP request.
 */

/**
 * How a value is written into a query or header:
 *
 * - `plain`: as text; booleans are `true` and `false`
 * - `repeat`: a list as the same key over and over (one value counts as a list of one)
 * - `csv`, `ssv`, `tsv`, `pipes`: a list joined by a comma, a blank, a tab, a bar
 * - `json`: as JSON; a string is taken to be JSON already
 * - `timestamp`: a `Date`, seconds since 1970 or an RFC 3339 text as `seconds.nanoseconds`
 * - `auth`: as JSON in padded base64url, as registries' credentials travel
 */
export type ValueEncoding = 'plain' | 'repeat' | 'csv' | 'ssv' | 'tsv' | 'pipes' | 'json' | 'timestamp' | 'auth'

/**
 * How a value is written into the path:
 *
 * - `segment`: escaped whole, a slash too
 * - `segments`: slashes stay, as in `registry.example.com/team/app`
 * - `name`: a segment whose leading slash is dropped, as in the `Names` of a container
 */
export type PathEncoding = 'segment' | 'segments' | 'name'

/** A parameter whose input name is not its wire name, or that must always be sent. */
export interface NamedParameter {
  /** The name on the wire. */
  readonly name: string
  readonly encoding: ValueEncoding
  /** Sent where the caller gives none, because the engine insists on it. */
  readonly always?: string
  /**
   * For credentials: the input that names the image or plugin, as `fromImage` or `body.TaskTemplate.…`, whose registry
   * they are for; `*` for all registries.
   */
  readonly reference?: string
}

/** The request body of an operation. */
export interface BodyDescriptor {
  /** `json`: encoded as JSON. `bytes`: streamed as it is. */
  readonly kind: 'json' | 'bytes'
  readonly contentType: string
  /** The JSON that is sent where the caller gives no body, because the engine insists on one. */
  readonly fallback?: string
}

/** How the container's terminal setting is found where the engine does not say whether a stream has frames. */
export type TerminalSource = 'container' | 'exec' | 'service' | 'task'

/** One operation of the API, as data. */
export interface OperationDescriptor {
  readonly operationId: string
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'OPTIONS'
  /** The path template, as `/containers/{id}/json`. */
  readonly path: string
  /** Encoding of each path parameter that is not a `segment`. */
  readonly pathParameters?: Readonly<Record<string, PathEncoding>>
  /** By input name. */
  readonly query?: Readonly<Record<string, ValueEncoding | NamedParameter>>
  /** By input name. */
  readonly headers?: Readonly<Record<string, NamedParameter>>
  readonly body?: BodyDescriptor
  /** Sent without a version in its path, as `/_ping`. */
  readonly unversioned?: boolean
  /** The media types that the result may have, for `Accept`. */
  readonly accept?: string
}

/** The flat input of an operation: its parameters by name, and its `body`. */
export type OperationInput = object

/** What can be set for one call. */
export interface RequestOptions {
  /** Ends the call at any time: its promise rejects, or its stream throws, with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds until the engine must have begun to answer; streams may last longer. `0` is no limit. */
  readonly timeout?: number | undefined
  /**
   * Whether the container has a terminal, for logs, attach and exec start at API versions before 1.42: it saves the
   * question. Output of a terminal is raw, all other is framed.
   */
  readonly tty?: boolean | undefined
  /** Further request headers. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>> | undefined
  /** Further query parameters: what a newer engine takes and this client's document does not know. */
  readonly query?: Readonly<Record<string, string | readonly string[]>> | undefined
}
