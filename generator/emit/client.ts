import type { ApiModel, Operation, Tag } from '../model/ir.js'
import { distinctNames } from '../model/naming.js'
import { overloadOf } from './calls.js'
import { docComment } from './doc.js'
import { takesInput } from './input.js'
import { operationDoc } from './operation-doc.js'
import { noMentions, stringLiteral } from './print.js'
import { signatures } from './signatures.js'
import { type Import, importNames, printFile } from './source-file.js'

/** The file of the class that has every operation as a method. */
export function emitClient(
  model: ApiModel,
  operations: ReadonlyMap<string, readonly Operation[]>,
  header: string,
  runtime: string,
): string {
  const mentions = noMentions()
  const namespaces = distinctNames(
    model.tags.map(({ file }) => file),
    namespaceOf,
    new Set(),
  )
  const files = new Map(model.tags.map(({ name, file }) => [name, namespaces.get(file) ?? namespaceOf(file)]))
  const methods = model.operations.map((one) => method(one, files.get(one.tag) ?? namespaceOf(one.tag)))
  for (const operation of model.operations) {
    signatures(operation, mentions, [])
    overloadOf(operation, mentions)
  }
  mentions.runtime.add('DockerOptions').add('RequestOptions')
  const imports: Import[] = [
    ...importNames(runtime, ['DockerClient'], mentions.runtime),
    ...importNames('./models.js', [], mentions.models),
    ...model.tags.flatMap((tag) => {
      return operationImports(tag, files.get(tag.name) ?? namespaceOf(tag.file), operations.get(tag.name) ?? [])
    }),
  ]
  return printFile('docker.ts', header, imports, [classText(model, methods)])
}

/** The name under which a file's operations are imported: those of `my-things` as `myThingsOperations`. */
function namespaceOf(file: string): string {
  const name = file.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  return `${/^\d/.test(name) ? '_' : ''}${name}Operations`
}

function operationImports(tag: Tag, namespaceImport: string, operations: readonly Operation[]): Import[] {
  const moduleSpecifier = `./operations/${tag.file}.js`
  const inputs = operations.filter(takesInput).map(({ inputName }) => inputName)
  return [{ moduleSpecifier, namespaceImport }, ...importNames(moduleSpecifier, [], inputs)]
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
