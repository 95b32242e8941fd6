import { quote } from '../diagnostic.js'
import { isJsonObject, type JsonObject, type JsonValue, type Pointer } from '../json.js'
import { describe, expectMapping, type Findings, member } from './findings.js'
import { checkKeywords, headerVocabulary, responseVocabulary } from './keywords.js'
import { checkSimpleType } from './parameters.js'
import { checkSchema } from './schemas.js'

/** Checks the responses of an operation. */
export function checkResponses(
  findings: Findings,
  operation: Pointer,
  responses: JsonValue | undefined,
  definitions: JsonObject,
): void {
  const pointer = [...operation, 'responses']
  if (!isJsonObject(responses) || Object.keys(responses).length === 0) {
    const found = isJsonObject(responses) ? 'empty' : describe(responses)
    findings.error(pointer, {
      rule: 'no-responses',
      message: `the operation's responses are ${found}, so that the client does not know what it returns`,
      mend: 'describe at least the response on success',
    })
    return
  }
  for (const [code, response] of Object.entries(responses)) {
    if (code.startsWith('x-')) continue
    checkCode(findings, [...pointer, code], code)
    checkResponse(findings, [...pointer, code], response, definitions)
  }
}

function checkCode(findings: Findings, pointer: Pointer, code: string): void {
  if (code === 'default' || /^[1-5]\d\d$/.test(code)) return
  findings.error(pointer, {
    rule: 'bad-response-code',
    message: `${quote(code)} is no response code: no status of the engine would match it`,
    mend: 'use a number from 100 to 599, or default',
  })
}

function checkResponse(findings: Findings, pointer: Pointer, value: JsonValue, definitions: JsonObject): void {
  const response = expectMapping(findings, pointer, value, 'a response')
  if (response === undefined) return
  if (Object.hasOwn(response, '$ref')) {
    const message = 'the response is a $ref, which is understood in schemas only: its type would be lost'
    findings.error([...pointer, '$ref'], { rule: 'foreign-reference', message, mend: 'write the response out' })
    return
  }
  checkKeywords(findings, pointer, response, responseVocabulary)
  const schema = member(response, 'schema')
  if (schema !== undefined) checkSchema(findings, [...pointer, 'schema'], schema, definitions)
  const headers = member(response, 'headers')
  if (headers === undefined) return
  const mapping = expectMapping(findings, [...pointer, 'headers'], headers, 'the description of the headers')
  for (const [name, header] of Object.entries(mapping ?? {})) {
    const way = [...pointer, 'headers', name]
    const described = expectMapping(findings, way, header, 'a header')
    if (described === undefined) continue
    checkKeywords(findings, way, described, headerVocabulary)
    checkSimpleType(findings, way, described)
  }
}
