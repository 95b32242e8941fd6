import type { Property, TypeDeclaration, TypeRef } from '../model/ir.js'
import { code, type Report } from './change.js'
import type { Comparison, Side } from './comparison.js'
import { incompatibility } from './compatible.js'
import { type Declarations, type ObjectView, shapeObject } from './objects.js'
import { type Problem, problemText } from './problem.js'
import { typeText } from './type-text.js'
import { valuesChange, valuesText } from './values.js'

/** What changed in a declaration that both models have. */
export function compareDeclarations(
  comparison: Comparison,
  before: TypeDeclaration,
  after: TypeDeclaration,
  report: Report,
): void {
  if (before.name !== after.name) {
    const message = `is called ${code(after.name)} now`
    report({ rule: 'model-renamed', kind: 'changed', breaking: true, message, before: before.name, after: after.name })
  }
  compareDeprecation(before.deprecated, after.deprecated, undefined, report)
  const sides = sidesOf(before, after)
  const [old, now] = [before.shape, after.shape]
  if (old.kind === 'interface' && now.kind === 'interface') {
    const sameBases = old.extends.map(comparison.rename).sort().join() === [...now.extends].sort().join()
    const views = sameBases
      ? [undefined, undefined]
      : [shapeObject(old, comparison.before), shapeObject(now, comparison.after)]
    const fields = [views[0] ?? own(old.properties, old.index), views[1] ?? own(now.properties, now.index)] as const
    compareFields(comparison, ...fields, sides, report)
    return
  }
  const types = [aliasOf(before), aliasOf(after)] as const
  const texts = { before: aliasText(before, comparison.before), after: aliasText(after, comparison.after) }
  compareTypes(comparison, types[0], types[1], sides, { report, rule: 'model-type', texts })
}

function own(properties: readonly Property[], index: TypeRef | undefined): ObjectView {
  const view = { properties: new Map(properties.map((property) => [property.name, property])) }
  return index === undefined ? view : { ...view, index }
}

/** What an alias stands for; an interface is itself. */
function aliasOf({ name, shape }: TypeDeclaration): TypeRef {
  return shape.kind === 'alias' ? shape.type : { kind: 'reference', name }
}

/** What a declaration stands for. Its own name would say nothing where it was an alias, or has become one. */
function aliasText({ shape }: TypeDeclaration, declarations: Declarations): string {
  if (shape.kind === 'alias') return typeText(shape.type)
  const properties = [...(shapeObject(shape, declarations)?.properties.values() ?? shape.properties)]
  return typeText({ kind: 'object', properties })
}

/** The sides on which callers of the old client met the type, as far as the new one still has it there. */
function sidesOf(before: TypeDeclaration, after: TypeDeclaration): readonly Side[] {
  const sides: readonly Side[] = ['request', 'response']
  const old = sides.filter((side) => before.direction === side || before.direction === 'both')
  const kept = old.filter((side) => after.direction === side || after.direction === 'both')
  return kept.length > 0 ? kept : old
}

function compareFields(
  comparison: Comparison,
  before: ObjectView,
  after: ObjectView,
  sides: readonly Side[],
  report: Report,
): void {
  for (const [name, field] of after.properties) {
    const old = before.properties.get(name)
    if (old === undefined) reportAdded(comparison, field, before.index, sides, report)
    else compareField(comparison, old, field, sides, report)
  }
  for (const [name, field] of before.properties) if (!after.properties.has(name)) reportRemoved(field, report)
  compareIndex(comparison, before.index, after.index, sides, report)
}

/**
 * A field that an object takes now is no break, also where further keys took anything before: who gave it another value
 * gave what the engine of then did not know.
 *
 * @param index what any further key held before, and so a field of this name too
 */
function reportAdded(
  comparison: Comparison,
  field: Property,
  index: TypeRef | undefined,
  sides: readonly Side[],
  report: Report,
): void {
  const after = typeText(field.type)
  const isNeeded = field.required && sides.includes('request')
  const isNarrower =
    index !== undefined && sides.some((side) => incompatibility(comparison, index, field.type, side) !== undefined)
  const was = isNarrower ? `, where any key took ${code(typeText(index))}` : ''
  const message = `new ${isNeeded ? 'required ' : ''}field: ${code(after)}${was}`
  report({ rule: 'field-added', kind: 'added', breaking: isNeeded, member: field.name, message, after })
}

/** Further keys, which an object may take or no longer take. */
function compareIndex(
  comparison: Comparison,
  before: TypeRef | undefined,
  after: TypeRef | undefined,
  sides: readonly Side[],
  report: Report,
): void {
  const rule = 'model-type'
  if (before !== undefined && after !== undefined) {
    compareTypes(comparison, before, after, sides, { report, rule, about: 'further keys: ' })
  } else if (before !== undefined) {
    const text = typeText(before)
    const message = `takes no further keys now (they were ${code(text)})`
    report({ rule, kind: 'changed', breaking: true, message, before: text })
  } else if (after !== undefined) {
    const text = typeText(after)
    report({ rule, kind: 'changed', breaking: false, message: `takes further keys now: ${code(text)}`, after: text })
  }
}

function reportRemoved(field: Property, report: Report): void {
  const before = typeText(field.type)
  const message = `field removed (was ${code(before)}${field.deprecated ? ', deprecated' : ''})`
  report({ rule: 'field-removed', kind: 'removed', breaking: true, member: field.name, message, before })
}

function compareField(
  comparison: Comparison,
  before: Property,
  after: Property,
  sides: readonly Side[],
  report: Report,
): void {
  const member = after.name
  if (before.required !== after.required) {
    const breaking = sides.includes(after.required ? 'request' : 'response')
    const rule = after.required ? 'field-required' : 'field-optional'
    const looser = breaking && !after.required ? ({ looser: true } as const) : {}
    report({ rule, kind: 'changed', breaking, ...looser, member, message: requirementText(after.required, sides) })
  }
  compareTypes(comparison, before.type, after.type, sides, { report, rule: 'field-type', member })
  compareFormat(before, after, report)
  compareDefault(before.default, after.default, member, report)
  compareDeprecation(before.deprecated, after.deprecated, member, report)
}

function requirementText(isRequired: boolean, sides: readonly Side[]): string {
  if (isRequired) return sides.includes('request') ? 'is required now' : 'is always there now'
  return sides.includes('response') ? 'may be absent now' : 'may be left out now'
}

function compareFormat(before: Property, after: Property, report: Report): void {
  if (before.format === undefined || after.format === undefined || before.format === after.format) return
  const [old, now] = [before.format, after.format]
  const message = `holds ${code(now)} now, was ${code(old)}`
  report({
    rule: 'format-changed',
    kind: 'changed',
    breaking: false,
    member: after.name,
    message,
    before: old,
    after: now,
  })
}

/** Reports another default, or one that came or went. It is the engine that applies it, so that no call changes. */
export function compareDefault(
  before: string | undefined,
  after: string | undefined,
  member: string,
  report: Report,
): void {
  if (before === after) return
  const was = before === undefined ? 'there was none' : `was ${code(before)}`
  const message = after === undefined ? `has no default now, ${was}` : `the default is ${code(after)} now, ${was}`
  const values = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
  report({ rule: 'default-changed', kind: 'changed', breaking: false, member, message, ...values })
}

/** Reports what has become deprecated, or is no longer. */
export function compareDeprecation(before: boolean, after: boolean, member: string | undefined, report: Report): void {
  if (before === after) return
  const place = member === undefined ? {} : { member }
  const message = after ? 'is deprecated now' : 'is no longer deprecated'
  report({ rule: after ? 'deprecated' : 'undeprecated', kind: 'changed', breaking: false, message, ...place })
}

/** How a type that changed is reported. */
export interface TypePlace {
  readonly report: Report
  readonly rule: 'field-type' | 'model-type' | 'input-type' | 'result-changed'
  readonly member?: string
  /** What to show instead of the types themselves. */
  readonly texts?: { readonly before: string; readonly after: string }
  /** What to say first. */
  readonly about?: string
}

/** Reports a type that is another now, and whether code on either side minds. */
export function compareTypes(
  comparison: Comparison,
  before: TypeRef,
  after: TypeRef,
  sides: readonly Side[],
  { report, rule, member, texts = { before: typeText(before), after: typeText(after) }, about = '' }: TypePlace,
): void {
  if (comparison.keyOf(before, 'before') === comparison.keyOf(after, 'after')) return
  const place = member === undefined ? {} : { member }
  const values = valuesChange(comparison, before, after)
  if (values !== undefined) {
    const breaking = values.removed.length > 0 && sides.includes('request')
    const message = about + valuesText(values)
    report({ rule: 'values-changed', kind: 'changed', breaking, message, ...place, ...texts })
    return
  }
  const problems = sides.map((side) => incompatibility(comparison, before, after, side))
  const problem = problems.find((one) => one !== undefined)
  const nulls = nullText(comparison, before, after)
  const message = about + (nulls ?? changeText(texts, problem))
  const isSame = nulls !== undefined || withoutNull(texts.before) === withoutNull(texts.after)
  const isLooser = problem !== undefined && isSame
  const looser = isLooser && !sides.includes('request') ? ({ looser: true } as const) : {}
  report({ rule, kind: 'changed', breaking: problem !== undefined, ...looser, message, ...place, ...texts })
}

/** A type's text as far as it says the same with and without null. */
function withoutNull(text: string): string {
  return text.replaceAll(' | null', '').replace(/[()]/g, '')
}

/** What to say where nothing but null came or went. */
function nullText({ keyOf }: Comparison, before: TypeRef, after: TypeRef): string | undefined {
  const [old, now] = [before, after].map((type) => (type.kind === 'nullable' ? type.type : type))
  if (old === undefined || now === undefined || keyOf(old, 'before') !== keyOf(now, 'after')) return undefined
  return after.kind === 'nullable' ? `may be null now (${code(typeText(now))})` : 'may no longer be null'
}

function changeText(texts: { readonly before: string; readonly after: string }, problem: Problem | undefined): string {
  const plain = `${code(texts.before)} → ${code(texts.after)}`
  // That a type has become another is what the arrow says already.
  const isSaid = problem === undefined || (problem.isOther === true && problem.path === undefined)
  return isSaid ? plain : `${plain}: ${problemText(problem)}`
}
