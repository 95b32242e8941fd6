import type { Property, TypeDeclaration, TypeRef, TypeShape } from './ir.js'
import { singular, typeName } from './naming.js'
import { type Definitions, referenceName } from './resolve.js'
import type { FilterKey, ResponseFacts, Schema, SwaggerDocument } from './swagger.js'

/** Which way a type's values travel. */
export type Direction = 'request' | 'response'

/** Where a schema stands, and what a type of its own would be called. */
export interface Site {
  /** The name for an inline object, without the suffix of its direction. */
  readonly name: string
  /** JSON pointer. */
  readonly origin: string
  /** What the type is for, where its schema does not say it. */
  readonly doc?: string
  readonly direction: Direction
  /** Part of a definition that requests and answers share, so that its inline types need telling apart as well. */
  readonly shared: boolean
}

/** Builds the types of a document. */
export interface TypeBuilder {
  /** The type of a schema in its place; inline objects are declared under the site's name. */
  typeOf(schema: Schema, site: Site): TypeRef
  /** Declares a type that no schema stands for, as the input of an operation's filters. */
  declareFilters(name: string, filters: Readonly<Record<string, FilterKey>>, origin: string): TypeRef
  /** All declarations so far, by name. */
  declarations(): TypeDeclaration[]
}

/** A schema without its own nullability and name: what a property, item or value may still need. */
const unknown: TypeRef = { kind: 'unknown' }
const unknownMap: TypeRef = { kind: 'map', values: unknown }

/** What the suffix of the answers' form is, where requests and answers hold different things. */
const outputSuffix = 'Output'

/** The builder for a document. Every definition is declared, also those that nothing refers to. */
export function typeBuilder(document: SwaggerDocument, definitions: Definitions): TypeBuilder {
  const declared = new Map<string, TypeDeclaration>()
  const definitionNames = nameDefinitions(Object.keys(document.definitions ?? {}))
  const builder = { declared, definitions, definitionNames }
  for (const [name, schema] of Object.entries(document.definitions ?? {})) declareDefinition(builder, name, schema)
  return {
    typeOf: (schema, site) => typeOf(builder, schema, site),
    declareFilters: (name, filters, origin) => declareFilters(builder, name, filters, origin),
    declarations: () => [...declared.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

interface Builder {
  readonly declared: Map<string, TypeDeclaration>
  readonly definitions: Definitions
  /** TypeScript name of each definition. */
  readonly definitionNames: ReadonlyMap<string, string>
}

/** Definitions keep their names. Where two become one identifier, the later by the alphabet gets a number. */
function nameDefinitions(names: readonly string[]): Map<string, string> {
  const used = new Set<string>()
  const result = new Map<string, string>()
  for (const name of [...names].sort()) {
    const base = typeName(name)
    let free = base
    for (let n = 2; used.has(free); n++) free = `${base}${n}`
    used.add(free)
    result.set(name, free)
  }
  return result
}

function declareDefinition(builder: Builder, definition: string, schema: Schema): void {
  const name = builder.definitionNames.get(definition) ?? typeName(definition)
  const origin = `/definitions/${escapePointer(definition)}`
  const used = builder.definitions.directions(definition)
  const split = used.request && used.response && builder.definitions.differs(schema)
  const direction = used.request && !used.response ? 'request' : 'response'
  if (!split) {
    const both = used.request && used.response
    declare(builder, schema, { name, origin, direction, shared: both }, name, both ? 'both' : direction)
    return
  }
  declare(builder, schema, { name, origin, direction: 'request', shared: true }, name, 'request')
  declare(builder, schema, { name, origin, direction: 'response', shared: true }, name + outputSuffix, 'response')
}

function declare(
  builder: Builder,
  schema: Schema,
  site: Site,
  name: string,
  direction: TypeDeclaration['direction'],
): void {
  builder.declared.set(name, {
    name,
    doc: text(schema.description) || (site.doc ?? ''),
    deprecated: isDeprecated(schema),
    origin: site.origin,
    direction,
    shape: shapeOf(builder, schema, site),
  })
}

function shapeOf(builder: Builder, schema: Schema, site: Site): TypeShape {
  const parts = allOfParts(schema)
  if (parts !== undefined && parts.some((part) => part.$ref !== undefined)) return allOfShape(builder, parts, site)
  const merged = parts === undefined ? schema : mergeObjects(parts)
  if (merged.properties !== undefined && Object.keys(merged.properties).length > 0) {
    return { kind: 'interface', extends: [], properties: propertiesOf(builder, merged, site) }
  }
  return { kind: 'alias', type: plainType(builder, merged, site) }
}

/** The members of an `allOf` that say something; a member that holds only an example says nothing. */
function allOfParts(schema: Schema): Schema[] | undefined {
  if (schema.allOf === undefined) return undefined
  const { allOf, ...beside } = schema
  const parts: Schema[] = [...allOf, ...(beside.properties === undefined ? [] : [beside])]
  return parts.filter(saysType)
}

function saysType(part: Schema): boolean {
  const { $ref, properties, allOf, additionalProperties } = part
  return [$ref, properties, allOf, additionalProperties, part.enum].some((member) => member !== undefined)
}

/** `interface X extends A, B` where the members are objects without a common property, else an intersection. */
function allOfShape(builder: Builder, parts: readonly Schema[], site: Site): TypeShape {
  const bases = parts.filter((part) => part.$ref !== undefined)
  const own = mergeObjects(parts.filter((part) => part.$ref === undefined))
  const only = bases[0]
  if (bases.length === 1 && only !== undefined && own.properties === undefined) {
    return { kind: 'alias', type: typeOf(builder, only, site) }
  }
  const sound = bases.every((base) => isObject(builder, base)) && !haveCommonProperty(builder, parts)
  const properties = propertiesOf(builder, own, site)
  if (!sound) {
    const members = bases.map((base) => withoutNull(typeOf(builder, base, site)))
    const rest: TypeRef[] = properties.length === 0 ? [] : [{ kind: 'object', properties }]
    return { kind: 'alias', type: { kind: 'intersection', members: [...members, ...rest] } }
  }
  return { kind: 'interface', extends: bases.map((base) => referencedName(builder, base, site)), properties }
}

function withoutNull(type: TypeRef): TypeRef {
  return type.kind === 'nullable' ? type.type : type
}

function mergeObjects(parts: readonly Schema[]): Schema {
  const nested: Schema[] = parts.flatMap((part) => allOfParts(part) ?? [part])
  const properties: Record<string, Schema> = Object.create(null)
  for (const part of nested)
    for (const [name, schema] of Object.entries(part.properties ?? {})) properties[name] = schema
  const required = nested.flatMap((part) => (typeof part.required === 'object' ? part.required : []))
  const facts = nested.map((part) => part['x-docker-response']).filter((fact) => fact !== undefined)
  return {
    ...Object.assign({}, ...nested),
    required,
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(facts.length > 0 ? { 'x-docker-response': mergeFacts(facts) } : {}),
  }
}

function mergeFacts(facts: readonly ResponseFacts[]): ResponseFacts {
  return {
    always: facts.flatMap((fact) => fact.always ?? []),
    null: facts.flatMap((fact) => fact.null ?? []),
  }
}

function isObject(builder: Builder, schema: Schema): boolean {
  const target = schema.$ref === undefined ? schema : builder.definitions.get(schema.$ref)
  if (target === undefined) return false
  if (target.allOf !== undefined) return target.allOf.every((part) => isObject(builder, part))
  return target.properties !== undefined
}

function haveCommonProperty(builder: Builder, parts: readonly Schema[]): boolean {
  const names = parts.flatMap((part) => propertyNames(builder, part, new Set()))
  return new Set(names).size !== names.length
}

function propertyNames(builder: Builder, schema: Schema, seen: Set<Schema>): string[] {
  const target = schema.$ref === undefined ? schema : builder.definitions.get(schema.$ref)
  if (target === undefined || seen.has(target)) return []
  seen.add(target)
  const inherited = (target.allOf ?? []).flatMap((part) => propertyNames(builder, part, seen))
  return [...inherited, ...Object.keys(target.properties ?? {})]
}

function propertiesOf(builder: Builder, schema: Schema, site: Site): Property[] {
  const required = new Set(typeof schema.required === 'object' ? schema.required : [])
  const facts = schema['x-docker-response']
  const always = new Set(site.direction === 'response' ? facts?.always : [])
  const nulls = new Set(facts?.null)
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const type = typeOf(builder, property, below(site, typeName(name), `properties/${escapePointer(name)}`))
    return {
      name,
      type: nulls.has(name) ? nullable(type) : type,
      required: required.has(name) || always.has(name),
      doc: text(property.description),
      deprecated: isDeprecated(property),
      ...(property.format === undefined ? {} : { format: property.format }),
      ...(property.default === undefined ? {} : { default: JSON.stringify(property.default) }),
    }
  })
}

function below(site: Site, word: string, step: string): Site {
  const { doc: _, ...rest } = site
  return { ...rest, name: site.name + word, origin: `${site.origin}/${step}` }
}

/** The type of a schema with its nullability: its own, else that of the definition which it refers to. */
function typeOf(builder: Builder, schema: Schema, site: Site): TypeRef {
  const target = schema.$ref === undefined ? undefined : builder.definitions.get(schema.$ref)
  const isNullable = schema['x-nullable'] ?? target?.['x-nullable'] ?? false
  const type = plainType(builder, schema, site)
  return isNullable ? nullable(type) : type
}

function nullable(type: TypeRef): TypeRef {
  return type.kind === 'nullable' || type.kind === 'unknown' ? type : { kind: 'nullable', type }
}

function plainType(builder: Builder, schema: Schema, site: Site): TypeRef {
  const request = schema['x-docker-request']
  if (request !== undefined && site.direction === 'request') return typeOf(builder, request, site)
  if (schema['x-docker-runtime'] !== undefined) return { kind: 'runtime', name: schema['x-docker-runtime'] }
  if (schema.$ref !== undefined) return { kind: 'reference', name: referencedName(builder, schema, site) }
  if (schema.allOf !== undefined) return allOfType(builder, schema, site)
  if (typeof schema.type === 'object') return unionType(builder, schema, schema.type, site)
  return typeOfKind(builder, schema, schema.type ?? impliedType(schema), site)
}

function impliedType(schema: Schema): string | undefined {
  if (schema.properties !== undefined || schema.additionalProperties !== undefined) return 'object'
  return schema.items === undefined ? undefined : 'array'
}

function typeOfKind(builder: Builder, schema: Schema, type: string | undefined, site: Site): TypeRef {
  switch (type) {
    case 'string':
    case 'integer':
    case 'number':
      return literals(schema, site) ?? { kind: 'primitive', name: type === 'string' ? 'string' : 'number' }
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

function unionType(builder: Builder, schema: Schema, types: readonly string[], site: Site): TypeRef {
  const kinds = types.filter((type) => type !== 'null')
  const members = kinds.map((type) => typeOfKind(builder, schema, type, site))
  const only = members[0]
  const union: TypeRef = members.length === 1 && only !== undefined ? only : { kind: 'union', members }
  return kinds.length === types.length ? union : nullable(union)
}

function literals(schema: Schema, site: Site): TypeRef | undefined {
  const base = schema.type === 'string' ? 'string' : 'number'
  const values = (schema.enum ?? []).filter((value) => typeof value === base)
  const plain = values.filter((value) => typeof value === 'string' || typeof value === 'number')
  if (plain.length === 0) return undefined
  const closed = site.direction === 'request' && !site.shared
  return { kind: 'literals', values: plain, open: !closed }
}

function arrayType(builder: Builder, schema: Schema, site: Site): TypeRef {
  if (schema.items === undefined) return { kind: 'array', items: unknown }
  const last = site.name
  const items = typeOf(builder, schema.items, { ...site, name: singular(last), origin: `${site.origin}/items` })
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

function allOfType(builder: Builder, schema: Schema, site: Site): TypeRef {
  const parts = allOfParts(schema) ?? []
  const only = parts[0]
  if (only === undefined) return unknownMap
  if (parts.length === 1) return plainType(builder, only, site)
  return declareInline(builder, schema, site)
}

function declareInline(builder: Builder, schema: Schema, site: Site): TypeRef {
  const split = site.shared && site.direction === 'response' && builder.definitions.differs(schema)
  const name = freeName(builder, split ? site.name + outputSuffix : site.name, site.origin)
  const alike = site.shared && !builder.definitions.differs(schema)
  // Declared before its own properties are, so that a name below it can't take its place.
  declare(builder, { ...schema, properties: {} }, site, name, alike ? 'both' : site.direction)
  declare(builder, schema, site, name, alike ? 'both' : site.direction)
  return { kind: 'reference', name }
}

/** The name itself where nothing else has it; else with the origin's hash, which no other order of things changes. */
function freeName(builder: Builder, name: string, origin: string): string {
  const other = builder.declared.get(name)
  const isDefinition = [...builder.definitionNames.values()].includes(name)
  if (!isDefinition && (other === undefined || other.origin === origin)) return name
  return `${name}${shortHash(origin)}`
}

/** FNV-1a: a name must not depend on the platform's crypto, and this one needs no strength. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return (hash >>> 0).toString(36)
}

function referencedName(builder: Builder, schema: Schema, site: Site): string {
  const definition = referenceName(schema.$ref ?? '')
  const name = builder.definitionNames.get(definition) ?? typeName(definition)
  const target = builder.definitions.get(schema.$ref ?? '')
  const used = builder.definitions.directions(definition)
  const split = used.request && used.response && target !== undefined && builder.definitions.differs(target)
  return split && site.direction === 'response' ? name + outputSuffix : name
}

function declareFilters(
  builder: Builder,
  name: string,
  filters: Readonly<Record<string, FilterKey>>,
  origin: string,
): TypeRef {
  const free = freeName(builder, name, origin)
  const properties = Object.entries(filters).map(([key, filter]): Property => {
    const value: TypeRef =
      filter.values === undefined
        ? { kind: 'primitive', name: 'string' }
        : { kind: 'literals', values: filter.values, open: false }
    return {
      name: key,
      type: { kind: 'runtime', name: 'FilterValues', parameter: value },
      required: false,
      doc: text(filter.description),
      deprecated: false,
    }
  })
  const index: TypeRef = { kind: 'runtime', name: 'FilterValues', parameter: { kind: 'primitive', name: 'string' } }
  builder.declared.set(free, {
    name: free,
    doc: 'The filters that the operation takes. Values under one name are alternatives unless the name says otherwise.',
    deprecated: false,
    origin,
    direction: 'request',
    shape: { kind: 'interface', extends: [], properties, index },
  })
  return { kind: 'reference', name: free }
}

/** One step of a JSON pointer. */
export function escapePointer(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** A text of the document without blanks around it. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

/** Deprecation stands in prose only, in all of Docker's documents. */
export function isDeprecated(thing: { readonly deprecated?: boolean; readonly description?: unknown }): boolean {
  return thing.deprecated === true || /\*\*Deprecated\*\*|\bDeprecated:/.test(text(thing.description))
}
