import { quote } from '../diagnostic.js'
import type { Pointer } from '../json.js'
import type { KnownParameter } from './doubles.js'
import { type Findings, placeOf } from './findings.js'

/** The names between braces in a path template, or `undefined` where the braces do not pair. */
function namesOf(template: string): readonly string[] | undefined {
  const names = [...template.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? '')
  return /[{}]/.test(template.replace(/\{[^{}]+\}/g, '')) ? undefined : names
}

/** Checks the form of a path template, and gives the names in it. */
export function checkTemplate(findings: Findings, pointer: Pointer, template: string): readonly string[] | undefined {
  const complain = (message: string, mend: string) => findings.error(pointer, { rule: 'bad-path', message, mend })
  if (!template.startsWith('/')) complain(`the path ${quote(template)} does not begin with a slash`, 'begin it with /')
  // A control character or a space would break the request line; the others would begin a query or a fragment.
  if (/[\s?#\p{Control}\p{Format}\p{Surrogate}]/u.test(template)) {
    complain(`the path ${quote(template)} holds characters that no path can have`, 'remove them; a query is parameters')
  }
  if (template.split('/').some((segment) => segment === '.' || segment === '..')) {
    complain(`the path ${quote(template)} holds "." or "..", and would lead to another one`, 'write the path itself')
  }
  const names = namesOf(template)
  if (names === undefined) complain(`the braces of the path ${quote(template)} do not pair`, 'write {name}')
  else if (new Set(names).size < names.length) {
    complain(`the path ${quote(template)} has the same parameter twice`, 'rename one of them')
  }
  return names
}

/** Checks that the path's parameters are those that the operation declares. */
export function checkPathParameters(
  findings: Findings,
  operation: Pointer,
  template: string,
  names: readonly string[],
  parameters: readonly KnownParameter[],
): void {
  const declared = parameters.filter((parameter) => parameter.in === 'path')
  const declaredNames = new Set(declared.map(({ name }) => name))
  const templateNames = new Set(names)
  for (const name of templateNames) {
    if (declaredNames.has(name)) continue
    findings.error(operation, {
      rule: 'undeclared-path-parameter',
      message: `the path ${quote(template)} has the parameter ${quote(name)}, which the operation does not declare: the client could not fill it in`,
      mend: 'declare it with in: path and required: true',
    })
  }
  for (const { name, pointer } of declared) {
    if (templateNames.has(name)) continue
    findings.error([...pointer, 'name'], {
      rule: 'unused-path-parameter',
      message: `the path parameter ${quote(name)} is not in the path ${quote(template)}, so that it would never be sent`,
      mend: 'put it into the path, or correct its name or its place (in)',
      at: 'value',
    })
  }
}

/** Remembers paths, and reports those that no request could tell from an earlier one. */
export function createPathRegister(findings: Findings): (template: string, pointer: Pointer) => void {
  const seen = new Map<string, Pointer>()
  return (template, pointer) => {
    const shape = template.replace(/\{[^{}]*\}/g, '{}')
    const earlier = seen.get(shape)
    if (earlier === undefined) {
      seen.set(shape, pointer)
      return
    }
    findings.error(pointer, {
      rule: 'duplicate-path',
      message: `the path ${quote(template)} differs from the one at ${placeOf(findings, earlier)} by the names of its parameters only: the engine could not tell them apart`,
      mend: 'move the operations below one of them',
    })
  }
}
