import type { TypeDeclaration, TypeRef } from '../model/ir.js'
import { docComment } from './doc.js'
import { type Mentions, noMentions, printAfter, printType } from './print.js'
import { deprecation, printProperty } from './property.js'
import { importNames, printFile } from './source-file.js'

/** The file of all models. */
export function emitModels(types: readonly TypeDeclaration[], header: string, runtime: string): string {
  const aliases = new Set(types.filter(({ shape }) => shape.kind === 'alias').map(({ name }) => name))
  const mentions = { ...noMentions(), aliases }
  const statements = types.map((type) => declaration(type, mentions))
  return printFile('models.ts', header, importNames(runtime, [], mentions.runtime), statements)
}

function declaration(type: TypeDeclaration, mentions: Mentions): string {
  const doc = docComment([type.doc], '', deprecation(type.deprecated))
  const { shape } = type
  if (shape.kind === 'alias') {
    return `${doc}${printAfter(`export type ${type.name} =`, shape.type, mentions, '')}\n`
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
  return `  /** Further names. */\n  [name: string]: ${printType(type, mentions)} | undefined;\n`
}
