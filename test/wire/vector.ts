import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import type { Heard } from '../http/scripted-engine.js'
import { type Call, targetOf } from './record.js'

/** A row of the request vectors. */
export interface Vector {
  readonly id: string
  readonly operation: string
  readonly api_version: string | null
  readonly inputs: {
    readonly path?: Readonly<Record<string, string>>
    readonly query?: Readonly<Record<string, unknown>>
    readonly headers_decoded?: Readonly<Record<string, unknown>>
    readonly body?: unknown
    readonly body_raw?: string
  }
  readonly expect: {
    readonly method: string
    readonly path: string
    readonly query: Readonly<Record<string, readonly string[]>>
    readonly headers: Readonly<Record<string, string | readonly string[]>>
    readonly body_json?: unknown
    readonly body_raw?: string
    readonly transfer_encoding?: string
  }
  readonly tolerate?: {
    readonly omittable_query?: readonly string[]
    readonly omittable_headers?: readonly string[]
    readonly query_not_in_swagger?: readonly string[]
  }
}

/** What a request looks like, in one form for ours and for what is expected. */
export interface Comparable {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** The rows of a file of request vectors. */
export function readVectors(file: string): readonly Vector[] {
  return JSON.parse(readFileSync(file, 'utf8')).vectors
}

/** Headers that an input or the client's own ways lead to; all others are the caller's. */
const knownHeaders = /^(?:host|content-type|connection|upgrade|version|x-registry-\w+|sec-websocket-version)$/i

/** The API version of calls that state none. */
const ours = '1.42'

/**
 * The call that should lead to a row's request.
 *
 * @param undocumented query parameters that no document of this version has, and go through the call's options
 */
export function callOf(row: Vector, undocumented: readonly string[]): Call {
  const { inputs, expect } = row
  const query = Object.entries(inputs.query ?? {})
  const input: Record<string, unknown> = { ...inputs.path }
  for (const [name, value] of query) if (!undocumented.includes(name)) input[lowerCamelCase(name)] = value
  for (const [name, value] of Object.entries(inputs.headers_decoded ?? {})) {
    if (value !== null) input[lowerCamelCase(name.replace(/^X-/, ''))] = value
  }
  if ('body' in inputs) input['body'] = inputs.body
  if (inputs.body_raw !== undefined) {
    input['body'] = expect.transfer_encoding === 'chunked' ? Readable.from([inputs.body_raw]) : inputs.body_raw
  }
  return {
    operation: row.operation,
    input: Object.keys(input).length === 0 ? undefined : input,
    options: {
      query: Object.fromEntries(
        query.filter(([name]) => undocumented.includes(name)).map(([name, value]) => [name, String(value)]),
      ),
      headers: Object.fromEntries(Object.entries(expect.headers).filter(([name]) => !knownHeaders.test(name))),
    },
    client: { apiVersion: row.api_version ?? ours },
    basePath: /^(\/.*)\/v\d/.exec(expect.path)?.[1],
  }
}

/** `one-shot` as `oneShot`, `Registry-Auth` as `registryAuth`; a name that is an identifier as it is. */
function lowerCamelCase(name: string): string {
  if (!name.includes('-')) return name
  const camel = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
  return `${camel.charAt(0).toLowerCase()}${camel.slice(1)}`
}

/** What a row expects. Rows without a version were made by a client without one; only a ping stays so. */
export function expected({ api_version, expect }: Vector): Comparable {
  const unversioned = api_version !== null || expect.path === '/_ping'
  return {
    method: expect.method,
    path: decodeURIComponent(unversioned ? expect.path : `/v${ours}${expect.path}`),
    query: Object.fromEntries(Object.entries(expect.query).map(([name, values]) => [name, values.map(meaning(name))])),
    headers: Object.fromEntries(
      Object.entries(expect.headers).map(([name, value]) => headerMeaning(name.toLowerCase(), [value].flat())),
    ),
    body: 'body_json' in expect ? { json: expect.body_json } : { raw: expect.body_raw ?? '' },
  }
}

/** What was sent, without the headers that a row says nothing of. */
export function actual(heard: Heard, row: Vector): Comparable {
  const { path, query } = targetOf(heard)
  const text = heard.body.toString()
  const names = Object.keys(row.expect.headers).map((name) => name.toLowerCase())
  return {
    method: heard.method,
    path: decodeURIComponent(path),
    query: Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name).map(meaning(name))])),
    headers: Object.fromEntries(
      names.flatMap((name) => {
        const values = heard.headers.get(name)
        return values === undefined ? [] : [headerMeaning(name, values)]
      }),
    ),
    body: 'body_json' in row.expect ? { json: JSON.parse(text) } : { raw: text },
  }
}

/** Leaves out of what is expected, and not sent, what a row allows to be left out. */
export function tolerated(want: Comparable, got: Comparable, { tolerate }: Vector): Comparable {
  const without = (values: Readonly<Record<string, unknown>>, sent: object, omittable: readonly string[]): object =>
    Object.fromEntries(Object.entries(values).filter(([name]) => name in sent || !omittable.includes(name)))
  const headers = (tolerate?.omittable_headers ?? []).map((name) => name.toLowerCase())
  return {
    ...want,
    query: { ...without(want.query, got.query, tolerate?.omittable_query ?? []) },
    headers: { ...without(want.headers, got.headers, headers) },
  }
}

const jsonParameters = ['filters', 'buildargs', 'labels', 'cachefrom', 'ulimits', 'outputs']
const booleans: Readonly<Record<string, string>> = { true: '1', false: '0' }

/** What a query's text means to an engine. */
function meaning(name: string): (text: string) => unknown {
  return (text) => {
    if (name === 'filters') return filtersMeaning(JSON.parse(text))
    if (jsonParameters.includes(name)) return JSON.parse(text)
    return booleans[text] ?? text
  }
}

/** Lists and maps of booleans mean the same. */
function filtersMeaning(filters: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(filters).map(([name, values]) => [
      name,
      Array.isArray(values) ? [...values].sort() : Object.keys(Object(values)).sort(),
    ]),
  )
}

function headerMeaning(name: string, values: readonly string[]): [string, unknown] {
  const value = values[0] ?? ''
  // No credentials: Go leaves the value empty, which engines refuse at a push where there is no body either.
  if (name === 'x-registry-auth' && (value === '' || value === 'e30=')) return [name, {}]
  if (!name.startsWith('x-registry-') || values.length !== 1 || !value.startsWith('ey')) return [name, [...values]]
  return [name, { text: value, json: JSON.parse(Buffer.from(value, 'base64url').toString()) }]
}
