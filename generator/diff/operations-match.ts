import type { ApiModel, Operation, ResultKind, TypeRef } from '../model/ir.js'

/** An operation in both models. */
export interface OperationPair {
  readonly before: Operation
  readonly after: Operation
}

/** The operations of two models, put together. */
export interface MatchedOperations {
  readonly pairs: readonly OperationPair[]
  readonly added: readonly Operation[]
  readonly removed: readonly Operation[]
}

/** Puts operations together by their function's name; what is left, by method and path: these were renamed. */
export function matchOperations(before: ApiModel, after: ApiModel): MatchedOperations {
  const byName = new Map(before.operations.map((operation) => [operation.functionName, operation]))
  const names = new Set(after.operations.map(({ functionName }) => functionName))
  const left = before.operations.filter(({ functionName }) => !names.has(functionName))
  const byPlace = new Map(left.map((operation) => [placeKey(operation), operation]))
  const pairs: OperationPair[] = []
  const added: Operation[] = []
  for (const operation of after.operations) {
    const old = byName.get(operation.functionName) ?? byPlace.get(placeKey(operation))
    if (old === undefined) added.push(operation)
    else pairs.push({ before: old, after: operation })
  }
  const matched = new Set(pairs.map((pair) => pair.before))
  return { pairs, added, removed: before.operations.filter((operation) => !matched.has(operation)) }
}

/** Method and path, whatever the path's parameters are called. */
function placeKey({ method, path }: Operation): string {
  return `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`
}

/** The type of what a call gives, or of one item of it; undefined where the runtime defines it all. */
export function resultType(result: ResultKind): TypeRef | undefined {
  if (result.kind === 'json') return result.type
  return result.kind === 'json-stream' ? result.item : undefined
}
