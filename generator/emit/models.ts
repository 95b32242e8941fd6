import type { Property, TypeDeclaration, TypeRef } from '../model/ir.js'
import { type DocTag, docComment } from './doc.js'
import { breakUnion, type Mentions, noMentions, printType, propertyName } from './print.js'
import { importNames, printFile, type Statement } from './source-file.js'

/** The file of all models. */
export function emitModels(types: readonly TypeDeclaration[], header: string, runtime: string): string {
  const mentions = noMentions()
  const statements = types.map((type) => declaration(type, mentions))
  return printFile('models.ts', header, [...importNames(runtime, [], mentions.runtime), ...statements])
}

function declaration(type: TypeDeclaration, mentions: Mentions): Statement {
  const doc = docComment([type.doc], '', deprecation(type.deprecated))
  const { shape } = type
  if (shape.kind === 'alias') {
    const printed = printType(shape.type, mentions)
    const head = `export type ${type.name} =`
    const broken = breakUnion(printed, head.length + 2, '')
    return `${doc}${head}${broken.startsWith('\n') ? '' : ' '}${broken};\n`
  }
  const bases = shape.extends.length === 0 ? '' : ` extends ${shape.extends.join(', ')}`
  const properties = shape.properties.map((property) => printProperty(property, mentions, false))
  const index = shape.index === undefined ? [] : [printIndex(shape.index, mentions)]
  return block(`${doc}export interface ${type.name}${bases}`, [...properties, ...index])
}

function block(head: string, members: readonly string[]): string {
  return members.length === 0 ? `${head} {}\n` : `${head} {\n${members.join('')}}\n`
}

function printIndex(type: TypeRef, mentions: Mentions): string {
  return `  /** Names that a newer engine knows. */\n  [name: string]: ${printType(type, mentions)} | undefined;\n`
}

/**
 * One property of an interface, with its comment.
 *
 * @param loose lets an optional property be given as undefined, for inputs that callers put together
 */
export function printProperty(property: Property, mentions: Mentions, loose: boolean): string {
  const printed = printType(property.type, mentions, '  ')
  const optional = property.required ? '' : '?'
  const type = loose && !property.required ? `${printed} | undefined` : printed
  const head = `  ${propertyName(property.name)}${optional}:`
  const broken = breakUnion(type, head.length + 2, '  ')
  return `${propertyDoc(property)}${head}${broken.startsWith('\n') ? '' : ' '}${broken};\n`
}

function propertyDoc(property: Property): string {
  const says = /default/i.test(property.doc)
  const shown = property.default !== undefined && !says && !['""', 'null', '{}', '[]'].includes(property.default)
  const value: DocTag[] = shown ? [{ head: `@defaultValue \`${property.default}\`` }] : []
  return docComment([property.doc], '  ', [...value, ...deprecation(property.deprecated)])
}

/** The tag of what is deprecated. */
export function deprecation(deprecated: boolean): DocTag[] {
  return deprecated ? [{ head: '@deprecated' }] : []
}
