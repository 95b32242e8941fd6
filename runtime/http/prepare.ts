import { Readable } from 'node:stream'
import { InvalidInputError, type OperationContext } from '../errors.js'
import { RoundedNumberError, stringifyJson } from '../json.js'
import { own } from '../member.js'
import type { OperationDescriptor, OperationInput, RequestOptions } from '../operation.js'
import { type ByteSource, toReadable } from '../streams/body-source.js'
import { buildPath } from './path.js'
import { type OperationPlan, planOf } from './plan.js'
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
  given: OperationInput | undefined,
  options: RequestOptions | undefined,
  defaults: RequestDefaults,
): PreparedRequest {
  const plan = planOf(operation)
  const input = given ?? {}
  refuseUnknown(operation, plan, input)
  const path = buildPath(plan, input)
  const query = buildQuery(plan, input, options)
  const body = operation.body === undefined ? undefined : own(input, 'body')
  const contentType = hasBody(operation, body) ? operation.body?.contentType : undefined
  const headers = buildHeaders(operation, input, options, { headers: defaults.headers, contentType })
  return {
    operationId: operation.operationId,
    method: operation.method,
    path,
    query,
    headers,
    // Last, so that a stream is not touched where the request is refused.
    body: buildBody(operation, body),
    unversioned: operation.unversioned ?? false,
  }
}

/** A misspelt name would be ignored in silence, by us and by the engine. */
function refuseUnknown({ operationId }: OperationDescriptor, { known }: OperationPlan, input: OperationInput): void {
  if (typeof input !== 'object') throw new InvalidInputError(`${operationId}: the input must be an object`)
  const unknown = Object.keys(input).find((name) => !known.has(name) && own(input, name) !== undefined)
  if (unknown === undefined) return
  const takes = known.size === 0 ? 'it takes none' : `it takes ${[...known].join(', ')}`
  throw new InvalidInputError(`${operationId}: unknown input ${JSON.stringify(unknown)}; ${takes}`)
}

function hasBody({ body }: OperationDescriptor, value: unknown): boolean {
  if (body?.kind === 'bytes') return value !== undefined && value !== null
  return body !== undefined && (value !== undefined || body.fallback !== undefined)
}

function buildBody(operation: OperationDescriptor, value: unknown): Buffer | Readable | undefined {
  const { body, operationId } = operation
  if (body === undefined || !hasBody(operation, value)) return undefined
  if (body.kind === 'bytes') return buildBytes(value, operationId)
  return Buffer.from(value === undefined ? (body.fallback ?? '') : encodeJson(value, operationId))
}

function buildBytes(value: unknown, operationId: string): Buffer | Readable {
  try {
    // It says itself what it can't take.
    return toReadable(value as ByteSource)
  } catch (cause) {
    if (!(cause instanceof InvalidInputError)) throw cause
    throw new InvalidInputError(`${operationId}: body: ${cause.message}`, { cause })
  }
}

/** A number that is rounded says so; other reasons may repeat a part of the body. */
function reason(cause: unknown): string {
  return cause instanceof RoundedNumberError ? `: ${cause.message}` : ''
}

function encodeJson(value: unknown, operationId: string): string {
  try {
    const text = stringifyJson(value)
    if (text !== undefined) return text
  } catch (cause) {
    throw new InvalidInputError(`${operationId}: the body can't be written as JSON${reason(cause)}`, { cause })
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
