import { encodeRegistryAuth } from '../auth/registry-auth.js'
import { InvalidInputError } from '../errors.js'
import { stringifyJson } from '../json.js'
import { own } from '../member.js'
import type { OperationDescriptor, OperationInput, RequestOptions, ValueEncoding } from '../operation.js'
import { formatTimestamp } from '../streams/timestamp.js'
import { type OperationPlan, planOf } from './plan.js'

/** Query parameters and headers of a request. */

/** The query of a request without its `?`; empty where there is none. */
export function buildQuery(plan: OperationPlan, input: OperationInput, options: RequestOptions | undefined): string {
  let query = ''
  const append = (name: string, text: string): void => {
    query += `${query === '' ? '' : '&'}${formText(name)}=${formText(text)}`
  }
  for (const { input: inputName, name, encoding, always, what } of plan.query) {
    const value = own(input, inputName) ?? always
    if (value === undefined || value === null) continue
    for (const text of encodeValue(value, encoding, what)) append(name, text)
  }
  for (const [name, value] of Object.entries(options?.query ?? {})) {
    for (const text of typeof value === 'string' ? [value] : value) append(name, text)
  }
  return query
}

/** A name or value as `URLSearchParams` writes it. Most need no escape, and it takes long for what it does. */
function formText(text: string): string {
  return /^[\w.*-]*$/.test(text) ? text : new URLSearchParams([['', text]]).toString().slice('='.length)
}

/** A value as the texts that stand for it: several for a repeated key. */
function encodeValue(value: unknown, encoding: ValueEncoding, what: string): string[] {
  switch (encoding) {
    case 'plain':
      return [plainText(value, what)]
    case 'repeat':
      return asList(value).map((item) => (isRecord(item) ? jsonText(item, what) : plainText(item, what)))
    case 'csv':
    case 'ssv':
    case 'tsv':
    case 'pipes':
      return [
        asList(value)
          .map((item) => plainText(item, what))
          .join(separators[encoding]),
      ]
    case 'json':
      return [typeof value === 'string' ? value : jsonText(value, what)]
    case 'timestamp':
      return [timestampText(value, what)]
    case 'auth':
      return [authText(value, what)]
  }
}

const separators = { csv: ',', ssv: ' ', tsv: '\t', pipes: '|' } as const

/** Newer engines take objects under a repeated key, each as JSON. */
function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

function plainText(value: unknown, what: string): string {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'number' && Number.isFinite(value)) return numberText(value, what)
  throw new InvalidInputError(`${what} must be a string, number or boolean, not ${describe(value)}`)
}

/** Whole numbers past 2^53 have lost digits already: sending them on would name another object or version. */
function numberText(value: number, what: string): string {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new InvalidInputError(`${what} is past the whole numbers that a number holds exactly; give it as a bigint`)
  }
  return String(value)
}

function describe(value: unknown): string {
  if (typeof value === 'number') return String(value)
  return Array.isArray(value) ? 'a list' : typeof value
}

function jsonText(value: unknown, what: string): string {
  try {
    return stringifyJson(value) ?? ''
  } catch (cause) {
    throw new InvalidInputError(`${what} can't be written as JSON`, { cause })
  }
}

function timestampText(value: unknown, what: string): string {
  if (typeof value === 'string' || typeof value === 'number' || value instanceof Date) return formatTimestamp(value)
  throw new InvalidInputError(`${what} must be a Date, seconds or an RFC 3339 text, not ${describe(value)}`)
}

function authText(value: unknown, what: string): string {
  // An encoded text from elsewhere passes as it is.
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null) return encodeRegistryAuth(value)
  throw new InvalidInputError(`${what} must be an object with credentials, not ${describe(value)}`)
}

/** Headers that are not of the call itself. */
export interface CommonHeaders {
  /** Those of the client. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** The type of the body, where there is one. */
  readonly contentType: string | undefined
}

/**
 * The headers of a request, by lower-case name.
 *
 * @throws InvalidInputError for a name or value that would break out of its line; the value is not repeated in it
 */
export function buildHeaders(
  operation: OperationDescriptor,
  input: OperationInput,
  options: RequestOptions | undefined,
  common: CommonHeaders,
): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = Object.create(null)
  const set = (name: string, values: readonly string[]): void => {
    checkHeader(name, values, operation.operationId)
    headers[name.toLowerCase()] = values.length === 1 && values[0] !== undefined ? values[0] : [...values]
  }
  if (operation.accept !== undefined) set('accept', [operation.accept])
  for (const [name, value] of Object.entries(common.headers)) set(name, typeof value === 'string' ? [value] : value)
  if (common.contentType !== undefined) set('content-type', [common.contentType])
  for (const { input: inputName, name, encoding, always, what } of planOf(operation).headers) {
    const value = own(input, inputName) ?? always
    if (value === undefined || value === null) continue
    const texts = encodeValue(value, encoding, what)
    if (texts.length > 0) set(name, texts)
  }
  for (const [name, value] of Object.entries(options?.headers ?? {})) {
    set(name, typeof value === 'string' ? [value] : value)
  }
  return headers
}

/** They say where a request ends, which only this client knows. */
const framingHeaders: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding'])

function checkHeader(name: string, values: readonly string[], operationId: string): void {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
    throw new InvalidInputError(`${operationId}: ${JSON.stringify(name)} is no name of a header`)
  }
  if (framingHeaders.has(name.toLowerCase())) {
    throw new InvalidInputError(`${operationId}: the header ${name} is set by this client itself; leave it out`)
  }
  if (values.some((value) => /[^\P{Cc}\t]|[\u0100-\u{10ffff}]/u.test(value))) {
    throw new InvalidInputError(`${operationId}: the header ${name} has a line break or a character that no header may`)
  }
}
