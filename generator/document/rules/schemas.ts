import { quote } from '../diagnostic.js'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, type Pointer } from '../json.js'
import { checkConsistency, checkPartTypes } from './consistency.js'
import { checkSchemaExtensions } from './extensions.js'
import { describe, type Findings, member } from './findings.js'
import { checkKeywords, refuseMergeKey, schemaVocabulary } from './keywords.js'
import { lengthProblem } from './names.js'
import { checkReference } from './references.js'
import { checkEnum, checkItemsPresent, checkType } from './types.js'

/** Checks a schema and all that is inside of it. */
export function checkSchema(findings: Findings, pointer: Pointer, schema: JsonValue, definitions: JsonObject): void {
  if (!isJsonObject(schema)) {
    findings.error(pointer, {
      rule: 'not-a-schema',
      message: `a schema is ${describe(schema)}, where a mapping is needed`,
      mend: 'give a mapping, {} for anything at all',
      at: 'value',
    })
    return
  }
  checkKeywords(findings, pointer, schema, schemaVocabulary)
  const reference = member(schema, '$ref')
  if (reference !== undefined) checkReference(findings, pointer, reference, definitions)
  checkType(findings, pointer, schema, 'schema')
  checkEnum(findings, pointer, schema)
  checkItemsPresent(findings, pointer, schema)
  checkConsistency(findings, pointer, schema)
  checkPartTypes(findings, pointer, schema)
  checkRequired(findings, pointer, schema)
  checkSchemaExtensions(findings, pointer, schema)
  checkParts(findings, pointer, schema, definitions)
}

function checkParts(findings: Findings, pointer: Pointer, schema: JsonObject, definitions: JsonObject): void {
  const check = (way: Pointer, part: JsonValue) => checkSchema(findings, [...pointer, ...way], part, definitions)
  const items = member(schema, 'items')
  if (isJsonArray(items)) {
    findings.error([...pointer, 'items'], {
      rule: 'keyword-not-understood',
      message: 'items is a list of schemas, one for each position, which is not understood',
      mend: 'use items with one schema for every item',
    })
  } else if (items !== undefined) check(['items'], items)
  const rest = member(schema, 'additionalProperties')
  if (rest !== undefined && typeof rest !== 'boolean') check(['additionalProperties'], rest)
  checkAllOf(findings, pointer, member(schema, 'allOf'), check)
  const request = member(schema, 'x-docker-request')
  if (request !== undefined) check(['x-docker-request'], request)
  const properties = member(schema, 'properties')
  if (properties === undefined) return
  if (!isJsonObject(properties)) {
    const message = `properties is ${describe(properties)}, where a mapping from names to schemas is needed`
    findings.error([...pointer, 'properties'], { rule: 'not-a-mapping', message, mend: 'give a mapping', at: 'value' })
    return
  }
  for (const [name, property] of Object.entries(properties)) {
    if (name === '<<') refuseMergeKey(findings, [...pointer, 'properties', name])
    if (name === 'additionalProperties') warnOfMisplaced(findings, [...pointer, 'properties', name])
    checkPropertyName(findings, [...pointer, 'properties', name], name)
    check(['properties', name], property)
  }
}

/** Every text can be a property; but types are called by the names of all properties that they stand in. */
function checkPropertyName(findings: Findings, pointer: Pointer, name: string): void {
  const problem = name === '' ? undefined : lengthProblem(name)
  if (problem === undefined) return
  findings.error(pointer, {
    rule: 'unusable-name',
    message: `the name of the property ${quote(name)} ${problem}, and cannot become part of a type's name`,
    mend: 'rename it, or remove it',
  })
}

function checkAllOf(
  findings: Findings,
  pointer: Pointer,
  parts: JsonValue | undefined,
  check: (way: Pointer, part: JsonValue) => void,
): void {
  if (parts === undefined) return
  if (isJsonArray(parts) && parts.length > 0) {
    for (const [index, part] of parts.entries()) check(['allOf', index], part)
    return
  }
  findings.error([...pointer, 'allOf'], {
    rule: 'bad-all-of',
    message: `allOf is ${isJsonArray(parts) ? 'an empty list' : describe(parts)}, where a list of schemas is needed`,
    mend: 'list the schemas that the type is made of',
    at: 'value',
  })
}

// moby's documents 1.25 and 1.33 have it, in Config.Volumes.
function warnOfMisplaced(findings: Findings, pointer: Pointer): void {
  findings.warning(pointer, {
    rule: 'misplaced-keyword',
    message: 'additionalProperties stands among the properties, so that the client has a field of this name, not a map',
    mend: 'if a map is meant, move it one level up, in place of properties',
  })
}

function checkRequired(findings: Findings, pointer: Pointer, schema: JsonObject): void {
  const required = member(schema, 'required')
  if (required === undefined) return
  if (!isJsonArray(required)) {
    findings.warning([...pointer, 'required'], {
      rule: 'bad-required',
      message: `required is ${describe(required)}, where a list of property names is needed; nothing becomes required`,
      mend: 'list the names at the schema that holds the properties',
      at: 'value',
    })
    return
  }
  // A part of an allOf may require what another part describes.
  const composed = Object.hasOwn(schema, 'allOf') || pointer.at(-2) === 'allOf'
  const properties = composed ? undefined : member(schema, 'properties')
  required.forEach((name, index) => {
    const at = [...pointer, 'required', index]
    if (typeof name !== 'string') {
      const message = `required names ${describe(name)}, which is no property name`
      findings.warning(at, { rule: 'bad-required', message, mend: 'list names only', at: 'value' })
    } else if (isJsonObject(properties) && !Object.hasOwn(properties, name)) {
      findings.warning(at, {
        rule: 'required-without-property',
        message: `the property ${quote(name)} is required, but not described, so that the client's type does not have it`,
        mend: 'correct the name, or add the property',
        at: 'value',
      })
    }
  })
}
