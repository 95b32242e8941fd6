import { quote } from '../diagnostic.js'
import { isJsonObject, type JsonValue, type Pointer } from '../json.js'
import type { Findings } from './findings.js'
import { checkExtensionName, refuseMergeKey } from './keywords.js'
import { nearestName } from './nearest.js'

/** The methods that Swagger 2.0 knows. */
export const methods: ReadonlySet<string> = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch'])

// Methods of HTTP that Swagger 2.0 does not know, whatever stands below them.
const otherMethods: ReadonlySet<string> = new Set(['trace', 'connect', 'query'])

/** Checks a member of a path that is none of its operations: where it is one all the same, the client would lack it. */
export function checkOtherKey(findings: Findings, pointer: Pointer, value: JsonValue): void {
  const key = String(pointer.at(-1))
  if (key === 'parameters') return
  if (/^x-/i.test(key)) checkExtensionName(findings, pointer, key, { kind: 'a path', extensions: [] })
  else if (key === '<<') refuseMergeKey(findings, pointer)
  else if (key === '$ref') {
    const message = 'the path is a $ref, which is understood in schemas only: its operations would be missing'
    findings.error(pointer, { rule: 'foreign-reference', message, mend: 'write the path out' })
  } else checkMethod(findings, pointer, key, value)
}

function checkMethod(findings: Findings, pointer: Pointer, key: string, value: JsonValue): void {
  const lower = key.toLowerCase()
  const meant = nearestName(key, [...methods, 'parameters'])
  const known = `one of ${[...methods].join(', ')} (in lower case)`
  if (methods.has(lower)) {
    const message = `the method ${quote(key)} is not in lower case, so that the client would lack the operation`
    findings.error(pointer, { rule: 'unknown-method', message, mend: `write it as ${lower}` })
  } else if (otherMethods.has(lower) || isOperation(value)) {
    const message = `${quote(key)} is no method that Swagger 2.0 knows, so that the client would lack the operation`
    findings.error(pointer, { rule: 'unknown-method', message, mend: `use ${known}, or remove it` })
  } else if (meant !== undefined || key === 'servers') {
    const message = `${quote(key)} of a path is not understood, and a client made without it would be wrong`
    const mend = meant === undefined ? 'write it as Swagger 2.0' : `did you mean ${quote(meant)}?`
    findings.error(pointer, { rule: 'keyword-not-understood', message, mend })
  } else {
    findings.warning(pointer, {
      rule: 'unknown-keyword',
      message: `${quote(key)} is no method that Swagger 2.0 knows, and the client is made without it`,
      mend: `use ${known}, or begin the name with x-`,
    })
  }
}

function isOperation(value: JsonValue): boolean {
  return isJsonObject(value) && (Object.hasOwn(value, 'responses') || Object.hasOwn(value, 'operationId'))
}
