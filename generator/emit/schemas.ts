import type { Property, TypeDeclaration, TypeRef, TypeShape } from '../model/ir.js'
import { visibleJson } from './print.js'

/**
 * JSON Schemas of the models, in draft 7, which validators take without being told. They let through what a newer
 * engine may send: further properties, and further values of an open enum. They use no `format`, because a strict
 * validator refuses one that it does not know; what a number or text holds stands in `$comment`.
 */

/** A JSON Schema, as plain JSON. */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

const dialect = 'http://json-schema.org/draft-07/schema#'

/** The schemas of all types as one document, each under `$defs` by its name. */
export function schemasOf(types: readonly TypeDeclaration[]): JsonSchema {
  const byName = new Map(types.map((type) => [type.name, type]))
  const entries = types.map((type): [string, JsonSchema] => [type.name, declarationSchema(type, byName)])
  return { $schema: dialect, $defs: Object.fromEntries(entries) }
}

/** The file of all schemas. */
export function emitSchemas(types: readonly TypeDeclaration[], title: string, header: string): string {
  const { $schema, ...schemas } = schemasOf(types)
  return `${visibleJson({ $schema, title, $comment: header, ...schemas }, 2)}\n`
}

type Types = ReadonlyMap<string, TypeDeclaration>

function declarationSchema(type: TypeDeclaration, types: Types): JsonSchema {
  const texts = {
    ...(type.doc === '' ? {} : { description: type.doc }),
    ...(type.deprecated ? { deprecated: true } : {}),
  }
  if (type.shape.kind === 'alias') return describe(typeSchema(type.shape.type, types), texts)
  return { ...texts, ...objectSchema(allProperties(type.shape, types), type.shape.index, types) }
}

/** With those of the interfaces that it extends: a closed form of the schema is then a matter of one keyword. */
function allProperties(shape: TypeShape, types: Types, seen = new Set<TypeShape>()): readonly Property[] {
  if (shape.kind === 'alias' || seen.has(shape)) return []
  seen.add(shape)
  const inherited = shape.extends.flatMap((name) => {
    const base = types.get(name)
    return base === undefined ? [] : allProperties(base.shape, types, seen)
  })
  return [...inherited, ...shape.properties]
}

function objectSchema(properties: readonly Property[], index: TypeRef | undefined, types: Types): JsonSchema {
  const required = properties.filter((property) => property.required).map(({ name }) => name)
  const schemas = properties.map((property): [string, JsonSchema] => [property.name, propertySchema(property, types)])
  return {
    type: 'object',
    // `fromEntries` defines its members, so that one called `__proto__` is a property like any other.
    properties: Object.fromEntries(schemas),
    ...(required.length === 0 ? {} : { required }),
    ...(index === undefined ? {} : { additionalProperties: typeSchema(index, types) }),
  }
}

function propertySchema(property: Property, types: Types): JsonSchema {
  return describe(typeSchema(property.type, types), {
    ...(property.doc === '' ? {} : { description: property.doc }),
    ...(property.deprecated ? { deprecated: true } : {}),
  })
}

/** In draft 7, a reference hides what stands beside it. */
function describe(schema: JsonSchema, texts: JsonSchema): JsonSchema {
  if (Object.keys(texts).length === 0) return schema
  return schema['$ref'] === undefined ? { ...texts, ...schema } : { ...texts, allOf: [schema] }
}

/**
 * The schema of a type. What it refers to is looked for under `#/$defs/`.
 *
 * @param types the declarations, where the members of an intersection have to be put together
 */
export function typeSchema(type: TypeRef, types: Types = new Map()): JsonSchema {
  const inner = (ref: TypeRef): JsonSchema => typeSchema(ref, types)
  switch (type.kind) {
    case 'unknown':
      return {}
    case 'primitive':
      return primitiveSchema(type.name, type.integer ?? false, type.format)
    case 'literals':
      return literalSchema(type.values, type.open)
    case 'array':
      return { type: 'array', items: inner(type.items) }
    case 'tuple':
      return { type: 'array', items: type.items.map(inner), minItems: type.items.length, additionalItems: false }
    case 'map':
      return { type: 'object', additionalProperties: inner(type.values) }
    case 'reference':
      return { $ref: `#/$defs/${type.name}` }
    case 'object':
      return objectSchema(type.properties, undefined, types)
    case 'intersection':
      return { allOf: type.members.map(inner) }
    case 'union':
      return { anyOf: type.members.map(inner) }
    case 'nullable':
      return nullable(inner(type.type))
    case 'runtime':
      return runtimeSchema(type.name, type.parameter, types)
  }
}

/** Whole numbers that doubles hold exactly have their bounds; beyond 2^53 a bound would say what it does not mean. */
const bounds: Readonly<Record<string, JsonSchema>> = {
  uint8: { minimum: 0, maximum: 255 },
  uint16: { minimum: 0, maximum: 65_535 },
  uint32: { minimum: 0, maximum: 4_294_967_295 },
  uint64: { minimum: 0 },
  int32: { minimum: -2_147_483_648, maximum: 2_147_483_647 },
}

function primitiveSchema(name: 'string' | 'number' | 'boolean', integer: boolean, format?: string): JsonSchema {
  return {
    type: integer ? 'integer' : name,
    ...(integer && format !== undefined ? bounds[format] : {}),
    ...(format === undefined ? {} : { $comment: format }),
  }
}

function literalSchema(values: readonly (string | number)[], open: boolean): JsonSchema {
  const type = values.every((value) => typeof value === 'string') ? 'string' : 'number'
  return open ? { type, examples: values } : { type, enum: values }
}

/** `type: [string, null]` where the schema is but a type; a schema beside null where it says more. */
function nullable(schema: JsonSchema): JsonSchema {
  const { type } = schema
  const more = ['enum', 'properties', 'items', 'additionalProperties'].some((keyword) => keyword in schema)
  return typeof type === 'string' && !more ? { ...schema, type: [type, 'null'] } : { anyOf: [schema, { type: 'null' }] }
}

/** Types of the runtime that a request's JSON can hold. Those that are no JSON let everything through. */
function runtimeSchema(name: string, parameter: TypeRef | undefined, types: Types): JsonSchema {
  const value = parameter === undefined ? { type: 'string' } : typeSchema(parameter, types)
  const values: JsonSchema = {
    anyOf: [
      { type: 'array', items: value },
      { type: 'object', propertyNames: value, additionalProperties: { type: 'boolean' } },
    ],
  }
  if (name === 'FilterValues') return values
  if (name === 'Filters') return { type: 'object', additionalProperties: values }
  return {}
}
