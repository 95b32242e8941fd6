import { type Builder, withoutNull } from './builder.js'
import { ExtensionError, extensionText, fieldName, terminalSource } from './extensions.js'
import type { Body, Parameter, ResultKind, SingleAnswer, TypeDeclaration, TypeRef } from './ir.js'
import { typeName } from './naming.js'
import type { OperationSource } from './operations.js'
import type { ResultCorrection, Schema, SwaggerOperation } from './swagger.js'

/** What the call of an operation gives. */
export function buildResult(source: OperationSource, inputs: Inputs): ResultKind {
  const correction = source.operation['x-docker-result']
  return correction === undefined ? documentedResult(source) : correctedResult(source, correction, inputs)
}

/** What callers give an operation: on some of it depends what they get. */
export interface Inputs {
  readonly parameters: readonly Parameter[]
  readonly body: Body | undefined
}

/** What the document alone says: a schema is JSON, a binary string is bytes, no schema is nothing. */
function documentedResult(source: OperationSource): ResultKind {
  const { operation } = source
  const schema = successSchema(operation)
  if (schema === undefined || source.method === 'head') return { kind: 'void' }
  if (schema.format === 'binary') return { kind: 'bytes' }
  const produces = operation.produces ?? source.document.produces ?? ['application/json']
  if (schema.type === 'string' && !produces.includes('application/json')) return { kind: 'text' }
  return { kind: 'json', type: responseType(source, schema) }
}

function successSchema(operation: SwaggerOperation): Schema | undefined {
  const successes = Object.entries(operation.responses).filter(([status]) => /^[123]/.test(status))
  return successes.map(([, response]) => response.schema).find((schema) => schema !== undefined)
}

function responseType(source: OperationSource, schema: Schema): TypeRef {
  return source.builder.typeOf(schema, {
    name: `${typeName(source.operation.operationId)}Response`,
    origin: `${source.origin}/responses`,
    doc: `What \`${source.functionName}\` gives.`,
    direction: 'response',
    shared: false,
  })
}

function correctedResult(
  source: OperationSource,
  correction: ResultCorrection,
  { parameters, body }: Inputs,
): ResultKind {
  const { origin } = source
  const schema = correction.schema ?? successSchema(source.operation) ?? {}
  const { kind } = correction
  switch (kind) {
    case 'void':
    case 'text':
    case 'path-stat':
    case 'ping':
    case 'websocket':
      return { kind }
    case 'bytes':
      if (correction.accept === undefined) return { kind }
      return { kind, accept: extensionText(correction.accept, 'accept of x-docker-result', origin) }
    case 'json':
      return { kind, type: responseType(source, schema) }
    case 'json-stream': {
      const stream = { kind, item: responseType(source, schema), progress: correction.progress === true } as const
      return correction.single === undefined
        ? stream
        : { ...stream, single: singleAnswer(correction, parameters, origin) }
    }
    case 'logs':
      return { kind, terminal: terminalSource(correction.terminal, origin) }
    case 'hijack': {
      const stream = { kind, terminal: terminalSource(correction.terminal, origin) } as const
      if (correction.detach === undefined) return stream
      const detach = fieldName(correction.detach, 'detach of x-docker-result', origin)
      const field = body?.kind === 'json' ? fieldType(source.builder, body.type, detach) : undefined
      if (isBoolean(field)) return { ...stream, detach }
      throw new ExtensionError(
        origin,
        `detach of x-docker-result is "${detach}", and the body has no such boolean field`,
      )
    }
    case 'tunnel':
      return { kind, protocol: extensionText(correction.protocol ?? 'h2c', 'protocol of x-docker-result', origin) }
    default:
      throw new ExtensionError(origin, `x-docker-result has the unknown kind ${JSON.stringify(kind)}`)
  }
}

/** The parameter is named as callers name it: what stands here ends in code. */
function singleAnswer({ single }: ResultCorrection, parameters: readonly Parameter[], origin: string): SingleAnswer {
  const parameter = parameters.find(({ wireName }) => wireName === single?.parameter)
  if (parameter === undefined || !isBoolean(parameter.type) || typeof single?.value !== 'boolean') {
    throw new ExtensionError(
      origin,
      'single of x-docker-result needs a boolean parameter of the operation, and a boolean value',
    )
  }
  return { parameter: parameter.name, value: single.value }
}

function isBoolean(type: TypeRef | undefined): boolean {
  const bare = type === undefined ? undefined : withoutNull(type)
  return bare?.kind === 'primitive' && bare.name === 'boolean'
}

/** The type of a field of an object, its own or inherited; undefined where it has none of the name. */
function fieldType({ declared }: Builder, type: TypeRef, field: string): TypeRef | undefined {
  const open = [type]
  const seen = new Set<TypeDeclaration>()
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const declaration = part.kind === 'reference' ? declared.get(part.name) : undefined
    const shape = declaration?.shape
    const properties = part.kind === 'object' ? part.properties : shape?.kind === 'interface' ? shape.properties : []
    const found = properties.find(({ name }) => name === field)
    if (found !== undefined) return found.type
    if (part.kind === 'intersection') open.push(...part.members)
    if (part.kind === 'nullable') open.push(part.type)
    if (declaration === undefined || shape === undefined || seen.has(declaration)) continue
    seen.add(declaration)
    if (shape.kind === 'alias') open.push(shape.type)
    else open.push(...shape.extends.map((name): TypeRef => ({ kind: 'reference', name })))
  }
  return undefined
}
