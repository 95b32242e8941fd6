import type { ApiModel, Operation, Property, ResultKind, TypeRef, TypeShape } from './ir.js'

/**
 * The part of a model that some operations need: those operations, and the types that they reach.
 *
 * @param names operationIds, function names or tags
 * @returns the smaller model, and the names that select nothing
 */
export function selectOperations(model: ApiModel, names: readonly string[]): { model: ApiModel; unknown: string[] } {
  const wanted = new Set(names.map((name) => name.toLowerCase()))
  const matches = (operation: Operation): string[] =>
    [operation.operationId, operation.functionName, operation.tag].map((name) => name.toLowerCase())
  const operations = model.operations.filter((operation) => matches(operation).some((name) => wanted.has(name)))
  const known = new Set(model.operations.flatMap(matches))
  const types = reachableTypes(model, operations)
  const tags = model.tags.filter(({ name }) => operations.some(({ tag }) => tag === name))
  return {
    model: { ...model, operations, tags, types: model.types.filter(({ name }) => types.has(name)) },
    unknown: names.filter((name) => !known.has(name.toLowerCase())),
  }
}

function reachableTypes(model: ApiModel, operations: readonly Operation[]): ReadonlySet<string> {
  const byName = new Map(model.types.map((type) => [type.name, type]))
  const reached = new Set<string>()
  const open = operations.flatMap(operationTypes).flatMap(references)
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const type = byName.get(name)
    if (type === undefined || reached.has(name)) continue
    reached.add(name)
    open.push(...shapeReferences(type.shape))
  }
  return reached
}

function operationTypes(operation: Operation): TypeRef[] {
  const body = operation.body === undefined ? [] : [operation.body.type]
  return [...operation.parameters.map(({ type }) => type), ...body, ...resultTypes(operation.result)]
}

function resultTypes(result: ResultKind): TypeRef[] {
  if (result.kind === 'json') return [result.type]
  return result.kind === 'json-stream' ? [result.item] : []
}

function shapeReferences(shape: TypeShape): string[] {
  if (shape.kind === 'alias') return references(shape.type)
  const index = shape.index === undefined ? [] : references(shape.index)
  return [...shape.extends, ...shape.properties.flatMap((property: Property) => references(property.type)), ...index]
}

/** The names of the types that a type refers to. */
export function references(type: TypeRef): string[] {
  switch (type.kind) {
    case 'reference':
      return [type.name]
    case 'array':
      return references(type.items)
    case 'map':
      return references(type.values)
    case 'nullable':
      return references(type.type)
    case 'tuple':
      return type.items.flatMap(references)
    case 'union':
    case 'intersection':
      return type.members.flatMap(references)
    case 'object':
      return type.properties.flatMap((property) => references(property.type))
    case 'runtime':
      return type.parameter === undefined ? [] : references(type.parameter)
    case 'primitive':
    case 'literals':
    case 'unknown':
      return []
  }
}
