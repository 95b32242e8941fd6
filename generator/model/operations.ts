import type { Answer, Body, Encoding, Operation, Parameter, ResultKind, TerminalSource, TypeRef } from './ir.js'
import { functionName, inputName, typeName } from './naming.js'
import type { SwaggerDocument, SwaggerOperation, SwaggerParameter } from './swagger.js'
import { type HttpMethod, httpMethods, type ResultCorrection, type Schema } from './swagger.js'
import { escapePointer, isDeprecated, type Site, type TypeBuilder, text } from './types.js'

/** The tag of operations without one. */
export const untagged = 'Untagged'

interface Source {
  readonly document: SwaggerDocument
  readonly types: TypeBuilder
  readonly path: string
  readonly method: HttpMethod
  readonly operation: SwaggerOperation
  readonly origin: string
}

/** All operations of a document, in its own order. */
export function buildOperations(document: SwaggerDocument, types: TypeBuilder): Operation[] {
  const operations: Operation[] = []
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of httpMethods) {
      const operation = item[method]
      if (operation === undefined) continue
      const own = operation.parameters ?? []
      const inherited = (item.parameters ?? []).filter(
        (shared) => !own.some((parameter) => parameter.name === shared.name && parameter.in === shared.in),
      )
      const origin = `/paths/${escapePointer(path)}/${method}`
      const whole = { ...operation, parameters: [...inherited, ...own] }
      operations.push(buildOperation({ document, types, path, method, operation: whole, origin }))
    }
  }
  return operations
}

function buildOperation(source: Source): Operation {
  const { operation } = source
  const body = buildBody(source)
  return {
    operationId: operation.operationId,
    functionName: functionName(operation.operationId),
    tag: operation.tags?.[0] ?? untagged,
    method: source.method.toUpperCase(),
    path: source.path,
    summary: text(operation.summary),
    doc: text(operation.description),
    deprecated: isDeprecated(operation),
    origin: source.origin,
    inputName: `${typeName(operation.operationId)}Input`,
    parameters: buildParameters(source),
    ...(body === undefined ? {} : { body }),
    successes: answers(operation, (status) => status < 400),
    errors: answers(operation, (status) => status >= 400),
    result: buildResult(source),
    unversioned: operation['x-docker-unversioned'] ?? false,
  }
}

function answers(operation: SwaggerOperation, wanted: (status: number) => boolean): Answer[] {
  return Object.entries(operation.responses)
    .map(([status, response]) => ({ status: Number(status), doc: text(response.description) }))
    .filter(({ status }) => Number.isInteger(status) && wanted(status))
    .sort((a, b) => a.status - b.status)
}

function buildParameters(source: Source): Parameter[] {
  const names = new Map<string, string>()
  return (source.operation.parameters ?? [])
    .filter((parameter) => parameter.in !== 'body')
    .sort((a, b) => rank(a) - rank(b))
    .map((parameter) => buildParameter(source, parameter, names))
}

/** Path parameters come first: what an operation acts on is what a caller thinks of first. */
function rank(parameter: SwaggerParameter): number {
  return ['path', 'query', 'header'].indexOf(parameter.in)
}

function buildParameter(source: Source, parameter: SwaggerParameter, names: Map<string, string>): Parameter {
  const where = parameter.in === 'path' || parameter.in === 'header' ? parameter.in : 'query'
  const plain = inputName(parameter.name)
  const clashes = names.has(plain) || plain === 'body'
  const name = clashes ? where + typeName(plain) : plain
  names.set(name, parameter.name)
  const encoding = encodingOf(parameter, where)
  return {
    where,
    wireName: parameter.name,
    name,
    type: parameterType(source, parameter, encoding, name),
    required: parameter.required === true,
    encoding,
    doc: text(parameter.description),
    deprecated: isDeprecated(parameter),
    ...(parameter.default === undefined ? {} : { default: JSON.stringify(parameter.default) }),
    ...(parameter['x-docker-always'] === undefined ? {} : { always: parameter['x-docker-always'] }),
  }
}

const listEncodings: Readonly<Record<string, Encoding>> = {
  csv: 'csv',
  ssv: 'ssv',
  tsv: 'tsv',
  pipes: 'pipes',
  multi: 'repeat',
}

function encodingOf(parameter: SwaggerParameter, where: Parameter['where']): Encoding {
  const corrected = parameter['x-docker-encoding']
  if (corrected !== undefined) return toEncoding(corrected)
  if (where === 'path') return 'segment'
  if (parameter.type !== 'array') return 'plain'
  return listEncodings[parameter.collectionFormat ?? 'csv'] ?? 'csv'
}

const encodings: readonly Encoding[] = [
  'plain',
  'repeat',
  'csv',
  'ssv',
  'tsv',
  'pipes',
  'json',
  'timestamp',
  'auth',
  'segment',
  'segments',
  'name',
]

function toEncoding(text: string): Encoding {
  const known = encodings.find((encoding) => encoding === text)
  if (known === undefined) throw new Error(`x-docker-encoding "${text}" is none of ${encodings.join(', ')}`)
  return known
}

function parameterType(source: Source, parameter: SwaggerParameter, encoding: Encoding, name: string): TypeRef {
  const base = typeName(source.operation.operationId) + typeName(name)
  const filters = parameter['x-docker-filters']
  if (filters !== undefined) return source.types.declareFilters(base, filters, `${source.origin}/parameters/${name}`)
  const corrected = parameter['x-docker-schema']
  const site = requestSite(base, `${source.origin}/parameters/${name}`)
  if (corrected !== undefined) return source.types.typeOf(corrected, site)
  if (encoding === 'timestamp') return { kind: 'runtime', name: 'Timestamp' }
  if (encoding === 'auth') return { kind: 'runtime', name: 'RegistryAuth' }
  const own = source.types.typeOf(parameterSchema(parameter), site)
  return encoding === 'repeat' && own.kind !== 'array' ? { kind: 'array', items: own } : own
}

/** The part of a parameter that is a schema: its `required` is of another kind. */
function parameterSchema(parameter: SwaggerParameter): Schema {
  const { required: _, ...schema } = parameter
  return schema
}

function requestSite(name: string, origin: string): Site {
  return { name, origin, direction: 'request', shared: false }
}

function buildBody(source: Source): Body | undefined {
  const parameter = (source.operation.parameters ?? []).find(({ in: where }) => where === 'body')
  if (parameter === undefined) return undefined
  const schema = parameter.schema ?? {}
  const correction = source.operation['x-docker-body']
  const consumes = source.operation.consumes ?? source.document.consumes ?? ['application/json']
  const isBytes = schema.format === 'binary' || (schema.type === 'string' && !consumes.includes('application/json'))
  const contentType =
    correction?.contentType ?? (isBytes ? (consumes[0] ?? 'application/octet-stream') : 'application/json')
  const isJson = contentType === 'application/json'
  const name = `${typeName(source.operation.operationId)}Request`
  const doc = `The body of \`${functionName(source.operation.operationId)}\`.`
  const site = { ...requestSite(name, `${source.origin}/parameters/body`), doc }
  const fallback = correction?.fallback
  return {
    kind: isJson ? 'json' : 'bytes',
    contentType,
    type: isJson ? source.types.typeOf(schema, site) : { kind: 'runtime', name: 'ByteSource' },
    required: parameter.required === true && correction?.optional !== true,
    doc: text(parameter.description),
    ...(fallback === undefined ? {} : { fallback: JSON.stringify(fallback) }),
  }
}

const terminalSources: readonly TerminalSource[] = ['container', 'exec', 'service', 'task']

function buildResult(source: Source): ResultKind {
  const correction = source.operation['x-docker-result']
  return correction === undefined ? documentedResult(source) : correctedResult(source, correction)
}

/** What the document alone says: a schema is JSON, a binary string is bytes, no schema is nothing. */
function documentedResult(source: Source): ResultKind {
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

function responseType(source: Source, schema: Schema): TypeRef {
  const name = `${typeName(source.operation.operationId)}Response`
  const doc = `What \`${functionName(source.operation.operationId)}\` gives.`
  const origin = `${source.origin}/responses`
  return source.types.typeOf(schema, { name, origin, doc, direction: 'response', shared: false })
}

function correctedResult(source: Source, correction: ResultCorrection): ResultKind {
  const schema = correction.schema ?? successSchema(source.operation) ?? {}
  switch (correction.kind) {
    case 'void':
    case 'text':
    case 'path-stat':
    case 'ping':
    case 'websocket':
      return { kind: correction.kind }
    case 'bytes':
      return { kind: 'bytes', ...(correction.accept === undefined ? {} : { accept: correction.accept }) }
    case 'json':
      return { kind: 'json', type: responseType(source, schema) }
    case 'json-stream':
      return {
        kind: 'json-stream',
        item: responseType(source, schema),
        progress: correction.progress ?? false,
        ...(correction.single === undefined ? {} : { single: correction.single }),
      }
    case 'logs':
      return { kind: 'logs', terminal: toTerminal(correction.terminal) }
    case 'hijack':
      return {
        kind: 'hijack',
        terminal: toTerminal(correction.terminal),
        ...(correction.detach === undefined ? {} : { detach: correction.detach }),
      }
    case 'tunnel':
      return { kind: 'tunnel', protocol: correction.protocol ?? 'h2c' }
    default:
      throw new Error(`x-docker-result of ${source.operation.operationId}: unknown kind "${correction.kind}"`)
  }
}

function toTerminal(text: string | undefined): TerminalSource {
  return terminalSources.find((terminal) => terminal === text) ?? 'container'
}
