import { isJsonArray, isJsonObject, type JsonValue } from './json.js'

/**
 * The names in an update's `x-docker-response` that are no properties of the schema which it was merged into. One
 * action states facts about many properties; it is stale as soon as one of them is gone.
 *
 * @param update what was merged
 * @param schema the place that it was merged into
 */
export function strayFacts(update: JsonValue, schema: JsonValue | undefined): string[] {
  const facts = isJsonObject(update) ? update['x-docker-response'] : undefined
  if (!isJsonObject(facts)) return []
  const properties = isJsonObject(schema) ? schema['properties'] : undefined
  const known = isJsonObject(properties) ? properties : {}
  const names = Object.values(facts).flatMap((list) => (isJsonArray(list) ? list : []))
  return names.filter((name) => typeof name === 'string' && !Object.hasOwn(known, name)).map(String)
}
