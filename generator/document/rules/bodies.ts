import { quote } from '../diagnostic.js'
import { isJsonArray, type JsonObject, type Pointer } from '../json.js'
import { type Findings, member } from './findings.js'

const forms = /^\s*(?:application\/x-www-form-urlencoded|multipart\/form-data)\s*(?:;|$)/i

/** Checks that a body is nothing that only a form could hold: the client would send it as JSON or bytes. */
export function checkBodyForm(findings: Findings, pointer: Pointer, operation: JsonObject): void {
  const holder = Object.hasOwn(operation, 'consumes') ? operation : findings.document.root
  const consumes = member(holder, 'consumes')
  const at = holder === operation ? [...pointer, 'consumes'] : ['consumes']
  if (!isJsonArray(consumes)) return
  consumes.forEach((type, index) => {
    if (typeof type !== 'string' || !forms.test(type)) return
    findings.error([...at, index], {
      rule: 'form-body',
      message: `the body is a form (${quote(type)}), which is not understood: the client would send it as JSON or bytes`,
      mend: 'use application/json, or the media type of the bytes',
      at: 'value',
    })
  })
}
