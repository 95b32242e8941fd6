import { Ajv, type ValidateFunction } from 'ajv'
import { type JsonSchema, schemasOf, typeSchema } from '../../../generator/emit/schemas.js'
import type { ApiModel, TypeRef } from '../../../generator/model/ir.js'

/** Says what is wrong with an answer of an operation; empty where it is as the model says, to the last field. */
export type Check = (operation: string, value: unknown) => readonly string[]

/**
 * Checks against the schemas of a model in which every object with properties is closed: an unknown field is as wrong
 * as a missing one, a null that the model does not know of, or a value of another type.
 */
export function closedWorld(model: ApiModel): Check {
  const schemas = close(schemasOf(model.types))
  const ajv = new Ajv({ allErrors: true, strict: true, schemas: [{ $id: 'models', $defs: schemas['$defs'] }] })
  const known = new Map<string, ValidateFunction>()
  return (operation, value) => {
    const validate = known.get(operation) ?? ajv.compile(resultSchema(model, operation))
    known.set(operation, validate)
    if (validate(value)) return []
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const path = instancePath.replace(/\/\d+(?=\/|$)/g, '/*')
      return `${operation}${path} ${message ?? ''} ${JSON.stringify(params)}`
    })
  }
}

function resultSchema(model: ApiModel, operation: string): object {
  const type = resultType(model, operation)
  const schema = JSON.stringify(typeSchema(type))
  return JSON.parse(schema.replaceAll('"#/$defs/', '"models#/$defs/')) as object
}

function resultType(model: ApiModel, operation: string): TypeRef {
  const result = model.operations.find(({ functionName }) => functionName === operation)?.result
  if (result?.kind === 'json') return result.type
  if (result?.kind === 'json-stream') return result.item
  throw new Error(`${operation} gives no JSON, but ${result?.kind ?? 'is no operation'}`)
}

/** The same schema without room for further properties. */
function close(schema: JsonSchema): JsonSchema {
  const closed = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closeValue(value)]))
  const isOpen = schema['type'] === 'object' && 'properties' in schema && !('additionalProperties' in schema)
  return isOpen ? { ...closed, additionalProperties: false } : closed
}

function closeValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closeValue)
  return typeof value === 'object' && value !== null ? close({ ...value }) : value
}

/** How many fields a value has, those of the objects in it included. */
export function countFields(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const members: unknown[] = Object.values(value)
  const own = Array.isArray(value) ? 0 : members.length
  return members.reduce<number>((sum, member) => sum + countFields(member), own)
}
