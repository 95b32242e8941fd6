import { quote } from '../diagnostic.js'
import { isJsonObject, type JsonObject, type JsonValue, type Pointer } from '../json.js'
import { describe, expectMapping, type Findings, member } from './findings.js'
import { checkKeywords, headerVocabulary, responseVocabulary } from './keywords.js'
import { checkSimpleType } from './parameters.js'
import { checkSchema } from './schemas.js'

/**
 * Checks the responses of an operation.
 *
 * @param isCorrected - whether something else says what a call gives
 */
export function checkResponses(
  findings: Findings,
  operation: Pointer,
  responses: JsonValue | undefined,
  definitions: JsonObject,
  isCorrected: boolean,
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
  if (!isCorrected) warnOfOtherAnswers(findings, pointer, responses)
}

/** One result is all that a call can have: warns of schemas that it is not made from. */
function warnOfOtherAnswers(findings: Findings, pointer: Pointer, responses: JsonObject): void {
  const answers = Object.entries(responses).flatMap(([code, response]) => {
    const schema = isJsonObject(response) ? member(response, 'schema') : undefined
    return schema === undefined ? [] : [{ code, schema: JSON.stringify(schema) }]
  })
  const successes = answers.filter(({ code }) => /^2\d\d$/.test(code))
  const [first] = successes
  const other = successes.find(({ schema }) => schema !== first?.schema)
  if (first !== undefined && other !== undefined) {
    findings.warning([...pointer, other.code], {
      rule: 'several-results',
      message: `the answer ${other.code} has another schema than ${first.code}, and the client has the type of ${first.code} for both`,
      mend: 'describe both by one schema',
    })
  }
  const hasSuccess = Object.keys(responses).some((code) => /^[123]\d\d$/.test(code))
  if (hasSuccess || !answers.some(({ code }) => code === 'default')) return
  findings.warning([...pointer, 'default'], {
    rule: 'no-success',
    message: 'only the default answer has a schema, which is taken for that of errors: the call gives nothing',
    mend: 'describe the answer on success under its status, such as 200',
  })
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
