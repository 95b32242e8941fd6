import type { Direction } from './resolve.js'
import { type ResponseFacts, requiredNames, type Schema } from './swagger.js'

/** What a schema that is put together by `allOf` and `$ref` consists of. */

/** True where a schema is put together from others. */
export function isComposed(schema: Schema): boolean {
  return schema.$ref !== undefined || schema.allOf !== undefined
}

/**
 * The parts of a schema that say something, however deep their `allOf` are nested: references, which have nothing
 * beside them, and schemas that are not put together from others.
 */
export function partsOf(schema: Schema, direction: Direction): Schema[] {
  const request = schema['x-docker-request']
  if (request !== undefined && direction === 'request') return partsOf(request, direction)
  if (!isComposed(schema)) return saysType(schema) ? [schema] : []
  const { $ref, allOf = [], ...beside } = schema
  const parts = allOf.flatMap((part) => partsOf(part, direction))
  if ($ref === undefined) return [...parts, ...(saysType(beside) ? [beside] : [])]
  return [{ $ref }, ...parts, ...(addsTo(beside) ? [beside] : [])]
}

/** What a schema that is put together consists of, one level down, if that is one part alone. */
export function onlyPart(schema: Schema): Schema | undefined {
  const { $ref, allOf = [], ...beside } = schema
  if (!isComposed(schema)) return undefined
  if ($ref !== undefined) return allOf.length > 0 || addsTo(beside) ? undefined : { $ref }
  const parts = [...allOf, beside].filter((part) => isComposed(part) || saysType(part))
  return parts.length === 1 ? parts[0] : undefined
}

/** A member that holds only an example or a description says nothing. */
function saysType(part: Schema): boolean {
  const { type, properties, additionalProperties, required } = part
  const isMore = type !== undefined && type !== 'object'
  const says = [properties, additionalProperties, required, part.enum, part['x-docker-response']]
  return isMore || says.some((member) => member !== undefined)
}

/** Beside a `$ref`, Swagger lets everything be; but properties can only have been meant. */
function addsTo(beside: Schema): boolean {
  const { properties = {}, additionalProperties } = beside
  const facts = beside['x-docker-response']
  const isMap = typeof additionalProperties === 'object'
  return isMap || facts !== undefined || Object.keys(properties).length > 0 || requiredNames(beside).length > 0
}

/** Inline parts as one schema. Of what two parts say, the later counts. */
export function mergeParts(parts: readonly Schema[]): Schema {
  const properties = new Map(parts.flatMap((part) => Object.entries(part.properties ?? {})))
  const required = parts.flatMap(requiredNames)
  const facts = parts.map((part) => part['x-docker-response']).filter((fact) => fact !== undefined)
  // Without a prototype, which a member called `__proto__` would set.
  const whole: Schema = Object.assign(Object.create(null), ...parts)
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

/** What a schema that is not put together from others becomes as a declaration. */
export function plainKind(schema: Schema): 'interface' | 'alias' {
  const isUnion = typeof schema.type === 'object'
  const isNamed = schema['x-docker-runtime'] !== undefined
  return !isUnion && !isNamed && Object.keys(schema.properties ?? {}).length > 0 ? 'interface' : 'alias'
}

/** The schema of the values under other names than those of its properties; a schema of anything is as none. */
export function otherValues({ additionalProperties: values }: Schema): Schema | undefined {
  return typeof values === 'object' && (isComposed(values) || saysType(values) || values.type !== undefined)
    ? values
    : undefined
}

/** True where a schema is more than an object: a text, a list, a type of the runtime. */
export function isOther({ type, enum: values, 'x-docker-runtime': runtime }: Schema): boolean {
  return (
    (type !== undefined && type !== 'object') || (type === undefined && values !== undefined) || runtime !== undefined
  )
}
