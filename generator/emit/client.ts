import type { ApiModel, Operation, Tag } from '../model/ir.js'
import { docComment } from './doc.js'
import { operationDoc, overloadOf, signatures, takesInput } from './operations.js'
import { noMentions, stringLiteral } from './print.js'
import { importNames, printFile, type Statement, StructureKind } from './source-file.js'

/** The file of the class that has every operation as a method. */
export function emitClient(model: ApiModel, header: string, runtime: string): string {
  const mentions = noMentions()
  const methods = model.operations.map((operation) => method(operation, alias(model, operation)))
  for (const operation of model.operations) {
    signatures(operation, mentions, [])
    overloadOf(operation, mentions)
  }
  mentions.runtime.add('DockerOptions').add('RequestOptions')
  const inputs = model.operations.filter(takesInput)
  const statements: Statement[] = [
    ...importNames(runtime, ['DockerClient'], mentions.runtime),
    ...importNames('./models.js', [], mentions.models),
    ...model.tags.flatMap((tag) => operationImports(tag, inputs)),
    classText(model, methods),
  ]
  return printFile('docker.ts', header, statements)
}

/** The name under which a tag's operations are imported. */
function alias(model: ApiModel, operation: Operation): string {
  const tag = model.tags.find(({ name }) => name === operation.tag)
  return tagAlias(tag?.file ?? 'untagged')
}

function tagAlias(file: string): string {
  return `${file.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Operations`
}

function operationImports(tag: Tag, inputs: readonly Operation[]): Statement[] {
  const moduleSpecifier = `./operations/${tag.file}.js`
  const names = inputs.filter((operation) => operation.tag === tag.name).map(({ inputName }) => inputName)
  return [
    { kind: StructureKind.ImportDeclaration, moduleSpecifier, namespaceImport: tagAlias(tag.file) },
    ...importNames(moduleSpecifier, [], names),
  ]
}

function classText(model: ApiModel, methods: readonly string[]): string {
  const doc = docComment([
    `A client of one Docker Engine, with every operation of API ${model.apiVersion} as a method.`,
    `Making one does no I/O: where the engine is, and which API version it speaks, is found at the first call.`,
  ])
  const constructorDoc = docComment([], '  ', [
    { head: '@param options', text: 'where the engine is; by default what the docker command of this machine uses' },
  ])
  return [
    `${doc}export class Docker extends DockerClient {`,
    `${constructorDoc}  constructor(options: DockerOptions = {}) {`,
    `    super(options, ${stringLiteral(model.apiVersion)});`,
    '  }',
    '',
    methods.join('\n'),
    '}',
    '',
  ].join('\n')
}

function method(operation: Operation, operations: string): string {
  const { overloads, implementation } = signatures(operation, noMentions(), [])
  const indented = (text: string): string => text.replaceAll('\n', '\n  ')
  const heads = overloads.map((signature) => `  ${indented(signature)};\n`)
  const call = `${operations}.${operation.functionName}(this, input, options)`
  const body = `  ${indented(implementation)} {\n    return ${call};\n  }\n`
  return `${operationDoc(operation, '  ')}${heads.join('')}${body}`
}
