import type { Operation } from '../model/ir.js'
import { overloadOf, resultCall } from './calls.js'
import { needsInput, takesInput } from './input.js'
import { lineWidth, type Mentions, propertyName } from './print.js'

/** The signatures of an operation, without `export function` before and without a body behind. */
export interface Signatures {
  /** Declarations before the implementation; none where one signature says it all. */
  readonly overloads: readonly string[]
  readonly implementation: string
}

/**
 * The signatures of a function or method.
 *
 * @param first parameters before the input, as source
 */
export function signatures(operation: Operation, mentions: Mentions, first: readonly string[]): Signatures {
  const { type } = resultCall(operation.result, mentions)
  const overload = overloadOf(operation, mentions)
  const form = (input: string, result: string, isDeclaration: boolean): string => {
    const parameters = [...first, inputParameter(operation, input, isDeclaration), 'options?: RequestOptions']
    return wrapSignature(operation.functionName, parameters, `Promise<${result}>`)
  }
  const { inputName } = operation
  if (overload === undefined) return { overloads: [], implementation: form(inputName, type, false) }
  const either = `${overload.call.type} | ${type}`
  return {
    overloads: [
      form(`${inputName} & ${overload.input}`, overload.call.type, true),
      form(`${inputName} & ${overload.other}`, type, true),
      form(inputName, either, true),
    ],
    implementation: form(inputName, either, false),
  }
}

function inputParameter(operation: Operation, input: string, isDeclaration: boolean): string {
  if (!takesInput(operation)) return 'input?: Record<string, never>'
  if (needsInput(operation)) return `input: ${input}`
  return isDeclaration ? `input?: ${input}` : `input: ${input} = ${noInput(operation)}`
}

/** An input without anything. What every object inherits would be of another type than the parameter of that name. */
function noInput(operation: Operation): string {
  const inherited = operation.parameters.map(({ name }) => name).filter((name) => name in Object.prototype)
  const members = inherited.map((name) => `${propertyName(name)}: undefined`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

function wrapSignature(name: string, parameters: readonly string[], result: string): string {
  const oneLine = `${name}(${parameters.join(', ')}): ${result}`
  if (oneLine.length + 'export function  {'.length <= lineWidth) return oneLine
  return `${name}(\n${parameters.map((parameter) => `  ${parameter},\n`).join('')}): ${result}`
}
