import type { TypeRef } from '../model/ir.js'
import { isIdentifier } from '../model/naming.js'
import { references } from '../model/select.js'

/** Types and texts of the IR as TypeScript source. Whatever comes from a document goes through here. */

/** The widest line that emitted code and comments keep to, where a word allows it. */
export const lineWidth = 120

/** A text as a string literal in single quotes: nothing in it can end the literal or the line, or hide. */
export function stringLiteral(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${escapeInvisible(inner)}'`
}

/** A value as JSON in which no character hides, reorders others or speaks to a terminal; null for what is no JSON. */
export function visibleJson(value: unknown, indent?: number): string {
  const json: string | undefined = JSON.stringify(value, undefined, indent)
  // Outside of its texts, JSON has no control character but the newline of its own layout; in them it is an escape.
  return escapeInvisible(json ?? 'null')
}

/** Line separators, bidirectional controls, odd blanks and other characters that would hide in source code. */
function escapeInvisible(text: string): string {
  return text.replace(/(?![ \n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Zs}]/gu, (character) => {
    const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
  })
}

/** A property's name: quoted only where it must be. `__proto__` is computed, because unquoted or quoted it sets one. */
export function propertyName(name: string): string {
  if (name === '__proto__') return "['__proto__']"
  return isIdentifier(name) ? name : stringLiteral(name)
}

/** The names that a printed type mentions. */
export interface Mentions {
  readonly models: Set<string>
  readonly runtime: Set<string>
  /** Types that are aliases, where the text is part of an alias itself. */
  readonly aliases?: ReadonlySet<string>
}

/** An empty set of mentions. */
export function noMentions(): Mentions {
  return { models: new Set(), runtime: new Set() }
}

/**
 * A type as source.
 *
 * @param mentions collects the names that the file must import
 */
export function printType(type: TypeRef, mentions: Mentions, indent = ''): string {
  const inner = (ref: TypeRef): string => printType(ref, mentions, indent)
  switch (type.kind) {
    case 'primitive':
      return type.name
    case 'unknown':
      return 'unknown'
    case 'literals':
      return printLiterals(type).join(' | ')
    case 'array':
      return `${type.readonly ? 'readonly ' : ''}${parenthesized(type.items, inner(type.items))}[]`
    case 'tuple':
      return `[${type.items.map(inner).join(', ')}]`
    case 'map':
      return printMap(type.values, mentions, inner(type.values))
    case 'reference':
      mentions.models.add(type.name)
      return type.name
    case 'runtime':
      mentions.runtime.add(type.name)
      return type.parameter === undefined ? type.name : `${type.name}<${inner(type.parameter)}>`
    case 'nullable':
      return `${inner(type.type)} | null`
    case 'union':
      return type.members.map((member) => parenthesized(member, inner(member))).join(' | ')
    case 'intersection':
      return type.members.map((member) => parenthesized(member, inner(member))).join(' & ')
    case 'object':
      return printObject(type, mentions, indent)
  }
}

function printLiterals({ values, open }: Extract<TypeRef, { kind: 'literals' }>): string[] {
  const literals = values.map((value) => (typeof value === 'string' ? stringLiteral(value) : String(value)))
  const base = values.every((value) => typeof value === 'number') ? 'number' : 'string'
  return open ? [...literals, `(${base} & {})`] : literals
}

/** An alias may reach itself through a map, and `Record` asks for its argument at once, where a signature does not. */
function printMap(values: TypeRef, { aliases }: Mentions, printed: string): string {
  const mayBeCircular = aliases !== undefined && references(values).some((name) => aliases.has(name))
  return mayBeCircular ? `{ [name: string]: ${printed} }` : `Record<string, ${printed}>`
}

function parenthesized(type: TypeRef, printed: string): string {
  const compound =
    type.kind === 'nullable' ||
    (type.kind === 'array' && type.readonly === true) ||
    type.kind === 'union' ||
    type.kind === 'intersection' ||
    (type.kind === 'literals' && (type.open || type.values.length > 1))
  return compound ? `(${printed})` : printed
}

function printObject(type: Extract<TypeRef, { kind: 'object' }>, mentions: Mentions, indent: string): string {
  const deeper = `${indent}  `
  const lines = type.properties.map((property) => {
    const optional = property.required ? '' : '?'
    return `${deeper}${propertyName(property.name)}${optional}: ${printType(property.type, mentions, deeper)};`
  })
  return ['{', ...lines, `${indent}}`].join('\n')
}

/**
 * A type behind `head`, as `name:`. A union that is too long for the line stands below it, one member a line.
 *
 * @param last further members, as `undefined`
 */
export function printAfter(
  head: string,
  type: TypeRef,
  mentions: Mentions,
  indent: string,
  last: readonly string[] = [],
): string {
  const printed = [printType(type, mentions, indent), ...last].join(' | ')
  const members = [...(unionMembers(type, mentions, indent) ?? []), ...last]
  if (members.length < 3 || indent.length + head.length + printed.length + 2 <= lineWidth) {
    return `${indent}${head} ${printed};`
  }
  return `${indent}${head}${members.map((member) => `\n${indent}  | ${member}`).join('')};`
}

/** The members of a union of any kind; undefined where a type is none. */
function unionMembers(type: TypeRef, mentions: Mentions, indent: string): string[] | undefined {
  if (type.kind === 'literals') return printLiterals(type)
  if (type.kind === 'union') {
    return type.members.map((member) => parenthesized(member, printType(member, mentions, indent)))
  }
  if (type.kind !== 'nullable') return undefined
  const members = unionMembers(type.type, mentions, indent)
  return members === undefined ? undefined : [...members, 'null']
}
