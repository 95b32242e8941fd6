import { quote } from '../diagnostic.js'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, type Pointer } from '../json.js'
import { raiseMend } from '../limits.js'
import { checkBodyForm } from './bodies.js'
import { checkDoubles, type KnownParameter } from './doubles.js'
import { checkOperationExtensions } from './extensions.js'
import { describe, expectMapping, type Findings, member } from './findings.js'
import { checkKeywords, operationVocabulary } from './keywords.js'
import { checkName, createNameRegister, foldName, operationIdProblem } from './names.js'
import { checkParameters } from './parameters.js'
import { checkOtherKey, methods } from './path-items.js'
import { checkPathParameters, checkTemplate, createPathRegister } from './paths.js'
import { checkResponses } from './responses.js'
import { checkSchema } from './schemas.js'

/** What all operations of one path share. */
interface PathContext {
  readonly template: string
  readonly names: readonly string[] | undefined
  readonly shared: readonly KnownParameter[]
  readonly definitions: JsonObject
  register(operationId: string, pointer: Pointer): void
}

/** Checks every path and operation of the document. */
export function checkPaths(findings: Findings, paths: JsonObject, definitions: JsonObject): void {
  const register = createNameRegister(findings, {
    what: 'operationId',
    rule: 'duplicate-operation-id',
    clashRule: 'operation-id-clash',
    fold: foldName,
  })
  const registerPath = createPathRegister(findings)
  let operations = 0
  for (const [template, value] of Object.entries(paths)) {
    if (template.startsWith('x-')) continue
    const pointer = ['paths', template]
    const item = expectMapping(findings, pointer, value, 'a path')
    if (item === undefined) continue
    registerPath(template, pointer)
    const names = checkTemplate(findings, pointer, template)
    const shared = checkParameters(findings, [...pointer, 'parameters'], member(item, 'parameters'), definitions)
    const context = { template, names, shared, definitions, register }
    for (const [key, operation] of Object.entries(item)) {
      if (!methods.has(key)) checkOtherKey(findings, [...pointer, key], operation)
      else if (++operations > findings.limits.operations) {
        refuseMany(findings, [...pointer, key])
        return
      } else checkOperation(findings, [...pointer, key], operation, context)
    }
  }
  if (operations > 0) return
  const message = 'no path has an operation, so that the client would be empty'
  findings.error(['paths'], { rule: 'no-operations', message, mend: 'check that this is the whole document' })
}

function refuseMany(findings: Findings, pointer: Pointer): void {
  findings.error(pointer, {
    rule: 'too-large',
    message: `the document has more operations than the ${findings.limits.operations} that are accepted`,
    mend: raiseMend('operations'),
  })
}

function checkOperation(findings: Findings, pointer: Pointer, value: JsonValue, context: PathContext): void {
  const operation = expectMapping(findings, pointer, value, 'an operation')
  if (operation === undefined) return
  checkKeywords(findings, pointer, operation, operationVocabulary)
  checkOperationId(findings, pointer, member(operation, 'operationId'), context)
  checkTags(findings, pointer, member(operation, 'tags'))
  for (const name of ['consumes', 'produces']) {
    checkTexts(findings, [...pointer, name], member(operation, name), `${name} of an operation`)
  }
  const list = member(operation, 'parameters')
  const own = checkParameters(findings, [...pointer, 'parameters'], list, context.definitions)
  // An operation may declare a parameter of its path anew.
  const redeclared = new Set(own.map((each) => `${each.in} ${each.name}`))
  const inherited = context.shared.filter((each) => !redeclared.has(`${each.in} ${each.name}`))
  const parameters = [...inherited, ...own]
  if (inherited.length > 0) checkDoubles(findings, own, inherited)
  if (context.names !== undefined) {
    checkPathParameters(findings, pointer, context.template, context.names, parameters)
  }
  if (parameters.some((each) => each.in === 'body')) checkBodyForm(findings, pointer, operation)
  const isCorrected = Object.hasOwn(operation, 'x-docker-result')
  checkResponses(findings, pointer, member(operation, 'responses'), context.definitions, isCorrected)
  checkOperationExtensions(
    findings,
    pointer,
    operation,
    parameters.filter((each) => each.in !== 'body').map(({ name }) => name),
  )
  const result = member(operation, 'x-docker-result')
  const given = result !== undefined && isJsonObject(result) ? member(result, 'schema') : undefined
  if (given !== undefined) checkSchema(findings, [...pointer, 'x-docker-result', 'schema'], given, context.definitions)
}

function checkOperationId(
  findings: Findings,
  pointer: Pointer,
  operationId: JsonValue | undefined,
  context: PathContext,
): void {
  const at = [...pointer, 'operationId']
  const mend = 'give it an operationId such as ContainerList'
  if (typeof operationId !== 'string') {
    const message = `the operationId is ${describe(operationId)}, so that the operation's function has no name`
    findings.error(at, { rule: 'missing-operation-id', message, mend, at: 'value' })
    return
  }
  const problem = operationIdProblem(operationId)
  if (problem !== undefined) {
    const message = `the operationId ${quote(operationId)} ${problem}, and cannot become the name of a function`
    findings.error(at, { rule: 'unusable-name', message, mend, at: 'value' })
  }
  context.register(operationId, at)
}

function checkTags(findings: Findings, pointer: Pointer, tags: JsonValue | undefined): void {
  const at = [...pointer, 'tags']
  for (const [index, tag] of checkTexts(findings, at, tags, 'tags of an operation')) {
    checkName(findings, [...at, index], tag, 'the tag', 'the name of a file')
  }
}

/** Checks a list of texts, and gives those that are. */
export function checkTexts(
  findings: Findings,
  pointer: Pointer,
  list: JsonValue | undefined,
  what: string,
): readonly (readonly [number, string])[] {
  if (list === undefined) return []
  const mend = 'give a list of texts'
  if (!isJsonArray(list)) {
    findings.error(pointer, {
      rule: 'not-a-list',
      message: `${what}: ${describe(list)}, not a list`,
      mend,
      at: 'value',
    })
    return []
  }
  return list.flatMap((each, index): (readonly [number, string])[] => {
    if (typeof each === 'string') return [[index, each]]
    const message = `${what}: ${describe(each)}, not a text`
    findings.error([...pointer, index], { rule: 'not-a-text', message, mend, at: 'value' })
    return []
  })
}
