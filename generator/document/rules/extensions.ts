import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, type Pointer } from '../json.js'
import { describe, type Findings, member } from './findings.js'

/**
 * The shape of vendor extensions that change the client. What their values mean is known to the model; here they are
 * held to be of the right kind, so that an overlay with a mistake is answered with its place.
 */

type Kind = 'text' | 'true or false' | 'mapping' | 'list of texts'

const schemaExtensions: Readonly<Record<string, Kind>> = {
  format: 'text',
  'x-nullable': 'true or false',
  'x-docker-response': 'mapping',
  'x-docker-runtime': 'text',
}

const parameterExtensions: Readonly<Record<string, Kind>> = {
  format: 'text',
  'x-nullable': 'true or false',
  'x-docker-encoding': 'text',
  'x-docker-always': 'text',
  'x-docker-reference': 'text',
  'x-docker-filters': 'mapping',
  'x-docker-runtime': 'text',
}

const operationExtensions: Readonly<Record<string, Kind>> = {
  'x-docker-result': 'mapping',
  'x-docker-body': 'mapping',
  'x-docker-unversioned': 'true or false',
}

const bodyMembers: Readonly<Record<string, Kind>> = { contentType: 'text', optional: 'true or false' }

const resultMembers: Readonly<Record<string, Kind>> = {
  kind: 'text',
  progress: 'true or false',
  single: 'mapping',
  terminal: 'text',
  detach: 'text',
  protocol: 'text',
  accept: 'text',
}

/** Checks the extensions of a schema but those that are schemas themselves. */
export function checkSchemaExtensions(findings: Findings, pointer: Pointer, schema: JsonObject): void {
  checkKinds(findings, pointer, schema, schemaExtensions)
  const facts = member(schema, 'x-docker-response')
  if (!isObject(facts)) return
  const kinds = Object.fromEntries(Object.keys(facts).map((name) => [name, 'list of texts' as const]))
  checkKinds(findings, [...pointer, 'x-docker-response'], facts, kinds)
}

/** Checks the extensions of a parameter but those that are schemas. */
export function checkParameterExtensions(findings: Findings, pointer: Pointer, parameter: JsonObject): void {
  checkKinds(findings, pointer, parameter, parameterExtensions)
}

/** Checks the extensions of an operation but those that are schemas. */
export function checkOperationExtensions(findings: Findings, pointer: Pointer, operation: JsonObject): void {
  checkKinds(findings, pointer, operation, operationExtensions)
  for (const [name, kinds] of [
    ['x-docker-body', bodyMembers],
    ['x-docker-result', resultMembers],
  ] as const) {
    const value = member(operation, name)
    if (isObject(value)) checkKinds(findings, [...pointer, name], value, kinds)
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return value !== undefined && isJsonObject(value)
}

function checkKinds(
  findings: Findings,
  pointer: Pointer,
  object: JsonObject,
  kinds: Readonly<Record<string, Kind>>,
): void {
  for (const [name, kind] of Object.entries(kinds)) {
    const value = member(object, name)
    if (value === undefined || isOfKind(value, kind)) continue
    const message = `${name} is ${describe(value)}, where ${kind === 'true or false' ? kind : `a ${kind}`} is needed; the client would not be what was meant`
    const mend = 'correct it in the document, or in the overlay that sets it'
    findings.error([...pointer, name], { rule: 'bad-extension', message, mend, at: 'value' })
  }
}

function isOfKind(value: JsonValue, kind: Kind): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string'
    case 'true or false':
      return typeof value === 'boolean'
    case 'mapping':
      return isJsonObject(value)
    case 'list of texts':
      return isJsonArray(value) && value.every((item) => typeof item === 'string')
  }
}
