import type { Operation, Parameter, Property, ResultKind, Tag, TypeRef } from '../model/ir.js'
import { docComment } from './doc.js'
import { deprecation, printProperty } from './models.js'
import { lineWidth, type Mentions, noMentions, printType, propertyName, stringLiteral } from './print.js'
import { importNames, printFile, type Statement } from './source-file.js'

/** One file of operations: a tag's. */
export function emitOperations(tag: Tag, operations: readonly Operation[], header: string, runtime: string): string {
  const mentions = noMentions()
  const calls = new Set<string>()
  const statements = operations.flatMap((operation) => emitOperation(operation, mentions, calls))
  return printFile(`operations/${tag.file}.ts`, header, [...imports(mentions, calls, runtime), ...statements])
}

function imports(mentions: Mentions, calls: ReadonlySet<string>, runtime: string): Statement[] {
  return [...importNames(runtime, calls, mentions.runtime), ...importNames('../models.js', [], mentions.models)]
}

function emitOperation(operation: Operation, mentions: Mentions, calls: Set<string>): string[] {
  for (const name of ['DockerClient', 'OperationDescriptor', 'RequestOptions']) mentions.runtime.add(name)
  const input = takesInput(operation) ? [emitInput(operation, mentions)] : []
  return [...input, emitDescriptor(operation), emitFunction(operation, mentions, calls)]
}

/** True where the operation has a parameter or a body. */
export function takesInput(operation: Operation): boolean {
  return operation.parameters.length > 0 || operation.body !== undefined
}

/** True where a call must give an input. */
export function needsInput(operation: Operation): boolean {
  return operation.parameters.some(({ required }) => required) || operation.body?.required === true
}

/** The input object's properties: parameters, then the body. */
export function inputProperties(operation: Operation): Property[] {
  const parameters = operation.parameters.map((parameter): Property => {
    const { name, type, required, doc, deprecated } = parameter
    const base = { name, type: readonlyLists(type), required, doc, deprecated }
    return parameter.default === undefined ? base : { ...base, default: parameter.default }
  })
  if (operation.body === undefined) return parameters
  const { type, required, doc } = operation.body
  return [...parameters, { name: 'body', type, required, doc, deprecated: false }]
}

/** A list of a query is only read, so a caller may give a readonly one. */
function readonlyLists(type: TypeRef): TypeRef {
  return type.kind === 'array' ? { ...type, readonly: true } : type
}

function emitInput(operation: Operation, mentions: Mentions): string {
  const doc = `/** What {@link ${operation.functionName}} takes. */\n`
  const properties = inputProperties(operation).map((property) => printProperty(property, mentions, true))
  return `${doc}export interface ${operation.inputName} {\n${properties.join('')}}\n`
}

/** The name of an operation's descriptor. */
function descriptorName(operation: Operation): string {
  return `${operation.functionName}Operation`
}

function emitDescriptor(operation: Operation): string {
  const at = (where: Parameter['where']): Parameter[] => operation.parameters.filter((one) => one.where === where)
  const paths = at('path').filter(({ encoding, name, wireName }) => encoding !== 'segment' || name !== wireName)
  const fields = [
    `operationId: ${stringLiteral(operation.operationId)},`,
    `method: ${stringLiteral(operation.method)},`,
    `path: ${stringLiteral(operation.path)},`,
    ...record(
      'pathParameters',
      paths.map((parameter) => [parameter.wireName, stringLiteral(parameter.encoding)]),
    ),
    ...record(
      'query',
      at('query').map((parameter) => [parameter.name, queryEncoding(parameter)]),
    ),
    ...record(
      'headers',
      at('header').map((parameter) => [parameter.name, namedParameter(parameter)]),
    ),
    ...bodyFields(operation),
    ...(operation.unversioned ? ['unversioned: true,'] : []),
    ...acceptField(operation.result),
  ]
  const body = fields.map((field) => `  ${field.replaceAll('\n', '\n  ')}\n`).join('')
  return `const ${descriptorName(operation)}: OperationDescriptor = {\n${body}};\n`
}

function record(field: string, entries: readonly (readonly [string, string])[]): string[] {
  if (entries.length === 0) return []
  const members = entries.map(([name, value]) => `${propertyName(name)}: ${value}`)
  const oneLine = `${field}: { ${members.join(', ')} },`
  if (oneLine.length + 2 <= lineWidth) return [oneLine]
  return [`${field}: {\n${members.map((member) => `  ${member},\n`).join('')}},`]
}

function queryEncoding(parameter: Parameter): string {
  const plain = parameter.name === parameter.wireName && parameter.always === undefined
  return plain ? stringLiteral(parameter.encoding) : namedParameter(parameter)
}

function namedParameter(parameter: Parameter): string {
  const always = parameter.always === undefined ? '' : `, always: ${stringLiteral(parameter.always)}`
  return `{ name: ${stringLiteral(parameter.wireName)}, encoding: ${stringLiteral(parameter.encoding)}${always} }`
}

function bodyFields(operation: Operation): string[] {
  const { body } = operation
  if (body === undefined) return []
  const fallback = body.fallback === undefined ? '' : `, fallback: ${stringLiteral(body.fallback)}`
  return [`body: { kind: ${stringLiteral(body.kind)}, contentType: ${stringLiteral(body.contentType)}${fallback} },`]
}

function acceptField(result: ResultKind): string[] {
  return result.kind === 'bytes' && result.accept !== undefined ? [`accept: ${stringLiteral(result.accept)},`] : []
}

/** How a result is called for, and what its call gives. */
export interface ResultCall {
  /** The runtime's function. */
  readonly call: string
  /** The type that the call's promise gives. */
  readonly type: string
  /** Type argument of the call, where it takes one. */
  readonly typeArgument?: string
  /** Further arguments of the call, as source. */
  readonly extra?: string
}

/** The call for an operation's result. */
export function resultCall(result: ResultKind, mentions: Mentions): ResultCall {
  const runtime = (call: string, type: string, extra?: string): ResultCall => {
    mentions.runtime.add(type)
    return { call, type, ...(extra === undefined ? {} : { extra }) }
  }
  switch (result.kind) {
    case 'void':
      return { call: 'callVoid', type: 'void' }
    case 'text':
      return { call: 'callText', type: 'string' }
    case 'json': {
      const type = printType(result.type, mentions)
      return { call: 'callJson', type, typeArgument: type }
    }
    case 'path-stat':
      return runtime('callPathStat', 'PathStat')
    case 'ping':
      return runtime('callPing', 'PingInfo')
    case 'bytes':
      return runtime('callBytes', 'ByteStream')
    case 'json-stream': {
      const item = printType(result.item, mentions)
      mentions.runtime.add('JsonStream')
      const extra = result.progress ? "'progress'" : "'values'"
      return { call: 'callJsonStream', type: `JsonStream<${item}>`, typeArgument: item, extra }
    }
    case 'logs':
      return runtime('callLogs', 'LogStream', stringLiteral(result.terminal))
    case 'hijack':
      return runtime('callHijack', 'HijackedStream', stringLiteral(result.terminal))
    case 'websocket':
      return runtime('callWebSocket', 'HijackedStream')
    case 'tunnel':
      return runtime('callTunnel', 'Duplex', stringLiteral(result.protocol))
  }
}

/** A further form of a call: the input that selects it, and what it gives then. */
export interface Overload {
  /** Added to the input's type. */
  readonly input: string
  readonly type: string
  /** True where the call of that form is made. */
  readonly condition: string
  readonly call: ResultCall
}

/** The form in which a stream is one value, or a hijack a plain call; with it the form that may be either. */
export function overloadOf(operation: Operation, mentions: Mentions): Overload | undefined {
  const { result } = operation
  if (result.kind === 'json-stream' && result.single !== undefined) {
    const { parameter, value } = result.single
    const type = printType(result.item, mentions)
    const condition = `input.${parameter} === ${value}`
    return {
      input: `{ ${parameter}: ${value} }`,
      type,
      condition,
      call: { call: 'callJson', type, typeArgument: type },
    }
  }
  if (result.kind === 'hijack' && result.detach !== undefined) {
    const condition = `input.body?.${result.detach} === true`
    const input = `{ body: { ${result.detach}: true } }`
    return { input, type: 'void', condition, call: { call: 'callVoid', type: 'void' } }
  }
  return undefined
}

/** The signatures of an operation, without `export function` before and without a body behind. */
export interface Signatures {
  readonly overloads: readonly string[]
  readonly implementation: string
}

/**
 * The signatures of a function or method.
 *
 * @param first parameters before the input, as source
 */
export function signatures(operation: Operation, mentions: Mentions, first: readonly string[]): Signatures {
  const plain = resultCall(operation.result, mentions)
  const overload = overloadOf(operation, mentions)
  const form = (input: string, type: string, isDeclaration: boolean): string => {
    const parameters = [...first, ...inputParameter(operation, input, isDeclaration), 'options?: RequestOptions']
    return wrapSignature(operation.functionName, parameters, `Promise<${type}>`)
  }
  const input = operation.inputName
  if (overload === undefined) return { overloads: [], implementation: form(input, plain.type, false) }
  const either = `${overload.type} | ${plain.type}`
  return {
    overloads: [form(`${input} & ${overload.input}`, overload.type, true), ...broader(operation, plain, either, form)],
    implementation: form(input, either, false),
  }
}

function broader(
  operation: Operation,
  plain: ResultCall,
  either: string,
  form: (input: string, type: string, isDeclaration: boolean) => string,
): string[] {
  const { result, inputName } = operation
  if (result.kind === 'json-stream' && result.single !== undefined) {
    const other = `{ ${result.single.parameter}?: ${!result.single.value} | undefined }`
    return [form(`${inputName} & ${other}`, plain.type, true), form(inputName, either, true)]
  }
  return [form(inputName, plain.type, true)]
}

function inputParameter(operation: Operation, input: string, isDeclaration: boolean): string[] {
  if (!takesInput(operation)) return ['input?: Record<string, never>']
  if (needsInput(operation)) return [`input: ${input}`]
  return [isDeclaration ? `input?: ${input}` : `input: ${input} = {}`]
}

function wrapSignature(name: string, parameters: readonly string[], result: string): string {
  const oneLine = `${name}(${parameters.join(', ')}): ${result}`
  if (oneLine.length + 'export function  {'.length <= lineWidth) return oneLine
  return `${name}(\n${parameters.map((parameter) => `  ${parameter},\n`).join('')}): ${result}`
}

function emitFunction(operation: Operation, mentions: Mentions, calls: Set<string>): string {
  const plain = resultCall(operation.result, mentions)
  const overload = overloadOf(operation, mentions)
  calls.add(plain.call)
  const { overloads, implementation } = signatures(operation, mentions, ['client: DockerClient'])
  const doc = operationDoc(operation)
  const lines = overloads.map((signature) => `export function ${signature};\n`)
  const [first] = lines
  const head = first === undefined ? doc : `${doc}${lines.join('')}`
  const branch = overload === undefined ? '' : branchOf(operation, overload, calls)
  return `${head}export function ${implementation} {\n${branch}  return ${callExpression(operation, plain)};\n}\n`
}

function branchOf(operation: Operation, overload: Overload, calls: Set<string>): string {
  calls.add(overload.call.call)
  return `  if (${overload.condition}) return ${callExpression(operation, overload.call)};\n`
}

function callExpression(operation: Operation, { call, typeArgument, extra }: ResultCall): string {
  const type = typeArgument === undefined ? '' : `<${typeArgument}>`
  const further = extra === undefined ? '' : `, ${extra}`
  return `${call}${type}(client, ${descriptorName(operation)}, input, options${further})`
}

/** The comment of an operation: summary, description, `METHOD /path`, and the errors that the document names. */
export function operationDoc(operation: Operation, indent = ''): string {
  const summary = operation.summary === '' ? operation.operationId : operation.summary
  const sentence = /[.!?]$/.test(summary) ? summary : `${summary}.`
  const errors = operation.errors.map(({ status, doc }) => {
    return { head: `@throws ${errorClass(status)} (${status})`, text: doc }
  })
  const place = `\`${operation.method} ${operation.path}\``
  return docComment([sentence, operation.doc, place], indent, [...errors, ...deprecation(operation.deprecated)])
}

const errorClasses: Readonly<Record<number, string>> = {
  401: 'UnauthorizedError',
  403: 'ForbiddenError',
  404: 'NotFoundError',
  409: 'ConflictError',
}

/** The runtime's error class for a status. */
export function errorClass(status: number): string {
  return errorClasses[status] ?? (status >= 500 ? 'ServerError' : 'BadRequestError')
}
