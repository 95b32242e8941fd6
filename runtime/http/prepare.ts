import { Readable } from 'node:stream'
import { InvalidInputError, type OperationContext } from '../errors.js'
import type { OperationDescriptor, OperationInput, RequestOptions } from '../operation.js'
import { type ByteSource, toReadable } from '../streams/body-source.js'
import { buildPath } from './path.js'
import { buildHeaders, buildQuery } from './values.js'

/** A request that only lacks the place it goes to. */
export interface PreparedRequest {
  readonly operationId: string
  readonly method: string
  /** The path without API version, escaped. */
  readonly path: string
  /** Without `?`. */
  readonly query: string
  readonly headers: Readonly<Record<string, string | string[]>>
  /** Bytes that can be sent again, a stream that can't, or none. */
  readonly body: Buffer | Readable | undefined
  readonly unversioned: boolean
}

/** What a client adds to every request. */
export interface RequestDefaults {
  readonly headers: Readonly<Record<string, string | readonly string[]>>
}

/**
 * Turns an operation and its input into a request.
 *
 * @throws InvalidInputError for an input that must not be sent
 */
export function prepareRequest(
  operation: OperationDescriptor,
  input: OperationInput | undefined,
  options: RequestOptions | undefined,
  defaults: RequestDefaults,
): PreparedRequest {
  const values: Readonly<Record<string, unknown>> = { ...input }
  refuseUnknown(operation, values)
  const path = buildPath(operation, values)
  const query = buildQuery(operation, values, options)
  const body = buildBody(operation, values['body'])
  const contentType = body === undefined ? {} : { 'content-type': operation.body?.contentType ?? '' }
  return {
    operationId: operation.operationId,
    method: operation.method,
    path,
    query,
    headers: buildHeaders(operation, values, options, { ...defaults.headers, ...contentType }),
    body,
    unversioned: operation.unversioned ?? false,
  }
}

/** A misspelt name would be ignored in silence, by us and by the engine. */
function refuseUnknown(operation: OperationDescriptor, values: Readonly<Record<string, unknown>>): void {
  const placeholders = [...operation.path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '')
  const body = operation.body === undefined ? [] : ['body']
  const known = [...placeholders, ...Object.keys({ ...operation.query, ...operation.headers }), ...body]
  const unknown = Object.keys(values).find((name) => !known.includes(name) && values[name] !== undefined)
  if (unknown === undefined) return
  const takes = known.length === 0 ? 'it takes none' : `it takes ${known.join(', ')}`
  throw new InvalidInputError(`${operation.operationId}: unknown input ${JSON.stringify(unknown)}; ${takes}`)
}

function buildBody(operation: OperationDescriptor, value: unknown): Buffer | Readable | undefined {
  const { body, operationId } = operation
  if (body === undefined) return undefined
  if (body.kind === 'bytes') return buildBytes(value, operationId)
  if (value === undefined) return body.fallback === undefined ? undefined : Buffer.from(body.fallback)
  return Buffer.from(encodeJson(value, operationId))
}

function buildBytes(value: unknown, operationId: string): Buffer | Readable | undefined {
  if (value === undefined || value === null) return undefined
  try {
    // It says itself what it can't take.
    return toReadable(value as ByteSource)
  } catch (cause) {
    if (!(cause instanceof InvalidInputError)) throw cause
    throw new InvalidInputError(`${operationId}: body: ${cause.message}`, { cause })
  }
}

function encodeJson(value: unknown, operationId: string): string {
  try {
    const text = JSON.stringify(value)
    if (text !== undefined) return text
  } catch (cause) {
    throw new InvalidInputError(`${operationId}: the body can't be written as JSON`, { cause })
  }
  throw new InvalidInputError(`${operationId}: the body is a ${typeof value}, which JSON does not have`)
}

/** True where sending it again would send the same. */
export function isReplayable(request: PreparedRequest): boolean {
  return !(request.body instanceof Readable)
}

/** What errors say of a request. */
export function contextOf(request: PreparedRequest, path: string): OperationContext {
  return { operationId: request.operationId, method: request.method, path }
}
