import { encodeRegistryAuth } from '../auth/registry-auth.js'
import { InvalidInputError } from '../errors.js'
import { stringifyJson } from '../json.js'
import type { NamedParameter, OperationDescriptor, RequestOptions, ValueEncoding } from '../operation.js'
import { formatTimestamp } from '../streams/timestamp.js'

/** Query parameters and headers of a request. */

/** The query of a request without its `?`; empty where there is none. */
export function buildQuery(
  operation: OperationDescriptor,
  input: Readonly<Record<string, unknown>>,
  options: RequestOptions | undefined,
): string {
  const query = new URLSearchParams()
  for (const [name, parameter] of Object.entries(operation.query ?? {})) {
    const {
      name: wireName,
      encoding,
      always,
    }: NamedParameter = typeof parameter === 'string' ? { name, encoding: parameter } : parameter
    const what = `${operation.operationId}: ${name}`
    for (const text of encodeValue(input[name] ?? always, encoding, what)) query.append(wireName, text)
  }
  for (const [name, value] of Object.entries(options?.query ?? {})) {
    for (const text of typeof value === 'string' ? [value] : value) query.append(name, text)
  }
  return query.toString()
}

/** A value as the texts that stand for it: none where it is left out, several for a repeated key. */
function encodeValue(value: unknown, encoding: ValueEncoding, what: string): string[] {
  if (value === undefined || value === null) return []
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

/**
 * The headers of a request, by lower-case name.
 *
 * @throws InvalidInputError for a name or value that would break out of its line; the value is not repeated in it
 */
export function buildHeaders(
  operation: OperationDescriptor,
  input: Readonly<Record<string, unknown>>,
  options: RequestOptions | undefined,
  defaults: Readonly<Record<string, string | readonly string[]>>,
): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = Object.create(null)
  const set = (name: string, values: readonly string[]): void => {
    checkHeader(name, values, operation.operationId)
    headers[name.toLowerCase()] = values.length === 1 && values[0] !== undefined ? values[0] : [...values]
  }
  if (operation.accept !== undefined) set('accept', [operation.accept])
  for (const [name, value] of Object.entries(defaults)) set(name, typeof value === 'string' ? [value] : value)
  for (const [name, { name: wireName, encoding, always }] of Object.entries(operation.headers ?? {})) {
    const texts = encodeValue(input[name] ?? always, encoding, `${operation.operationId}: ${name}`)
    if (texts.length > 0) set(wireName, texts)
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
