import type { Operation, Tag } from '../model/ir.js'
import { descriptorName } from '../model/operations.js'
import { overloadOf, type ResultCall, resultCall } from './calls.js'
import { emitDescriptor } from './descriptor.js'
import { emitInput, takesInput } from './input.js'
import { operationDoc } from './operation-doc.js'
import { type Mentions, noMentions } from './print.js'
import { signatures } from './signatures.js'
import { importNames, printFile } from './source-file.js'

/** One file of operations: a tag's. */
export function emitOperations(tag: Tag, operations: readonly Operation[], header: string, runtime: string): string {
  const mentions = noMentions()
  const calls = new Set<string>()
  const statements = operations.flatMap((operation) => emitOperation(operation, mentions, calls))
  const imports = [
    ...importNames(runtime, calls, mentions.runtime),
    ...importNames('../models.js', [], mentions.models),
  ]
  return printFile(`operations/${tag.file}.ts`, header, imports, statements)
}

function emitOperation(operation: Operation, mentions: Mentions, calls: Set<string>): string[] {
  for (const name of ['DockerClient', 'OperationDescriptor', 'RequestOptions']) mentions.runtime.add(name)
  const input = takesInput(operation) ? [emitInput(operation, mentions)] : []
  return [...input, emitDescriptor(operation), emitFunction(operation, mentions, calls)]
}

function emitFunction(operation: Operation, mentions: Mentions, calls: Set<string>): string {
  const plain = resultCall(operation.result, mentions)
  const overload = overloadOf(operation, mentions)
  const expression = ({ call, typeArgument, extra }: ResultCall): string => {
    calls.add(call)
    const type = typeArgument === undefined ? '' : `<${typeArgument}>`
    const further = extra === undefined ? '' : `, ${extra}`
    return `${call}${type}(client, ${descriptorName(operation.functionName)}, input, options${further})`
  }
  const { overloads, implementation } = signatures(operation, mentions, ['client: DockerClient'])
  const declarations = overloads.map((signature) => `export function ${signature};\n`).join('')
  const branch = overload === undefined ? '' : `  if (${overload.condition}) return ${expression(overload.call)};\n`
  const body = `${branch}  return ${expression(plain)};\n`
  return `${operationDoc(operation)}${declarations}export function ${implementation} {\n${body}}\n`
}
