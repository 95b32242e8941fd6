import { quote } from '../diagnostic.js'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, type Pointer } from '../json.js'
import { describe, type Findings, member } from './findings.js'

const prefix = '#/definitions/'

/** The definition that a `$ref` names, or `undefined` where it is of another form. */
export function referencedName(reference: string): string | undefined {
  if (!reference.startsWith(prefix)) return undefined
  const token = reference.slice(prefix.length)
  if (token === '' || token.includes('/')) return undefined
  try {
    return decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')
  } catch {
    return undefined
  }
}

const foldedNames = new WeakMap<JsonObject, ReadonlyMap<string, string>>()

/** A definition whose name differs by case only. The names are folded once for a document, at its first bad `$ref`. */
function similarName(definitions: JsonObject, name: string): string | undefined {
  const folded =
    foldedNames.get(definitions) ?? new Map(Object.keys(definitions).map((each) => [each.toLowerCase(), each]))
  foldedNames.set(definitions, folded)
  return folded.get(name.toLowerCase())
}

/** Checks that `$ref` names a definition of this document. `pointer` is that of the object which holds it. */
export function checkReference(findings: Findings, pointer: Pointer, value: JsonValue, definitions: JsonObject): void {
  const at = [...pointer, '$ref']
  const mend = 'name a definition of this document: #/definitions/Name'
  if (typeof value !== 'string') {
    const message = `the $ref is ${describe(value)}, where a text is needed`
    findings.error(at, { rule: 'bad-reference', message, mend, at: 'value' })
    return
  }
  const name = referencedName(value)
  if (name === undefined) {
    const message = value.startsWith('#')
      ? `the $ref ${quote(value)} does not name a definition, and nothing else is understood`
      : `the $ref ${quote(value)} leads out of this document, and nothing outside of it is ever read`
    findings.error(at, { rule: 'foreign-reference', message, mend, at: 'value' })
  } else if (!Object.hasOwn(definitions, name)) {
    const similar = similarName(definitions, name)
    findings.error(at, {
      rule: 'dangling-reference',
      message: `there is no definition ${quote(name)}, so that the client has no type for what refers to it`,
      mend: similar === undefined ? 'add the definition, or correct the $ref' : `did you mean ${quote(similar)}?`,
      at: 'value',
    })
  }
}

/** A schema that a definition is made of, with no property or item in between. */
interface Edge {
  readonly to: string
  readonly pointer: Pointer
}

/** By `$ref`, by `allOf` beside it or alone, and by what a schema is in requests. */
function edgesOf(schema: JsonValue | undefined, pointer: Pointer): Edge[] {
  if (!isJsonObject(schema)) return []
  const reference = member(schema, '$ref')
  const to = typeof reference === 'string' ? referencedName(reference) : undefined
  const parts = member(schema, 'allOf')
  return [
    ...(to === undefined ? [] : [{ to, pointer: [...pointer, '$ref'] }]),
    ...(isJsonArray(parts) ? parts.flatMap((part, index) => edgesOf(part, [...pointer, 'allOf', index])) : []),
    ...edgesOf(member(schema, 'x-docker-request'), [...pointer, 'x-docker-request']),
  ]
}

/**
 * Reports definitions that are made of themselves. A structure that holds its own kind in a property or a list is
 * fine; one that *is* itself, or extends itself, has no end.
 */
export function checkCycles(findings: Findings, definitions: JsonObject): void {
  const state = new Map<string, 'open' | 'done'>()
  for (const start of Object.keys(definitions)) {
    if (state.has(start)) continue
    // A path of its own, not recursion: a chain of definitions can be as long as the document.
    const path: { readonly name: string; readonly edges: Edge[] }[] = []
    const enter = (name: string): void => {
      state.set(name, 'open')
      path.push({ name, edges: edgesOf(member(definitions, name), ['definitions', name]) })
    }
    enter(start)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const edge = top.edges.pop()
      if (edge === undefined) {
        state.set(top.name, 'done')
        path.pop()
      } else if (state.get(edge.to) === 'open') {
        const from = path.findIndex(({ name }) => name === edge.to)
        reportCycle(
          findings,
          edge,
          path.slice(from).map(({ name }) => name),
        )
      } else if (!state.has(edge.to) && Object.hasOwn(definitions, edge.to)) enter(edge.to)
    }
  }
}

function reportCycle(findings: Findings, edge: Edge, names: readonly string[]): void {
  const way = [...names.slice(0, 6), ...(names.length > 6 ? ['…'] : []), edge.to]
    .map((name) => quote(name))
    .join(' -> ')
  findings.error(edge.pointer, {
    rule: 'reference-cycle',
    message: `the definition is made of itself (${way}), so that it can have no type`,
    mend: 'break the cycle: let one of them hold the other in a property',
    at: 'value',
  })
}
