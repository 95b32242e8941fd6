import { ExtensionError, extensionText, fieldName, terminalSource } from './extensions.js'
import type { Parameter, ResultKind, SingleAnswer, TypeRef } from './ir.js'
import { typeName } from './naming.js'
import type { OperationSource } from './operations.js'
import type { ResultCorrection, Schema, SwaggerOperation } from './swagger.js'

/** What the call of an operation gives. */
export function buildResult(source: OperationSource, parameters: readonly Parameter[]): ResultKind {
  const correction = source.operation['x-docker-result']
  return correction === undefined ? documentedResult(source) : correctedResult(source, correction, parameters)
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
  parameters: readonly Parameter[],
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
      return { ...stream, detach: fieldName(correction.detach, 'detach of x-docker-result', origin) }
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
  if (parameter === undefined || typeof single?.value !== 'boolean') {
    throw new ExtensionError(
      origin,
      'single of x-docker-result needs a parameter of the operation, and a boolean value',
    )
  }
  return { parameter: parameter.name, value: single.value }
}
