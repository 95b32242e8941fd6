import { type Builder, below, type Site } from './builder.js'
import type { Answer, Body, Operation } from './ir.js'
import { distinctNames, functionName, typeName } from './naming.js'
import { buildParameters } from './parameters.js'
import { buildResult } from './results.js'
import {
  type HttpMethod,
  httpMethods,
  type PathItem,
  type SwaggerDocument,
  type SwaggerOperation,
  type SwaggerParameter,
} from './swagger.js'
import { escapePointer, isDeprecated, text } from './texts.js'

/** The tag of operations without one. */
export const untagged = 'Untagged'

/** One operation of the document, and where it stands. */
export interface OperationSource {
  readonly document: SwaggerDocument
  readonly builder: Builder
  readonly path: string
  readonly method: HttpMethod
  readonly operation: SwaggerOperation
  /** JSON pointer. */
  readonly origin: string
  readonly functionName: string
}

/** All operations of a document, in its own order. */
export function buildOperations(document: SwaggerDocument, builder: Builder): Operation[] {
  const found = Object.entries(document.paths).flatMap(([path, item]) => operationsOf(path, item))
  const ids = found.map(({ operation }) => operation.operationId)
  // An operation's descriptor stands in the same file, under the name of its function and a suffix.
  const descriptors = new Set(ids.map((id) => descriptorName(functionName(id))))
  const names = distinctNames(ids, functionName, descriptors)
  return found.map((one) => {
    const name = names.get(one.operation.operationId) ?? functionName(one.operation.operationId)
    return buildOperation({ ...one, document, builder, functionName: name })
  })
}

/** The name of the constant that describes an operation to the runtime. */
export function descriptorName(functionName: string): string {
  return `${functionName}Operation`
}

function operationsOf(
  path: string,
  item: PathItem,
): Pick<OperationSource, 'path' | 'method' | 'operation' | 'origin'>[] {
  return httpMethods.flatMap((method) => {
    const operation = item[method]
    if (operation === undefined) return []
    const parameters = [...inherited(item, operation), ...(operation.parameters ?? [])]
    return [
      { path, method, operation: { ...operation, parameters }, origin: `/paths/${escapePointer(path)}/${method}` },
    ]
  })
}

/** The parameters of a path that its operation does not have itself. */
function inherited(item: PathItem, { parameters = [] }: SwaggerOperation): SwaggerParameter[] {
  return (item.parameters ?? []).filter(
    (shared) => !parameters.some((own) => own.name === shared.name && own.in === shared.in),
  )
}

function buildOperation(source: OperationSource): Operation {
  const { operation, builder } = source
  const parameters = buildParameters(source)
  const body = buildBody(source)
  return {
    operationId: operation.operationId,
    functionName: source.functionName,
    tag: operation.tags?.[0] ?? untagged,
    method: source.method.toUpperCase(),
    path: source.path,
    summary: text(operation.summary),
    doc: text(operation.description),
    deprecated: isDeprecated(operation),
    origin: source.origin,
    inputName: builder.names.ofInput(operation.operationId),
    parameters,
    ...(body === undefined ? {} : { body }),
    successes: answers(operation, (status) => status < 400),
    errors: answers(operation, (status) => status >= 400),
    result: buildResult(source, { parameters, body }),
    unversioned: operation['x-docker-unversioned'] === true,
  }
}

function answers(operation: SwaggerOperation, wanted: (status: number) => boolean): Answer[] {
  return Object.entries(operation.responses)
    .map(([status, response]) => ({ status: Number(status), doc: text(response.description) }))
    .filter(({ status }) => Number.isInteger(status) && wanted(status))
    .sort((a, b) => a.status - b.status)
}

/** Where a schema of an operation stands that only requests have. */
export function requestSite(source: OperationSource, word: string, step: string): Site {
  const site: Site = {
    name: typeName(source.operation.operationId),
    origin: source.origin,
    direction: 'request',
    shared: false,
  }
  return below(site, word, step)
}

function buildBody(source: OperationSource): Body | undefined {
  const { operation, document, builder } = source
  const parameter = operation.parameters?.find(({ in: where }) => where === 'body')
  if (parameter === undefined) return undefined
  const { schema = {} } = parameter
  const correction = operation['x-docker-body']
  const consumes = operation.consumes ?? document.consumes ?? ['application/json']
  const isBytes = schema.format === 'binary' || (schema.type === 'string' && !consumes.includes('application/json'))
  const documented = isBytes ? (consumes[0] ?? 'application/octet-stream') : 'application/json'
  const contentType = correction?.contentType ?? documented
  const isJson = contentType === 'application/json'
  const doc = `The body of \`${source.functionName}\`.`
  const site = { ...requestSite(source, 'Request', 'parameters/body'), doc }
  const fallback = correction?.fallback
  return {
    kind: isJson ? 'json' : 'bytes',
    contentType,
    type: isJson ? builder.typeOf(schema, site) : { kind: 'runtime', name: 'ByteSource' },
    required: parameter.required === true && correction?.optional !== true,
    doc: text(parameter.description),
    ...(fallback === undefined ? {} : { fallback: JSON.stringify(fallback) }),
  }
}
