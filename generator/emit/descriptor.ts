import type { Operation, Parameter } from '../model/ir.js'
import { descriptorName } from '../model/operations.js'
import { lineWidth, propertyName, stringLiteral } from './print.js'

/** An operation as data for the runtime. */

/** The constant that describes an operation. */
export function emitDescriptor(operation: Operation): string {
  const { body, result } = operation
  const at = (where: Parameter['where']): Parameter[] => operation.parameters.filter((one) => one.where === where)
  const escaped = at('path').filter(({ encoding }) => encoding !== 'segment')
  const fields = [
    `operationId: ${stringLiteral(operation.operationId)},`,
    `method: ${stringLiteral(operation.method)},`,
    `path: ${stringLiteral(pathTemplate(operation.path, at('path')))},`,
    ...record('pathParameters', escaped, ({ encoding }) => stringLiteral(encoding)),
    ...record('query', at('query'), queryEncoding),
    ...record('headers', at('header'), namedParameter),
    ...(body === undefined ? [] : [bodyField(body)]),
    ...(operation.unversioned ? ['unversioned: true,'] : []),
    ...(result.kind === 'bytes' && result.accept !== undefined ? [`accept: ${stringLiteral(result.accept)},`] : []),
  ]
  const lines = fields.map((field) => `  ${field.replaceAll('\n', '\n  ')}\n`).join('')
  return `const ${descriptorName(operation.functionName)}: OperationDescriptor = {\n${lines}};\n`
}

/** The template with the names that the input has: the runtime looks the values up by them. */
function pathTemplate(path: string, parameters: readonly Parameter[]): string {
  const names = new Map(parameters.map(({ wireName, name }) => [wireName, name]))
  return path.replace(/\{([^}]*)\}/g, (whole, wireName: string) => {
    const name = names.get(wireName)
    return name === undefined ? whole : `{${name}}`
  })
}

function record(field: string, parameters: readonly Parameter[], print: (parameter: Parameter) => string): string[] {
  if (parameters.length === 0) return []
  const members = parameters.map((parameter) => {
    // What every object inherits has a type of its own, which widens the literal: it is no encoding any more.
    const inherited = parameter.name in Object.prototype ? ' as const' : ''
    return `${propertyName(parameter.name)}: ${print(parameter)}${inherited}`
  })
  const oneLine = `${field}: { ${members.join(', ')} },`
  if (oneLine.length + 2 <= lineWidth) return [oneLine]
  return [`${field}: {\n${members.map((member) => `  ${member},\n`).join('')}},`]
}

function queryEncoding(parameter: Parameter): string {
  const isPlain = parameter.name === parameter.wireName && parameter.always === undefined
  return isPlain ? stringLiteral(parameter.encoding) : namedParameter(parameter)
}

function namedParameter(parameter: Parameter): string {
  const { wireName, encoding, always, reference } = parameter
  const members = Object.entries({ name: wireName, encoding, always, reference })
  const given = members.flatMap(([name, text]) => (text === undefined ? [] : [`${name}: ${stringLiteral(text)}`]))
  return `{ ${given.join(', ')} }`
}

function bodyField({ kind, contentType, fallback }: NonNullable<Operation['body']>): string {
  const last = fallback === undefined ? '' : `, fallback: ${stringLiteral(fallback)}`
  return `body: { kind: ${stringLiteral(kind)}, contentType: ${stringLiteral(contentType)}${last} },`
}
