import { isComposed, isOther, otherValues, partsOf, plainKind } from './all-of.js'
import { type Builder, below, nullable, type Site, withoutNull } from './builder.js'
import { ownPart, referencesIn } from './heritage.js'
import type { Property, TypeDeclaration, TypeRef, TypeShape } from './ir.js'
import { pascalCase } from './naming.js'
import { type Direction, referenceName } from './resolve.js'
import { requiredNames, type Schema } from './swagger.js'
import { escapePointer, isDeprecated, text } from './texts.js'
import { outputSuffix } from './type-names.js'

/** Declarations of types, and what they say. */

/** Declares a definition: one type, or two where requests and answers hold different things. */
export function declareDefinition(builder: Builder, definition: string, schema: Schema): void {
  const { definitions, names } = builder
  const { request, response } = definitions.directions(definition)
  const name = names.ofDefinition(definition, 'own')
  if (definitions.isSplit(definition)) {
    declare(builder, schema, definitionSite(builder, definition, 'request'), name, 'request')
    const output = names.ofDefinition(definition, 'output')
    declare(builder, schema, definitionSite(builder, definition, 'response'), output, 'response')
    return
  }
  const site = definitionSite(builder, definition, 'response')
  declare(builder, schema, site, name, request && response ? 'both' : site.direction)
}

/** Where a definition stands, in the form that is meant where values travel in a direction. */
function definitionSite({ definitions, names }: Builder, definition: string, direction: Direction): Site {
  const { request, response } = definitions.directions(definition)
  return {
    name: names.ofDefinition(definition, 'own'),
    origin: `/definitions/${escapePointer(definition)}`,
    direction: definitions.formOf(definition, direction),
    shared: request && response,
  }
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
  if (!isComposed(schema)) return plainShape(builder, schema, site)
  const parts = partsOf(schema, site.direction)
  const refs = referencesIn(parts)
  return refs.length === 0 ? plainShape(builder, ownPart(parts), site) : heirShape(builder, refs, ownPart(parts), site)
}

function plainShape(builder: Builder, schema: Schema, site: Site): TypeShape {
  if (plainKind(schema) === 'interface') {
    const properties = propertiesOf(builder, schema, site)
    const index = indexOf(builder, schema, site, properties)
    return { kind: 'interface', extends: [], properties, ...(index === undefined ? {} : { index }) }
  }
  const isUnion = typeof schema.type === 'object'
  return { kind: 'alias', type: builder.bareType(schema, isUnion ? below(site, 'Value', 'type') : site) }
}

/** `interface X extends A, B` where the members are objects without a common property, else an intersection. */
function heirShape(builder: Builder, refs: readonly string[], own: Schema, site: Site): TypeShape {
  const properties = [...propertiesOf(builder, own, site), ...narrowed(builder, refs, own, site)]
  const others = otherTypes(builder, own, site)
  const [only, ...more] = refs
  if (only !== undefined && more.length + properties.length + others.length === 0) {
    return { kind: 'alias', type: builder.bareType({ $ref: only }, site) }
  }
  if (others.length === 0 && builder.heritage.canExtend(refs, own, site.direction)) {
    return { kind: 'interface', extends: refs.map((ref) => referencedName(builder, ref, site)), properties }
  }
  const bases = refs.map(($ref) => builder.bareType({ $ref }, site))
  const rest: TypeRef[] = properties.length === 0 ? [] : [{ kind: 'object', properties }]
  return { kind: 'alias', type: { kind: 'intersection', members: [...bases, ...rest, ...others] } }
}

/** What stands beside references and is no list of properties: a map, a text, a list. */
function otherTypes(builder: Builder, own: Schema, site: Site): TypeRef[] {
  const { properties: _, ...rest } = own
  return isOther(own) || otherValues(own) !== undefined ? [builder.bareType(rest, site)] : []
}

/**
 * Inherited properties of which the heir says more: that they are required, or never null. They are described again as
 * their own type describes them, so that their inline types have one declaration.
 */
function narrowed(builder: Builder, refs: readonly string[], own: Schema, site: Site): Property[] {
  const { required, neverNull } = promises(own, site)
  const names = new Set([...required, ...neverNull].filter((name) => !Object.hasOwn(own.properties ?? {}, name)))
  if (names.size === 0) return []
  const found = builder.heritage.find(refs, names, site.direction)
  return found.flatMap(({ names, definition, schema }) => {
    const inherited = propertiesOf(builder, schema, definitionSite(builder, definition, site.direction), names)
    return inherited.flatMap((property) => {
      const type = neverNull.has(property.name) ? withoutNull(property.type) : property.type
      const isNews = type !== property.type || (required.has(property.name) && !property.required)
      return isNews ? [{ ...property, type, required: property.required || required.has(property.name) }] : []
    })
  })
}

/** The properties of a schema, or those of them that are named. */
function propertiesOf(
  builder: Builder,
  schema: Schema,
  site: Site,
  names: readonly string[] = Object.keys(schema.properties ?? {}),
): Property[] {
  const { required, neverNull, nulls } = promises(schema, site)
  return names.flatMap((name) => {
    const property = schema.properties?.[name]
    if (property === undefined) return []
    const type = builder.typeOf(property, below(site, pascalCase(name), `properties/${escapePointer(name)}`))
    return {
      name,
      type: neverNull.has(name) ? withoutNull(type) : nulls.has(name) ? nullable(type) : type,
      required: required.has(name),
      doc: text(property.description),
      deprecated: isDeprecated(property),
      ...(property.format === undefined ? {} : { format: property.format }),
      ...(property.default === undefined ? {} : { default: JSON.stringify(property.default) }),
    }
  })
}

/** What is promised of properties. */
interface Promises {
  readonly required: ReadonlySet<string>
  readonly neverNull: ReadonlySet<string>
  readonly nulls: ReadonlySet<string>
}

/** What a schema promises of its properties where its values travel in the direction of the site. */
function promises(schema: Schema, site: Site): Promises {
  const facts = schema['x-docker-response']
  const inAnswers = site.direction === 'response' ? facts : undefined
  return {
    required: new Set([...requiredNames(schema), ...(inAnswers?.always ?? [])]),
    neverNull: new Set(inAnswers?.notNull),
    // In both directions: what an answer holds may be sent back, and engines take null as nothing.
    nulls: new Set(facts?.null),
  }
}

/**
 * The values under other names than those of the properties. TypeScript holds the properties against them as well, so
 * that they are among the types.
 */
function indexOf(builder: Builder, schema: Schema, site: Site, properties: readonly Property[]): TypeRef | undefined {
  const others = otherValues(schema)
  if (others === undefined) return undefined
  const types = [
    builder.typeOf(others, below(site, 'Value', 'additionalProperties')),
    ...properties.map(({ type }) => type),
  ]
  const bare = types.map(withoutNull).flatMap((type) => (type.kind === 'union' ? type.members : [type]))
  if (bare.some(({ kind }) => kind === 'unknown')) return { kind: 'unknown' }
  const members = [...new Map(bare.map((type) => [JSON.stringify(type), type])).values()]
  const [only, ...more] = members
  const type: TypeRef = only !== undefined && more.length === 0 ? only : { kind: 'union', members }
  return types.some(({ kind }) => kind === 'nullable') ? nullable(type) : type
}
