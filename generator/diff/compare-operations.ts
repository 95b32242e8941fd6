import { resultCall } from '../emit/calls.js'
import { needsInput } from '../emit/input.js'
import { noMentions } from '../emit/print.js'
import type { Answer, Body, Operation, Parameter, ResultKind } from '../model/ir.js'
import { code, type Report } from './change.js'
import { compareDefault, compareDeprecation, compareTypes } from './compare-types.js'
import type { Comparison } from './comparison.js'
import { resultType } from './operations-match.js'
import { typeText } from './type-text.js'

/** What changed in an operation that both models have. */
export function compareOperations(comparison: Comparison, before: Operation, after: Operation, report: Report): void {
  compareNames(before, after, report)
  compareDeprecation(before.deprecated, after.deprecated, undefined, report)
  compareInputs(comparison, before, after, report)
  compareBodies(comparison, before, after, report)
  compareResults(comparison, before.result, after.result, report)
  compareStatuses(before, after, report)
}

/** The method and path of an operation. */
export function placeText({ method, path }: Operation): string {
  return `${method} ${path}`
}

function compareNames(before: Operation, after: Operation, report: Report): void {
  const names = { before: before.functionName, after: after.functionName }
  if (names.before !== names.after) {
    const message = `is called ${code(names.after)} now`
    report({ rule: 'operation-renamed', kind: 'changed', breaking: true, message, ...names })
  }
  const inputs = { before: before.inputName, after: after.inputName }
  if (names.before === names.after && inputs.before !== inputs.after) {
    const message = `the type of its input is called ${code(inputs.after)} now, was ${code(inputs.before)}`
    report({ rule: 'operation-renamed', kind: 'changed', breaking: true, message, ...inputs })
  }
  const places = { before: placeText(before), after: placeText(after) }
  if (places.before.replace(/\{[^}]*\}/g, '') === places.after.replace(/\{[^}]*\}/g, '')) return
  const message = `is sent as ${code(places.after)} now, was ${code(places.before)}`
  report({ rule: 'operation-moved', kind: 'changed', breaking: false, message, ...places })
}

function compareInputs(comparison: Comparison, before: Operation, after: Operation, report: Report): void {
  const left = new Set(before.parameters)
  for (const parameter of after.parameters) {
    const old = before.parameters.find((one) => isSame(one, parameter))
    if (old === undefined) reportNewInput(parameter, report)
    else compareParameter(comparison, old, parameter, report)
    if (old !== undefined) left.delete(old)
  }
  for (const { name: member, type, deprecated } of left) {
    const text = typeText(type)
    const message = `input removed (was ${code(text)}${deprecated ? ', deprecated' : ''})`
    report({ rule: 'input-removed', kind: 'removed', breaking: true, member, message, before: text })
  }
}

function isSame(before: Parameter, after: Parameter): boolean {
  return before.name === after.name || (before.where === after.where && before.wireName === after.wireName)
}

function reportNewInput({ name: member, type, required }: Parameter, report: Report): void {
  const after = typeText(type)
  const message = `new ${required ? 'required ' : ''}input: ${code(after)}`
  report({ rule: 'input-added', kind: 'added', breaking: required, member, message, after })
}

function compareParameter(comparison: Comparison, before: Parameter, after: Parameter, report: Report): void {
  const member = before.name
  if (before.name !== after.name) {
    const message = `input is called ${code(after.name)} now`
    const names = { before: before.name, after: after.name }
    report({ rule: 'input-renamed', kind: 'changed', breaking: true, member, message, ...names })
  }
  compareRequirement(before.required, after.required, member, report)
  compareTypes(comparison, before.type, after.type, ['request'], { report, rule: 'input-type', member })
  compareEncoding(before, after, report)
  compareDefault(before.default, after.default, member, report)
  compareDeprecation(before.deprecated, after.deprecated, member, report)
}

function compareEncoding(before: Parameter, after: Parameter, report: Report): void {
  const form = ({ where, wireName, encoding }: Parameter): string => `${where} ${wireName}, ${encoding}`
  const forms = { before: form(before), after: form(after) }
  if (forms.before === forms.after || before.where === 'path') return
  const message = `is sent as ${code(forms.after)}, was ${code(forms.before)}`
  report({ rule: 'input-encoding', kind: 'changed', breaking: false, member: before.name, message, ...forms })
}

function compareRequirement(before: boolean, after: boolean, member: string, report: Report): void {
  if (before === after) return
  const rule = after ? 'input-required' : 'input-optional'
  const message = after ? 'is required now' : 'may be left out now'
  report({ rule, kind: 'changed', breaking: after, member, message })
}

function compareBodies(comparison: Comparison, before: Operation, after: Operation, report: Report): void {
  const member = 'body'
  const [old, now] = [before.body, after.body]
  if (old === undefined && now !== undefined) {
    const text = typeText(now.type)
    const message = `new ${now.required ? 'required ' : ''}body: ${code(text)}`
    report({ rule: 'input-added', kind: 'added', breaking: now.required, member, message, after: text })
  } else if (old !== undefined && now === undefined) {
    const text = typeText(old.type)
    const message = `body removed (was ${code(text)})`
    report({ rule: 'input-removed', kind: 'removed', breaking: true, member, message, before: text })
  } else if (old !== undefined && now !== undefined) {
    compareBody(comparison, old, now, report)
  }
}

function compareBody(comparison: Comparison, before: Body, after: Body, report: Report): void {
  const member = 'body'
  compareRequirement(before.required, after.required, member, report)
  compareTypes(comparison, before.type, after.type, ['request'], { report, rule: 'input-type', member })
  if (before.contentType === after.contentType) return
  const types = { before: before.contentType, after: after.contentType }
  const message = `is sent as ${code(types.after)}, was ${code(types.before)}`
  report({ rule: 'input-encoding', kind: 'changed', breaking: false, member, message, ...types })
}

function compareResults(comparison: Comparison, before: ResultKind, after: ResultKind, report: Report): void {
  const member = 'result'
  const types = [resultType(before), resultType(after)] as const
  if (before.kind === after.kind && types[0] !== undefined && types[1] !== undefined) {
    compareTypes(comparison, types[0], types[1], ['response'], { report, rule: 'result-changed', member })
  }
  const isSameKind = before.kind === after.kind
  const forms = { before: formText(before, isSameKind), after: formText(after, isSameKind) }
  if (forms.before === forms.after) return
  // Who ignored an answer that came with nothing can go on, but not who returned it from a function of `Promise<void>`.
  const message = `${code(forms.before)} → ${code(forms.after)}`
  report({ rule: 'result-changed', kind: 'changed', breaking: true, member, message, ...forms })
}

/**
 * What a call gives: where both give the same kind of thing, apart from the document's types, which are compared as types.
 */
function formText(result: ResultKind, isSameKind: boolean): string {
  const type = isSameKind ? undefined : resultType(result)
  if (result.kind === 'json') return type === undefined ? 'a value' : typeText(type)
  if (result.kind === 'json-stream') {
    const single =
      result.single === undefined ? '' : ` | one value with ${result.single.parameter}: ${result.single.value}`
    return `JsonStream${type === undefined ? '' : `<${typeText(type)}>`}${single}`
  }
  if (result.kind === 'hijack' && result.detach !== undefined) {
    return `HijackedStream | void with ${result.detach}: true`
  }
  return resultCall(result, noMentions()).type
}

function compareStatuses(before: Operation, after: Operation, report: Report): void {
  const numbers = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status)
  const old = [...numbers(before.successes), ...numbers(before.errors)]
  const now = [...numbers(after.successes), ...numbers(after.errors)]
  const added = now.filter((status) => !old.includes(status))
  const removed = old.filter((status) => !now.includes(status))
  if (added.length === 0 && removed.length === 0) return
  const parts = [
    ...(added.length === 0 ? [] : [`may answer with ${added.join(', ')} now`]),
    ...(removed.length === 0 ? [] : [`no longer answers with ${removed.join(', ')}`]),
  ]
  const statuses = { before: old.join(' '), after: now.join(' ') }
  const message = parts.join('; ')
  report({ rule: 'statuses-changed', kind: 'changed', breaking: false, member: 'statuses', message, ...statuses })
}

/** Whether a call of a new operation needs anything: a detail for its line. */
export function callText(operation: Operation): string {
  const input = needsInput(operation) ? operation.inputName : ''
  return `${operation.functionName}(${input}): Promise<${resultCall(operation.result, noMentions()).type}>`
}
