import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from './json.js'
import { referencedName } from './rules/references.js'

type Mutable = { [name: string]: JsonValue }

/**
 * Fits what corrections have added to a document that they were not written for. A definition that nothing refers to is
 * taken out again, and a reference to one that nobody has becomes a schema of any value.
 *
 * @param corrected the document, which is changed in place
 * @param original the document as it was: what is dangling there is its own mistake
 * @param added the names of the definitions that were added
 */
export function settleAdditions(corrected: Mutable, original: JsonObject, added: ReadonlySet<string>): void {
  const { definitions } = corrected
  const known: Mutable = isJsonObject(definitions) ? definitions : {}
  const { definitions: _, ...rest } = corrected
  const own = Object.entries(known).filter(([name]) => !added.has(name))
  const needed = new Set<string>()
  const open: JsonValue[] = [rest, ...own.map(([, schema]) => schema)]
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    for (const name of namesIn(part)) {
      const schema = known[name]
      if (!added.has(name) || needed.has(name) || schema === undefined) continue
      needed.add(name)
      open.push(schema)
    }
  }
  for (const name of added) if (!needed.has(name)) delete known[name]
  const excused = new Set([...namesIn(original), ...Object.keys(known)])
  visit(corrected, (object) => {
    const name = nameIn(object)
    if (name !== undefined && !excused.has(name)) delete object['$ref']
  })
}

function nameIn(object: JsonObject): string | undefined {
  const reference = object['$ref']
  return typeof reference === 'string' ? referencedName(reference) : undefined
}

function namesIn(value: JsonValue): ReadonlySet<string> {
  const names = new Set<string>()
  visit(value, (object) => {
    const name = nameIn(object)
    if (name !== undefined) names.add(name)
  })
  return names
}

function visit(value: JsonValue, act: (object: Mutable) => void): void {
  if (isJsonArray(value)) for (const item of value) visit(item, act)
  else if (isJsonObject(value)) {
    act(value)
    for (const member of Object.values(value)) visit(member, act)
  }
}
