import { existsSync, readFileSync } from 'node:fs'
import type { ApiModel, Property, TypeDeclaration, TypeRef } from '../../generator/model/ir.js'

/** One field in which the document of API 1.42 and its engines part. */
export interface Fact {
  /** As `HostConfig.LogConfig.Type`, `Task[]`, `ContainerTop→200.Titles` or `ContainerExec←body.Env`. */
  readonly path: string
  readonly detail: string
  readonly direction: string
}

const file = new URL('../../../shared/facts/discrepancies-v1.42.json', import.meta.url)

/** The facts by their kind, or undefined where they are not beside the project; then it says so. */
export function readFacts(): Readonly<Record<string, readonly Fact[]>> | undefined {
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { static: Record<string, Fact[]> }).static
  console.warn('skipped: there is no ../shared/facts/discrepancies-v1.42.json')
  return undefined
}

/** What the model says of the field at a path. */
export interface Found {
  readonly type: TypeRef
  /** Undefined for items of lists and values of maps. */
  readonly property?: Property
}

/** Looks up a fact's path in a model: answers in the form of answers, bodies in that of requests. */
export function find(model: ApiModel, path: string): Found | undefined {
  const [, start = '', rest = ''] = /^([^.[{]+)(.*)$/.exec(path) ?? []
  const types = new Map(model.types.map((type) => [type.name, type]))
  let found: Found | undefined = startOf(model, types, start)
  for (const [step] of rest.matchAll(/\.[^.[\]{}]+|\[\]|\{\}/g)) {
    found = found === undefined ? undefined : stepInto(types, found.type, step)
  }
  return found
}

type Types = ReadonlyMap<string, TypeDeclaration>

function startOf(model: ApiModel, types: Types, start: string): Found | undefined {
  const [operationId, direction] = start.split(/[→←]/)
  if (direction === undefined) {
    const name = types.has(`${start}Output`) ? `${start}Output` : start
    return types.has(name) ? { type: { kind: 'reference', name } } : undefined
  }
  const operation = model.operations.find((one) => one.operationId === operationId)
  const result = operation?.result
  const answer = result?.kind === 'json' ? result.type : result?.kind === 'json-stream' ? result.item : undefined
  const type = direction === 'body' ? operation?.body?.type : answer
  return type === undefined ? undefined : { type }
}

function stepInto(types: Types, type: TypeRef, step: string): Found | undefined {
  const plain = resolve(types, type)
  if (step === '[]') return plain.kind === 'array' || plain.kind === 'tuple' ? itemOf(plain) : undefined
  if (step === '{}') return plain.kind === 'map' ? { type: plain.values } : undefined
  const name = step.slice(1)
  const property = propertiesOf(types, plain).find((one) => one.name === name)
  return property === undefined ? undefined : { type: property.type, property }
}

function itemOf(type: TypeRef & { kind: 'array' | 'tuple' }): Found | undefined {
  const item = type.kind === 'array' ? type.items : type.items[0]
  return item === undefined ? undefined : { type: item }
}

/** Without null, and with an alias' own type; a reference is left only to an interface. */
function resolve(types: Types, type: TypeRef): TypeRef {
  if (type.kind === 'nullable') return resolve(types, type.type)
  const shape = type.kind === 'reference' ? types.get(type.name)?.shape : undefined
  return shape?.kind === 'alias' ? resolve(types, shape.type) : type
}

function propertiesOf(types: Types, type: TypeRef): readonly Property[] {
  if (type.kind === 'object') return type.properties
  if (type.kind === 'intersection') return type.members.flatMap((member) => propertiesOf(types, resolve(types, member)))
  const shape = type.kind === 'reference' ? types.get(type.name)?.shape : undefined
  if (shape?.kind !== 'interface') return []
  const inherited = shape.extends.flatMap((name) => propertiesOf(types, resolve(types, { kind: 'reference', name })))
  return [...inherited, ...shape.properties]
}
