import { quote } from '../diagnostic.js'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, type Pointer } from '../json.js'
import { describe, type Findings, member } from './findings.js'
import { isSchemaType, typesOf } from './types.js'

/** Keywords that say something about values of one type only. */
const typed: readonly (readonly [keyword: string, type: string])[] = [
  ['items', 'array'],
  ['properties', 'object'],
  ['additionalProperties', 'object'],
]

const numbers = ['multipleOf', 'maximum', 'minimum']
const counts = ['maxLength', 'minLength', 'maxItems', 'minItems', 'maxProperties', 'minProperties']
const flags = ['uniqueItems', 'exclusiveMaximum', 'exclusiveMinimum']

/** Checks that what a schema, a parameter or an item says fits together, and that its bounds are bounds. */
export function checkConsistency(findings: Findings, pointer: Pointer, schema: JsonObject): void {
  // Of a type that is not known, nobody can say what belongs to it; it is a problem of its own.
  const types = typesOf(schema).every(isSchemaType) ? typesOf(schema) : []
  for (const [keyword, type] of typed) {
    if (types.length === 0 || types.includes(type) || !Object.hasOwn(schema, keyword)) continue
    findings.error([...pointer, keyword], {
      rule: 'contradictory-type',
      message: `${keyword} is for values of the type ${type}, but the type is ${namesOf(types)}: the client would be made without it`,
      mend: `write type: ${type}, or remove ${keyword}`,
    })
  }
  checkBounds(findings, pointer, schema, numbers, 'a number', (value) => typeof value === 'number')
  checkBounds(findings, pointer, schema, counts, 'a whole number', (value) => Number.isInteger(value))
  checkBounds(findings, pointer, schema, flags, 'true or false', (value) => typeof value === 'boolean')
  checkBounds(findings, pointer, schema, ['pattern'], 'a text', (value) => typeof value === 'string')
}

function namesOf(types: readonly string[]): string {
  return types
    .slice(0, 3)
    .map((type) => quote(type))
    .join(' or ')
}

function checkBounds(
  findings: Findings,
  pointer: Pointer,
  schema: JsonObject,
  keywords: readonly string[],
  wanted: string,
  isRight: (value: JsonValue) => boolean,
): void {
  for (const keyword of keywords) {
    const value = member(schema, keyword)
    if (value === undefined || isRight(value)) continue
    findings.error([...pointer, keyword], {
      rule: 'bad-bound',
      message: `${keyword} is ${describe(value)}, where ${wanted} is needed; it is not clear what values are meant`,
      mend: `give ${wanted}`,
      at: 'value',
    })
  }
}

/** Checks that the parts of an `allOf` can be of one type; of those that are references nothing is asked. */
export function checkPartTypes(findings: Findings, pointer: Pointer, schema: JsonObject): void {
  const parts = member(schema, 'allOf')
  if (!isJsonArray(parts)) return
  let common: readonly string[] = typesOf(schema)
  parts.forEach((part, index) => {
    const types = isJsonObject(part) ? typesOf(part) : []
    if (types.length === 0) return
    const shared = common.length === 0 ? types : common.filter((type) => fits(type, types))
    if (shared.length > 0) {
      common = shared
      return
    }
    findings.error([...pointer, 'allOf', index, 'type'], {
      rule: 'contradictory-type',
      message: `this part of the allOf has the type ${namesOf(types)}, and what stands before it ${namesOf(common)}: no value is both`,
      mend: 'give all parts the same type',
      at: 'value',
    })
  })
}

function fits(type: string, types: readonly string[]): boolean {
  return (
    types.includes(type) ||
    (type === 'integer' && types.includes('number')) ||
    (type === 'number' && types.includes('integer'))
  )
}
