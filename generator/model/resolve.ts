import { referencedName } from '../document/rules/references.js'
import { httpMethods, requiredNames, type Schema, type SwaggerDocument } from './swagger.js'

/** Which way values travel. */
export type Direction = 'request' | 'response'

/** What is known of the definitions before any type is built. */
export interface Definitions {
  readonly names: readonly string[]
  /** The definition of a `$ref`; undefined for a name that the document does not define. */
  get(ref: string): Schema | undefined
  /** The definition of a name. */
  named(name: string): Schema | undefined
  /** Which way values of a definition travel. */
  directions(name: string): { readonly request: boolean; readonly response: boolean }
  /** True where requests and answers hold different things, in the schema or anywhere below it. */
  differs(schema: Schema): boolean
  /** True where a definition becomes two types, one for requests and one for answers. */
  isSplit(name: string): boolean
  /** Which form of a definition is meant where values travel in a direction: most have only one. */
  formOf(name: string, direction: Direction): Direction
}

/** The definition's name in a reference, as the validation reads it: `#/definitions/My%20Port` is `My Port`. */
export function referenceName(ref: string): string {
  return referencedName(ref) ?? ref
}

/** The schemas that a schema holds directly. */
function children(schema: Schema): Schema[] {
  const { items, additionalProperties, properties, allOf } = schema
  const own = [...Object.values(properties ?? {}), ...(allOf ?? [])]
  if (items !== undefined) own.push(items)
  if (typeof additionalProperties === 'object') own.push(additionalProperties)
  return own
}

/** Looks through a whole document once: which definitions are used in which direction, and which differ. */
export function resolveDefinitions(document: SwaggerDocument): Definitions {
  const definitions = document.definitions ?? {}
  const named = (name: string): Schema | undefined => (Object.hasOwn(definitions, name) ? definitions[name] : undefined)
  const get = (ref: string): Schema | undefined => named(referenceName(ref))
  const requests = reach(requestSchemas(document), get)
  const responses = reach(responseSchemas(document), get)
  const different = findDifferent(definitions)
  const isSplit = (name: string): boolean => requests.has(name) && responses.has(name) && different.has(name)
  return {
    names: Object.keys(definitions),
    get,
    named,
    directions: (name) => ({ request: requests.has(name), response: responses.has(name) }),
    differs: differsBelow(different),
    isSplit,
    formOf: (name, direction) => {
      if (isSplit(name)) return direction
      return requests.has(name) && !responses.has(name) ? 'request' : 'response'
    },
  }
}

function* requestSchemas(document: SwaggerDocument): Generator<Schema> {
  for (const item of Object.values(document.paths)) {
    const lists = [item.parameters, ...httpMethods.map((method) => item[method]?.parameters)]
    for (const parameter of lists.flatMap((list) => list ?? [])) {
      if (parameter.schema !== undefined) yield parameter.schema
      if (parameter['x-docker-schema'] !== undefined) yield parameter['x-docker-schema']
    }
  }
}

function* responseSchemas(document: SwaggerDocument): Generator<Schema> {
  for (const item of Object.values(document.paths)) {
    for (const method of httpMethods) {
      const operation = item[method]
      if (operation === undefined) continue
      const corrected = operation['x-docker-result']?.schema
      if (corrected !== undefined) yield corrected
      for (const response of Object.values(operation.responses)) if (response.schema) yield response.schema
    }
  }
}

/** The names of the definitions that schemas refer to, directly or by others. */
function reach(roots: Iterable<Schema>, get: Definitions['get']): ReadonlySet<string> {
  const reached = new Set<string>()
  const open = [...roots]
  for (let schema = open.pop(); schema !== undefined; schema = open.pop()) {
    open.push(...children(schema))
    if (schema['x-docker-request'] !== undefined) open.push(schema['x-docker-request'])
    if (schema.$ref === undefined) continue
    const name = referenceName(schema.$ref)
    const target = get(schema.$ref)
    if (target === undefined || reached.has(name)) continue
    reached.add(name)
    open.push(target)
  }
  return reached
}

/** The definitions that differ by direction: those with such facts of their own, then all that refer to one. */
function findDifferent(definitions: Readonly<Record<string, Schema>>): ReadonlySet<string> {
  const open: string[] = []
  const users = new Map<string, string[]>()
  for (const [name, root] of Object.entries(definitions)) {
    for (const schema of within(root)) {
      if (hasDirection(schema)) open.push(name)
      if (schema.$ref === undefined) continue
      const target = referenceName(schema.$ref)
      const known = users.get(target)
      if (known === undefined) users.set(target, [name])
      else known.push(name)
    }
  }
  const different = new Set<string>()
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (different.has(name)) continue
    different.add(name)
    open.push(...(users.get(name) ?? []))
  }
  return different
}

/** Null is the same in both directions; what is always there, or never null, is so in answers alone. */
function hasDirection(schema: Schema): boolean {
  const facts = schema['x-docker-response']
  const required = requiredNames(schema)
  const always = facts?.always?.some((name) => !required.includes(name)) ?? false
  return always || (facts?.notNull ?? []).length > 0 || schema['x-docker-request'] !== undefined
}

/** A schema and all that it holds, without what it refers to. */
function* within(root: Schema): Generator<Schema> {
  const open = [root]
  for (let schema = open.pop(); schema !== undefined; schema = open.pop()) {
    yield schema
    open.push(...children(schema))
  }
}

/** Asked at every level of a nested schema, so that each answer is kept. */
function differsBelow(different: ReadonlySet<string>): (schema: Schema) => boolean {
  const known = new WeakMap<Schema, boolean>()
  const differs = (schema: Schema): boolean => {
    const before = known.get(schema)
    if (before !== undefined) return before
    const refers = schema.$ref !== undefined && different.has(referenceName(schema.$ref))
    const answer = hasDirection(schema) || refers || children(schema).some(differs)
    known.set(schema, answer)
    return answer
  }
  return differs
}
