import type { TypeRef } from '../model/ir.js'
import { isIdentifier } from '../model/naming.js'

/** Types and texts of the IR as TypeScript source. Whatever comes from a document goes through here. */

/** The widest line that emitted code and comments keep to, where a word allows it. */
export const lineWidth = 120

/** A text as a string literal in single quotes: nothing in it can end the literal or the line. */
export function stringLiteral(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${escapeInvisible(inner)}'`
}

/** Line separators, bidirectional controls and other characters that would hide in source code, as escapes. */
function escapeInvisible(text: string): string {
  return text.replace(
    /[\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff]/g,
    (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
    },
  )
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
      return printLiterals(type.values, type.open)
    case 'array':
      return `${type.readonly ? 'readonly ' : ''}${parenthesized(type.items, inner(type.items))}[]`
    case 'tuple':
      return `[${type.items.map(inner).join(', ')}]`
    case 'map':
      return `Record<string, ${inner(type.values)}>`
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

function printLiterals(values: readonly (string | number)[], open: boolean): string {
  const literals = values.map((value) => (typeof value === 'string' ? stringLiteral(value) : String(value)))
  const base = values.every((value) => typeof value === 'number') ? 'number' : 'string'
  return [...literals, ...(open ? [`(${base} & {})`] : [])].join(' | ')
}

function parenthesized(type: TypeRef, printed: string): string {
  const compound =
    type.kind === 'nullable' ||
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
 * Breaks a long union over lines, one member each, as a person would.
 *
 * @param taken columns that stand before it on its line
 */
export function breakUnion(printed: string, taken: number, indent: string): string {
  if (taken + printed.length <= lineWidth || !printed.includes(' | ') || /[{<]/.test(printed)) return printed
  const nullable = printed.endsWith(' | null')
  const members = splitUnion(nullable ? printed.slice(0, -' | null'.length) : printed)
  return [...members, ...(nullable ? ['null'] : [])].map((member) => `\n${indent}  | ${member}`).join('')
}

/** The members of a printed union, whose strings may hold a bar. */
function splitUnion(printed: string): string[] {
  return printed.match(/(?:'(?:[^'\\]|\\.)*'|\([^)]*\)|[^|'(])+/g)?.map((member) => member.trim()) ?? [printed]
}
