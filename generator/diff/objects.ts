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

/** The object that a type stands for; undefined where it stands for anything else. */
export function objectOf(
  type: TypeRef,
  declarations: Declarations,
  within = new Set<string>(),
): ObjectView | undefined {
  if (type.kind === 'object') return { properties: byName(type.properties) }
  if (type.kind === 'intersection') {
    const parts = type.members.map((member) => objectOf(member, declarations, within))
    return parts.every((part) => part !== undefined) ? merge(parts) : undefined
  }
  if (type.kind !== 'reference' || within.has(type.name)) return undefined
  const declaration = declarations.get(type.name)
  if (declaration === undefined) return undefined
  return shapeObject(declaration.shape, declarations, new Set(within).add(type.name))
}

/** As {@link objectOf}, for what a declaration says. */
export function shapeObject(
  shape: TypeShape,
  declarations: Declarations,
  within = new Set<string>(),
): ObjectView | undefined {
  if (shape.kind === 'alias') return objectOf(shape.type, declarations, within)
  const bases = shape.extends.map((name) => objectOf({ kind: 'reference', name }, declarations, within))
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
