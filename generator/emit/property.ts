import type { Property } from '../model/ir.js'
import { codeSpan, type DocTag, docComment } from './doc.js'
import { type Mentions, printAfter, propertyName } from './print.js'

/**
 * One property of an interface, with its comment.
 *
 * @param loose lets an optional property be given as undefined, for inputs that callers put together
 */
export function printProperty(property: Property, mentions: Mentions, loose: boolean): string {
  const head = `${propertyName(property.name)}${property.required ? '' : '?'}:`
  const last = loose && !property.required ? ['undefined'] : []
  return `${propertyDoc(property)}${printAfter(head, property.type, mentions, '  ', last)}\n`
}

function propertyDoc(property: Property): string {
  const says = /default/i.test(property.doc)
  const shown = property.default !== undefined && !says && !['""', 'null', '{}', '[]'].includes(property.default)
  const value: DocTag[] = shown ? [{ head: '@defaultValue', text: codeSpan(property.default ?? '') }] : []
  return docComment([property.doc], '  ', [...value, ...deprecation(property.deprecated)])
}

/** The tag of what is deprecated. */
export function deprecation(deprecated: boolean): DocTag[] {
  return deprecated ? [{ head: '@deprecated' }] : []
}
