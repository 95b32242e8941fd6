import type { Definitions } from './resolve.js'
import { type ResponseFacts, requiredNames, type Schema } from './swagger.js'

/** What the members of an `allOf` are together. */

/** The members that say something, and what stands beside them; undefined where a schema has no `allOf`. */
export function allOfParts(schema: Schema): Schema[] | undefined {
  if (schema.allOf === undefined) return undefined
  const { allOf, ...beside } = schema
  return [...allOf, beside].filter(saysType)
}

/** A member that holds only an example or a description says nothing. */
function saysType(part: Schema): boolean {
  const { $ref, type, properties, allOf, additionalProperties, required } = part
  const isMore = type !== undefined && type !== 'object'
  const says = [$ref, properties, allOf, additionalProperties, required, part.enum, part['x-docker-response']]
  return isMore || says.some((member) => member !== undefined)
}

/** Inline members as one schema. Of what two members say, the later counts. */
export function mergeParts(parts: readonly Schema[]): Schema {
  const nested: Schema[] = parts.flatMap((part) => allOfParts(part) ?? [part])
  const properties = new Map(nested.flatMap((part) => Object.entries(part.properties ?? {})))
  const required = nested.flatMap(requiredNames)
  const facts = nested.map((part) => part['x-docker-response']).filter((fact) => fact !== undefined)
  // Without a prototype, which a member called `__proto__` would set.
  const whole: Schema = Object.assign(Object.create(null), ...nested)
  return {
    ...whole,
    required,
    // `fromEntries` defines its members, so that one called `__proto__` is a property like any other.
    ...(properties.size > 0 ? { properties: Object.fromEntries(properties) } : {}),
    ...(facts.length > 0 ? { 'x-docker-response': mergeFacts(facts) } : {}),
  }
}

function mergeFacts(facts: readonly ResponseFacts[]): ResponseFacts {
  return {
    always: facts.flatMap((fact) => fact.always ?? []),
    null: facts.flatMap((fact) => fact.null ?? []),
    notNull: facts.flatMap((fact) => fact.notNull ?? []),
  }
}

/** True where an interface can extend the schema's type. */
export function isObject(definitions: Definitions, schema: Schema): boolean {
  const target = schema.$ref === undefined ? schema : definitions.get(schema.$ref)
  if (target === undefined) return false
  if (target.allOf !== undefined) return target.allOf.every((part) => isObject(definitions, part))
  return target.properties !== undefined
}

/** True where two members have a property of the same name. */
export function haveCommonProperty(definitions: Definitions, parts: readonly Schema[]): boolean {
  const names = parts.flatMap((part) => propertyNames(definitions, part, new Set()))
  return new Set(names).size !== names.length
}

function propertyNames(definitions: Definitions, schema: Schema, seen: Set<Schema>): string[] {
  const target = schema.$ref === undefined ? schema : definitions.get(schema.$ref)
  if (target === undefined || seen.has(target)) return []
  seen.add(target)
  const inherited = (target.allOf ?? []).flatMap((part) => propertyNames(definitions, part, seen))
  return [...inherited, ...Object.keys(target.properties ?? {})]
}
