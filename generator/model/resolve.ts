import { httpMethods, type Schema, type SwaggerDocument } from './swagger.js'

/** Which way values of a definition travel. */
export interface Directions {
  readonly request: boolean
  readonly response: boolean
}

/** What is known of the definitions before any type is built. */
export interface Definitions {
  /** The definition of a `$ref`; undefined for a name that the document does not define. */
  get(ref: string): Schema | undefined
  directions(name: string): Directions
  /** True where requests and answers hold different things, in the schema or anywhere below it. */
  differs(schema: Schema): boolean
}

const prefix = '#/definitions/'

/** The definition's name in a reference: `#/definitions/Port` is `Port`. */
export function referenceName(ref: string): string {
  const name = ref.startsWith(prefix) ? ref.slice(prefix.length) : ref
  return name.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** The schemas that a schema holds directly. */
export function children(schema: Schema): Schema[] {
  const { items, additionalProperties, properties, allOf } = schema
  const own = [...Object.values(properties ?? {}), ...(allOf ?? [])]
  if (items !== undefined) own.push(items)
  if (typeof additionalProperties === 'object') own.push(additionalProperties)
  return own
}

/** Looks through a whole document once: which definitions are used in which direction, and which differ. */
export function resolveDefinitions(document: SwaggerDocument): Definitions {
  const definitions = document.definitions ?? {}
  const get = (ref: string): Schema | undefined => {
    const name = referenceName(ref)
    return Object.hasOwn(definitions, name) ? definitions[name] : undefined
  }
  const requests = new Set<string>()
  const responses = new Set<string>()
  for (const schema of requestSchemas(document)) reach(schema, requests, get)
  for (const schema of responseSchemas(document)) reach(schema, responses, get)

  const different = findDifferent(definitions)
  return {
    get,
    directions: (name) => ({ request: requests.has(name), response: responses.has(name) }),
    differs: (schema) => differsDirectly(schema, different),
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

function reach(root: Schema, reached: Set<string>, get: Definitions['get']): void {
  const open = [root]
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
}

/** The definitions that differ by direction: those with such facts of their own, then all that refer to one. */
function findDifferent(definitions: Readonly<Record<string, Schema>>): ReadonlySet<string> {
  const different = new Set<string>()
  for (let size = -1; size !== different.size; ) {
    size = different.size
    for (const [name, schema] of Object.entries(definitions)) {
      if (!different.has(name) && differsDirectly(schema, different)) different.add(name)
    }
  }
  return different
}

function differsDirectly(root: Schema, different: ReadonlySet<string>): boolean {
  const open = [root]
  for (let schema = open.pop(); schema !== undefined; schema = open.pop()) {
    if (schema['x-docker-response'] !== undefined || schema['x-docker-request'] !== undefined) return true
    if (schema.$ref !== undefined && different.has(referenceName(schema.$ref))) return true
    open.push(...children(schema))
  }
  return false
}
