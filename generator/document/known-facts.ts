import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from './json.js'

/** An update without the facts that fit nothing, and the names that those were about. */
export interface KnownFacts {
  readonly update: JsonValue
  readonly stray: readonly string[]
}

/**
 * An update as far as its `x-docker-response` is about properties that a schema has once it is merged. One action
 * states facts about many properties; it is stale as soon as one of them is gone.
 *
 * @param update what is to be merged
 * @param schema the place that it is merged into
 */
export function knownFacts(update: JsonValue, schema: JsonValue | undefined): KnownFacts {
  const facts = isJsonObject(update) ? update['x-docker-response'] : undefined
  if (!isJsonObject(update) || !isJsonObject(facts)) return { update, stray: [] }
  // Not one object of both: an action can be for as many places as the schema has properties.
  const known = [propertiesOf(schema), propertiesOf(update)]
  const isStray = (name: JsonValue): name is string =>
    typeof name === 'string' && !known.some((properties) => Object.hasOwn(properties, name))
  const lists = Object.entries(facts)
  const stray = lists.flatMap(([, list]) => (isJsonArray(list) ? list.filter(isStray) : []))
  if (stray.length === 0) return { update, stray }
  const fitting = lists.map(([name, list]) => [name, isJsonArray(list) ? list.filter((one) => !isStray(one)) : list])
  return { update: { ...update, 'x-docker-response': Object.fromEntries(fitting) }, stray }
}

function propertiesOf(schema: JsonValue | undefined): JsonObject {
  const properties = isJsonObject(schema) ? schema['properties'] : undefined
  return isJsonObject(properties) ? properties : {}
}
