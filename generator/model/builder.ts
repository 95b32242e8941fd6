import type { Heritage } from './heritage.js'
import type { TypeDeclaration, TypeRef } from './ir.js'
import { boundedTypeName, singular } from './naming.js'
import type { Definitions, Direction } from './resolve.js'
import type { Schema } from './swagger.js'
import { boundedOrigin } from './texts.js'
import type { TypeNames } from './type-names.js'

/** Where a schema stands, and what a type of its own would be called. */
export interface Site {
  /** The name for an inline object, without the suffix of its direction. */
  readonly name: string
  /** JSON pointer, in bounds. */
  readonly origin: string
  /** What the type is for, where its schema does not say it. */
  readonly doc?: string
  /** Which way its values travel. */
  readonly direction: Direction
  /** Part of a definition that requests and answers share, so that its inline types need telling apart as well. */
  readonly shared: boolean
}

/** What the types of a document are built with. */
export interface Builder {
  readonly definitions: Definitions
  readonly heritage: Heritage
  readonly names: TypeNames
  /** The declarations so far, by name. */
  readonly declared: Map<string, TypeDeclaration>
  /** The type of a schema in its place; inline objects are declared under the site's name. */
  typeOf(schema: Schema, site: Site): TypeRef
  /** The same without the nullability that the schema has, which its users state. */
  bareType(schema: Schema, site: Site): TypeRef
}

/** The site of a part of a schema. */
export function below(site: Site, word: string, step: string): Site {
  const { doc: _, ...rest } = site
  return { ...rest, name: boundedTypeName(site.name + word), origin: boundedOrigin(`${site.origin}/${step}`) }
}

/** The site of the items of a list. */
export function itemsOf(site: Site): Site {
  return { ...site, name: boundedTypeName(singular(site.name)), origin: boundedOrigin(`${site.origin}/items`) }
}

/** A type that may be null too. */
export function nullable(type: TypeRef): TypeRef {
  return type.kind === 'nullable' || type.kind === 'unknown' ? type : { kind: 'nullable', type }
}

/** A type without its null. */
export function withoutNull(type: TypeRef): TypeRef {
  return type.kind === 'nullable' ? type.type : type
}
