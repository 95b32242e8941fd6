import { allOfParts, haveCommonProperty, isObject, mergeParts } from './all-of.js'
import { type Builder, below, nullable, type Site, withoutNull } from './builder.js'
import type { Property, TypeDeclaration, TypeRef, TypeShape } from './ir.js'
import { pascalCase } from './naming.js'
import { referenceName } from './resolve.js'
import { requiredNames, type Schema } from './swagger.js'
import { escapePointer, isDeprecated, text } from './texts.js'
import { outputSuffix } from './type-names.js'

/** Declarations of types, and what they say. */

/** Declares a definition: one type, or two where requests and answers hold different things. */
export function declareDefinition(builder: Builder, definition: string, schema: Schema): void {
  const { definitions, names } = builder
  const name = names.ofDefinition(definition, 'own')
  const used = definitions.directions(definition)
  const both = used.request && used.response
  const base = { name, origin: `/definitions/${escapePointer(definition)}`, shared: both }
  if (definitions.isSplit(definition)) {
    declare(builder, schema, { ...base, direction: 'request' }, name, 'request')
    const output = names.ofDefinition(definition, 'output')
    declare(builder, schema, { ...base, direction: 'response' }, output, 'response')
    return
  }
  const direction = used.request && !used.response ? 'request' : 'response'
  declare(builder, schema, { ...base, direction }, name, both ? 'both' : direction)
}

/** Declares an object that stands inside another schema. */
export function declareInline(builder: Builder, schema: Schema, site: Site): TypeRef {
  const differs = builder.definitions.differs(schema)
  const split = site.shared && site.direction === 'response' && differs
  const name = builder.names.ofInline(split ? site.name + outputSuffix : site.name, site.origin)
  declare(builder, schema, site, name, site.shared && !differs ? 'both' : site.direction)
  return { kind: 'reference', name }
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

/** The name by which a `$ref` is known in its place. */
export function referencedName(builder: Builder, ref: string, site: Site): string {
  const definition = referenceName(ref)
  const output = site.direction === 'response' && builder.definitions.isSplit(definition)
  return builder.names.ofDefinition(definition, output ? 'output' : 'own')
}

function shapeOf(builder: Builder, schema: Schema, site: Site): TypeShape {
  const request = schema['x-docker-request']
  if (request !== undefined && site.direction === 'request') return shapeOf(builder, request, site)
  const parts = allOfParts(schema)
  if (parts?.some((part) => part.$ref !== undefined)) return allOfShape(builder, parts, site)
  const merged = parts === undefined ? schema : mergeParts(parts)
  const isUnion = typeof merged.type === 'object'
  if (!isUnion && Object.keys(merged.properties ?? {}).length > 0) {
    return { kind: 'interface', extends: [], properties: propertiesOf(builder, merged, site) }
  }
  return { kind: 'alias', type: builder.bareType(merged, isUnion ? below(site, 'Value', 'type') : site) }
}

/** `interface X extends A, B` where the members are objects without a common property, else an intersection. */
function allOfShape(builder: Builder, parts: readonly Schema[], site: Site): TypeShape {
  const { definitions } = builder
  const bases = parts.filter((part) => part.$ref !== undefined)
  const own = mergeParts(parts.filter((part) => part.$ref === undefined))
  const only = bases[0]
  if (bases.length === 1 && only !== undefined && own.properties === undefined) {
    return { kind: 'alias', type: builder.bareType(only, site) }
  }
  const properties = propertiesOf(builder, own, site)
  if (bases.every((base) => isObject(definitions, base)) && !haveCommonProperty(definitions, parts)) {
    const names = bases.map((base) => referencedName(builder, base.$ref ?? '', site))
    return { kind: 'interface', extends: names, properties }
  }
  const members = bases.map((base) => builder.bareType(base, site))
  const rest: TypeRef[] = properties.length === 0 ? [] : [{ kind: 'object', properties }]
  return { kind: 'alias', type: { kind: 'intersection', members: [...members, ...rest] } }
}

function propertiesOf(builder: Builder, schema: Schema, site: Site): Property[] {
  const required = new Set(requiredNames(schema))
  const facts = schema['x-docker-response']
  const inAnswers = site.direction === 'response' ? facts : undefined
  const always = new Set(inAnswers?.always)
  const neverNull = new Set(inAnswers?.notNull)
  // In both directions: what an answer holds may be sent back, and engines take null as nothing.
  const nulls = new Set(facts?.null)
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const type = builder.typeOf(property, below(site, pascalCase(name), `properties/${escapePointer(name)}`))
    return {
      name,
      type: neverNull.has(name) ? withoutNull(type) : nulls.has(name) ? nullable(type) : type,
      required: required.has(name) || always.has(name),
      doc: text(property.description),
      deprecated: isDeprecated(property),
      ...(property.format === undefined ? {} : { format: property.format }),
      ...(property.default === undefined ? {} : { default: JSON.stringify(property.default) }),
    }
  })
}
