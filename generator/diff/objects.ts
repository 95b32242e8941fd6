import type { ApiModel, Property, TypeDeclaration, TypeRef, TypeShape } from '../model/ir.js'

/** The declarations of a model by name. */
export type Declarations = ReadonlyMap<string, TypeDeclaration>

/** Indexes the declarations of a model. */
export function indexDeclarations(model: ApiModel): Declarations {
  return new Map(model.types.map((type) => [type.name, type]))
}

/** An object type with everything that it inherits. */
export interface ObjectView {
  readonly properties: ReadonlyMap<string, Property>
  /** What further keys hold, where the type takes any. */
  readonly index?: TypeRef
}

/** The objects of a model's declarations, as far as they were asked for. */
interface Views {
  readonly known: Map<string, ObjectView | undefined>
  /** How many properties may still be copied from bases: a chain of bases has as many as the square of its length. */
  left: number
  depth: number
}

const viewsOf = new WeakMap<Declarations, Views>()
const most = { properties: 1_000_000, depth: 500 }

/**
 * The object that a type stands for; undefined where it stands for anything else, or is made of more bases than any
 * document has.
 */
export function objectOf(type: TypeRef, declarations: Declarations): ObjectView | undefined {
  if (type.kind === 'object') return { properties: byName(type.properties) }
  if (type.kind === 'intersection') {
    const parts = type.members.map((member) => objectOf(member, declarations))
    return parts.every((part) => part !== undefined) ? merge(parts) : undefined
  }
  if (type.kind !== 'reference') return undefined
  const shape = declarations.get(type.name)?.shape
  return shape === undefined ? undefined : knownObject(type.name, shape, declarations)
}

/** As {@link objectOf}, for a declaration: made once, however many others are made of it. */
function knownObject(name: string, shape: TypeShape, declarations: Declarations): ObjectView | undefined {
  const views = viewsOf.get(declarations) ?? { known: new Map(), left: most.properties, depth: 0 }
  viewsOf.set(declarations, views)
  if (views.known.has(name)) return views.known.get(name)
  if (views.depth >= most.depth || views.left <= 0) return undefined
  // A declaration within itself adds nothing.
  views.known.set(name, undefined)
  views.depth++
  const view = shapeObject(shape, declarations)
  views.depth--
  views.left -= view?.properties.size ?? 0
  views.known.set(name, view)
  return view
}

/** As {@link objectOf}, for what a declaration says. */
export function shapeObject(shape: TypeShape, declarations: Declarations): ObjectView | undefined {
  if (shape.kind === 'alias') return objectOf(unalias(shape.type, declarations), declarations)
  const bases = shape.extends.map((name) => objectOf({ kind: 'reference', name }, declarations))
  const own: ObjectView = {
    properties: byName(shape.properties),
    ...(shape.index === undefined ? {} : { index: shape.index }),
  }
  return merge([...bases.filter((base) => base !== undefined), own])
}

function byName(properties: readonly Property[]): ReadonlyMap<string, Property> {
  return new Map(properties.map((property) => [property.name, property]))
}

function merge(parts: readonly ObjectView[]): ObjectView {
  const index = parts.map((part) => part.index).find((type) => type !== undefined)
  const properties = new Map(parts.flatMap((part) => [...part.properties]))
  return { properties, ...(index === undefined ? {} : { index }) }
}

/** The declared type behind an alias, or the type itself where it is no alias. */
export function unalias(type: TypeRef, declarations: Declarations): TypeRef {
  let current = type
  const seen = new Set<string>()
  while (current.kind === 'reference' && !seen.has(current.name)) {
    seen.add(current.name)
    const shape = declarations.get(current.name)?.shape
    if (shape?.kind !== 'alias') return current
    current = shape.type
  }
  return current
}
