import { pathEncodings, runtimeTypes, valueEncodings } from '../../model/ir.js'
import { quote } from '../diagnostic.js'
import { isJsonArray, isJsonObject, type JsonObject, type Pointer } from '../json.js'
import { describe, type Findings, member } from './findings.js'
import { checkKinds, checkMembers, type Kinds } from './members.js'
import { lengthProblem } from './names.js'
import { checkResult } from './results.js'

/**
 * The shape and the values of vendor extensions that change the client. The model refuses those that it does not know
 * as well, but stops at the first: here all are found in one run, each with its place.
 */

const schemaExtensions: Kinds = {
  format: 'text',
  'x-nullable': 'true or false',
  'x-docker-response': 'mapping',
  'x-docker-runtime': runtimeTypes,
}

const parameterExtensions: Kinds = {
  format: 'text',
  'x-nullable': 'true or false',
  'x-docker-always': 'text',
  'x-docker-reference': 'text',
  'x-docker-filters': 'mapping',
  'x-docker-runtime': runtimeTypes,
}

const operationExtensions: Kinds = {
  'x-docker-result': 'mapping',
  'x-docker-body': 'mapping',
  'x-docker-unversioned': 'true or false',
}

const responseMembers: Kinds = { always: 'list of texts', null: 'list of texts', notNull: 'list of texts' }
const bodyMembers: Kinds = { contentType: 'text', fallback: 'anything', optional: 'true or false' }
const filterMembers: Kinds = { description: 'text', values: 'list of texts' }

/** Checks the extensions of a schema but those that are schemas themselves. */
export function checkSchemaExtensions(findings: Findings, pointer: Pointer, schema: JsonObject): void {
  checkKinds(findings, pointer, schema, schemaExtensions)
  const facts = member(schema, 'x-docker-response')
  if (!isJsonObject(facts)) return
  const at = [...pointer, 'x-docker-response']
  checkMembers(findings, at, facts, responseMembers)
  checkFacts(findings, at, facts, schema)
}

/** Checks the extensions of a parameter but those that are schemas. */
export function checkParameterExtensions(findings: Findings, pointer: Pointer, parameter: JsonObject): void {
  const encodings = member(parameter, 'in') === 'path' ? pathEncodings : valueEncodings
  checkKinds(findings, pointer, parameter, { ...parameterExtensions, 'x-docker-encoding': encodings })
  const filters = member(parameter, 'x-docker-filters')
  if (isJsonObject(filters)) checkFilters(findings, [...pointer, 'x-docker-filters'], filters)
}

/** Checks the extensions of an operation but those that are schemas. */
export function checkOperationExtensions(
  findings: Findings,
  pointer: Pointer,
  operation: JsonObject,
  parameters: readonly string[],
): void {
  checkKinds(findings, pointer, operation, operationExtensions)
  const body = member(operation, 'x-docker-body')
  if (isJsonObject(body)) checkMembers(findings, [...pointer, 'x-docker-body'], body, bodyMembers)
  const result = member(operation, 'x-docker-result')
  if (isJsonObject(result)) checkResult(findings, [...pointer, 'x-docker-result'], result, parameters)
}

/** A fact about a property that is not there says nothing; of a composed schema, another part may have it. */
function checkFacts(findings: Findings, pointer: Pointer, facts: JsonObject, schema: JsonObject): void {
  if (Object.hasOwn(schema, 'allOf') || pointer.at(-3) === 'allOf') return
  const properties = member(schema, 'properties')
  for (const kind of Object.keys(responseMembers)) {
    const names = member(facts, kind)
    if (!isJsonArray(names)) continue
    names.forEach((name, index) => {
      if (typeof name !== 'string' || (isJsonObject(properties) && Object.hasOwn(properties, name))) return
      findings.error([...pointer, kind, index], {
        rule: 'bad-extension',
        message: `x-docker-response is about ${quote(name)}, which is no property of the schema, so that it says nothing`,
        mend: 'correct the name, or remove it',
        at: 'value',
      })
    })
  }
}

function checkFilters(findings: Findings, pointer: Pointer, filters: JsonObject): void {
  for (const [name, filter] of Object.entries(filters)) {
    const at = [...pointer, name]
    const problem = lengthProblem(name)
    if (problem !== undefined) {
      const message = `the name of the filter ${quote(name)} ${problem}`
      findings.error(at, { rule: 'bad-extension', message, mend: 'correct the name' })
    }
    if (!isJsonObject(filter)) {
      const message = `the filter ${quote(name)} is ${describe(filter)}, where a mapping is needed`
      const mend = 'give a mapping with description and values, {} where every value is right'
      findings.error(at, { rule: 'bad-extension', message, mend, at: 'value' })
      continue
    }
    checkMembers(findings, at, filter, filterMembers)
    const values = member(filter, 'values')
    if (!isJsonArray(values) || values.length > 0) continue
    const message = `the filter ${quote(name)} has an empty list of values, so that no value would be right`
    findings.error([...at, 'values'], { rule: 'bad-extension', message, mend: 'list the values, or remove values' })
  }
}
