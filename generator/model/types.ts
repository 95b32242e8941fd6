import { isComposed, onlyPart, partsOf } from './all-of.js'
import { type Builder, below, itemsOf, nullable, type Site } from './builder.js'
import { runtimeType } from './extensions.js'
import { heritageOf } from './heritage.js'
import type { TypeDeclaration, TypeRef } from './ir.js'
import type { Definitions } from './resolve.js'
import { declareDefinition, declareInline, referencedName } from './shapes.js'
import type { Schema, SwaggerDocument } from './swagger.js'
import type { TypeNames } from './type-names.js'

const unknown: TypeRef = { kind: 'unknown' }
const unknownMap: TypeRef = { kind: 'map', values: unknown }

/** The builder for a document. Every definition is declared, also those that nothing refers to. */
export function typeBuilder(document: SwaggerDocument, definitions: Definitions, names: TypeNames): Builder {
  const builder: Builder = {
    definitions,
    heritage: heritageOf(definitions),
    names,
    declared: new Map(),
    typeOf: (schema, site) => typeOf(builder, schema, site),
    bareType: (schema, site) => bareType(builder, schema, site),
  }
  for (const [name, schema] of Object.entries(document.definitions ?? {})) declareDefinition(builder, name, schema)
  return builder
}

/** The declarations so far, by the alphabet. */
export function declarations(builder: Builder): TypeDeclaration[] {
  return [...builder.declared.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

function typeOf(builder: Builder, schema: Schema, site: Site): TypeRef {
  const type = bareType(builder, schema, site)
  return isNullable(builder.definitions, schema) ? nullable(type) : type
}

/** What the schema says itself, else the definition that it refers to; Docker's documents have siblings of `$ref`. */
function isNullable(definitions: Definitions, schema: Schema): boolean {
  // Not recursion: a chain of definitions can be as long as the document. One that is a ring is no type.
  const seen = new Set<Schema>()
  for (let part: Schema | undefined = schema; part !== undefined && !seen.has(part); part = target(definitions, part)) {
    const own = part['x-nullable']
    if (own !== undefined) return own === true
    seen.add(part)
  }
  return false
}

function target(definitions: Definitions, schema: Schema): Schema | undefined {
  const part = onlyPart(schema)
  return part?.$ref === undefined ? part : definitions.get(part.$ref)
}

function bareType(builder: Builder, schema: Schema, site: Site): TypeRef {
  const request = schema['x-docker-request']
  if (request !== undefined && site.direction === 'request') return typeOf(builder, request, site)
  if (schema['x-docker-runtime'] !== undefined) {
    return { kind: 'runtime', name: runtimeType(schema['x-docker-runtime'], site.origin) }
  }
  if (isComposed(schema)) return composedType(builder, schema, site)
  if (typeof schema.type === 'object') return unionType(builder, schema, schema.type, site)
  return typeOfKind(builder, schema, schema.type ?? impliedType(schema), site)
}

/** What a schema without a type is by its other members. */
function impliedType(schema: Schema): string | undefined {
  if (schema.properties !== undefined || schema.additionalProperties !== undefined) return 'object'
  if (schema.items !== undefined) return 'array'
  const kinds = new Set<string>(schema.enum?.map((value) => typeof value))
  return ['string', 'number', 'boolean'].find((kind) => kinds.has(kind))
}

function typeOfKind(builder: Builder, schema: Schema, type: string | undefined, site: Site): TypeRef {
  switch (type) {
    case 'string':
      return literals(schema, 'string', site) ?? { kind: 'primitive', name: 'string', ...formatOf(schema) }
    case 'integer':
      return (
        literals(schema, 'number', site) ?? { kind: 'primitive', name: 'number', integer: true, ...formatOf(schema) }
      )
    case 'number':
      return literals(schema, 'number', site) ?? { kind: 'primitive', name: 'number', ...formatOf(schema) }
    case 'boolean':
      return { kind: 'primitive', name: 'boolean' }
    case 'array':
      return arrayType(builder, schema, site)
    case 'object':
      return objectType(builder, schema, site)
    case 'null':
      return { kind: 'nullable', type: unknown }
    default:
      return unknown
  }
}

function formatOf({ format }: Schema): { readonly format?: string } {
  return format === undefined ? {} : { format }
}

/** `type: [array, string]`; `null` among them makes the others nullable. */
function unionType(builder: Builder, schema: Schema, types: readonly string[], site: Site): TypeRef {
  // Each once: a list of two in a list of two would double the work at every level.
  const kinds = [...new Set(types)].filter((type) => type !== 'null')
  const members = kinds.map((type) => typeOfKind(builder, { ...schema, type }, type, site))
  const only = members[0]
  const union: TypeRef = members.length === 1 && only !== undefined ? only : { kind: 'union', members }
  if (only === undefined) return unknown
  return types.includes('null') ? nullable(union) : union
}

/** An enum: closed where the client alone makes the values, open where an engine may send others. */
function literals(schema: Schema, base: 'string' | 'number', site: Site): TypeRef | undefined {
  const values = schema.enum?.filter((value) => typeof value === 'string' || typeof value === 'number') ?? []
  const fitting = [...new Set(values.filter((value) => typeof value === base))]
  if (fitting.length === 0) return undefined
  const closed = site.direction === 'request' && !site.shared
  const type: TypeRef = { kind: 'literals', values: fitting, open: !closed }
  return schema.enum?.includes(null) ? nullable(type) : type
}

function arrayType(builder: Builder, schema: Schema, site: Site): TypeRef {
  if (schema.items === undefined) return { kind: 'array', items: unknown }
  const items = typeOf(builder, schema.items, itemsOf(site))
  const length = schema.minItems
  if (length !== undefined && length === schema.maxItems && length > 0 && length <= 8) {
    return { kind: 'tuple', items: Array.from({ length }, () => items) }
  }
  return { kind: 'array', items }
}

function objectType(builder: Builder, schema: Schema, site: Site): TypeRef {
  if (schema.properties !== undefined && Object.keys(schema.properties).length > 0) {
    return declareInline(builder, schema, site)
  }
  if (typeof schema.additionalProperties === 'object') {
    const values = below(site, 'Value', 'additionalProperties')
    return { kind: 'map', values: typeOf(builder, schema.additionalProperties, values) }
  }
  return unknownMap
}

/** A reference where one is all that the schema consists of, else a type of its own. */
function composedType(builder: Builder, schema: Schema, site: Site): TypeRef {
  const parts = partsOf(schema, site.direction)
  const only = parts[0]
  if (only === undefined) return unknownMap
  if (parts.length > 1) return declareInline(builder, schema, site)
  if (only.$ref === undefined) return bareType(builder, only, site)
  return { kind: 'reference', name: referencedName(builder, only.$ref, site) }
}
