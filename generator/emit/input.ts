import type { Operation, Property, TypeRef } from '../model/ir.js'
import type { Mentions } from './print.js'
import { printProperty } from './property.js'

/** The input of an operation: one flat object for its parameters and its body. */

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
    const base = { name, type: readonlyList(type), required, doc, deprecated }
    return parameter.default === undefined ? base : { ...base, default: parameter.default }
  })
  if (operation.body === undefined) return parameters
  const { type, required, doc } = operation.body
  return [...parameters, { name: 'body', type, required, doc, deprecated: false }]
}

/** A list of a query is only read, so a caller may give a readonly one. */
function readonlyList(type: TypeRef): TypeRef {
  return type.kind === 'array' ? { ...type, readonly: true } : type
}

/** The interface of an operation's input. */
export function emitInput(operation: Operation, mentions: Mentions): string {
  const doc = `/** What {@link ${operation.functionName}} takes. */\n`
  const properties = inputProperties(operation).map((property) => printProperty(property, mentions, true))
  return `${doc}export interface ${operation.inputName} {\n${properties.join('')}}\n`
}
