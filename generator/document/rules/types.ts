import { quote } from '../diagnostic.js'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, type Pointer } from '../json.js'
import { describe, type Findings, member } from './findings.js'

const schemaTypes = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']
const parameterTypes = ['string', 'number', 'integer', 'boolean', 'array']

/** Whether a name is that of a type. */
export function isSchemaType(name: string): boolean {
  return schemaTypes.includes(name)
}

/** The types that `type` names; none where it is absent or wrong. */
export function typesOf(schema: JsonObject): readonly string[] {
  const type = member(schema, 'type')
  const types = isJsonArray(type) ? type : [type]
  return types.filter((each) => typeof each === 'string')
}

/**
 * Checks `type`. A list of types is a union: JSON Schema has it, Swagger 2.0 does not, and moby's documents use it
 * (`[array, string]`).
 */
export function checkType(findings: Findings, pointer: Pointer, schema: JsonObject, use: 'schema' | 'parameter'): void {
  const type = member(schema, 'type')
  if (type === undefined) return
  const known = use === 'schema' ? schemaTypes : parameterTypes
  const mend = `use one of ${known.join(', ')}`
  const named = isJsonArray(type) ? type : [type]
  if (named.length === 0) {
    const message = 'the list of types is empty, so that no value would be right'
    findings.error([...pointer, 'type'], { rule: 'unknown-type', message, mend, at: 'value' })
  }
  named.forEach((each, index) => {
    if (typeof each === 'string' && known.includes(each)) {
      if (named.indexOf(each) < index) refuseDuplicate(findings, [...pointer, 'type', index], each)
      return
    }
    findings.error(isJsonArray(type) ? [...pointer, 'type', index] : [...pointer, 'type'], {
      rule: 'unknown-type',
      message: `the type is ${describe(each)}, which is not known, so that the client cannot give it one`,
      mend,
      at: 'value',
    })
  })
}

/** Nested lists that name a type twice would stand for a number of types that doubles with every level. */
function refuseDuplicate(findings: Findings, pointer: Pointer, type: string): void {
  findings.error(pointer, {
    rule: 'duplicate-type',
    message: `the list of types names ${quote(type)} twice, so that it is not clear what was meant`,
    mend: 'name every type once',
    at: 'value',
  })
}

function kindOf(value: JsonValue): string {
  if (value === null) return 'null'
  return isJsonArray(value) ? 'list' : typeof value
}

/**
 * Checks `enum`. `enum: [{}]` is moby's way to say that the values of a map are empty objects (Go's `struct{}`), and
 * is right; any other mapping or list in an enum has no literal type.
 */
export function checkEnum(findings: Findings, pointer: Pointer, schema: JsonObject): void {
  const values = member(schema, 'enum')
  if (values === undefined) return
  const at = [...pointer, 'enum']
  const mend = 'list the values, all texts or all numbers'
  if (!isJsonArray(values) || values.length === 0) {
    const found = isJsonArray(values)
      ? 'is empty, so that no value would be right'
      : `is ${describe(values)}, not a list`
    findings.error(at, { rule: 'bad-enum', message: `the enum ${found}`, mend, at: 'value' })
    return
  }
  const kinds = new Set(values.map(kindOf).filter((kind) => kind !== 'null'))
  const odd = values.findIndex((value) => isJsonArray(value) || (isJsonObject(value) && Object.keys(value).length > 0))
  if (odd !== -1) {
    const message = `the enum holds ${describe(values[odd])}, which no literal type can express`
    findings.error([...at, odd], { rule: 'bad-enum', message, mend, at: 'value' })
  } else if (kinds.size > 1) {
    const message = `the enum mixes kinds of values (${[...kinds].join(', ')}), so that its type is not clear`
    findings.error(at, { rule: 'bad-enum', message, mend })
  } else if (kinds.has('boolean') && (typesOf(schema).length === 0 || typesOf(schema).includes('boolean'))) {
    // Wider than what is meant, but nothing that is right is refused.
    const message = 'the values of the enum are true and false, and the client has the type boolean for them'
    findings.warning(at, { rule: 'bad-enum', message, mend: 'write type: boolean alone' })
  } else checkEnumType(findings, at, schema, [...kinds][0])
}

function checkEnumType(findings: Findings, at: Pointer, schema: JsonObject, kind: string | undefined): void {
  const types = typesOf(schema).map((type) => (type === 'integer' ? 'number' : type))
  if (kind === undefined || types.length === 0 || types.includes(kind)) return
  findings.warning(at, {
    rule: 'enum-of-other-type',
    message: `the type is ${types.slice(0, schemaTypes.length).map(quote).join(' or ')}, but the values of the enum are of type ${kind}`,
    mend: kind === 'string' ? 'correct the type' : 'quote the values, or correct the type',
  })
}

/** Warns of a list whose items are not described: the client has them as `unknown`. */
export function checkItemsPresent(findings: Findings, pointer: Pointer, schema: JsonObject): void {
  if (!typesOf(schema).includes('array') || Object.hasOwn(schema, 'items') || typesOf(schema).length > 1) return
  findings.warning([...pointer, 'type'], {
    rule: 'array-without-items',
    message: 'the list says nothing of its items, which are of an unknown type in the client',
    mend: 'add items',
  })
}
