import { terminalSources } from '../../model/ir.js'
import { quote } from '../diagnostic.js'
import { isJsonObject, type JsonObject, type Pointer } from '../json.js'
import { describe, type Findings, member } from './findings.js'
import { checkMembers, type Kinds } from './members.js'

/** What `x-docker-result` can say, by its kind. */
const members: ReadonlyMap<string, Kinds> = new Map<string, Kinds>([
  ['void', {}],
  ['text', {}],
  ['json', { schema: 'mapping' }],
  ['bytes', { accept: 'text' }],
  ['json-stream', { schema: 'mapping', progress: 'true or false', single: 'mapping' }],
  ['logs', { terminal: terminalSources }],
  ['hijack', { terminal: terminalSources, detach: 'text' }],
  ['websocket', {}],
  ['tunnel', { protocol: 'text' }],
  ['path-stat', {}],
  ['ping', {}],
])

const mend = 'correct it in the document, or in the overlay that sets it'

/** Checks what an operation is said to give: `x-docker-result`, but the schema in it. */
export function checkResult(
  findings: Findings,
  pointer: Pointer,
  result: JsonObject,
  parameters: readonly string[],
): void {
  const kind = member(result, 'kind')
  const kinds = typeof kind === 'string' ? members.get(kind) : undefined
  if (kinds === undefined) {
    const message = `the kind of x-docker-result is ${describe(kind)}, which is not known, so that the client cannot read the answer`
    const known = `use one of ${[...members.keys()].join(', ')}`
    findings.error([...pointer, 'kind'], { rule: 'bad-extension', message, mend: known, at: 'value' })
    return
  }
  checkMembers(findings, pointer, result, { kind: 'text', ...kinds })
  if (Object.hasOwn(kinds, 'terminal') && !Object.hasOwn(result, 'terminal')) {
    const message = `x-docker-result of the kind ${kind} has no terminal, so that the client cannot tell how to read the output`
    findings.error(pointer, {
      rule: 'bad-extension',
      message,
      mend: `add terminal: one of ${terminalSources.join(', ')}`,
    })
  }
  checkDetach(findings, [...pointer, 'detach'], result)
  const single = member(result, 'single')
  if (isJsonObject(single)) checkSingle(findings, [...pointer, 'single'], single, parameters)
}

function checkDetach(findings: Findings, pointer: Pointer, result: JsonObject): void {
  const detach = member(result, 'detach')
  if (typeof detach !== 'string' || /^[A-Za-z_$][\w$]*$/.test(detach)) return
  const message = `detach of x-docker-result is ${quote(detach)}, which is no name of a field of the body`
  findings.error(pointer, { rule: 'bad-extension', message, mend, at: 'value' })
}

function checkSingle(findings: Findings, pointer: Pointer, single: JsonObject, parameters: readonly string[]): void {
  checkMembers(findings, pointer, single, { parameter: 'text', value: 'true or false' })
  const parameter = member(single, 'parameter')
  if (typeof parameter !== 'string' || !parameters.includes(parameter)) {
    const message = `single of x-docker-result names the parameter ${describe(parameter)}, which the operation does not have`
    findings.error([...pointer, 'parameter'], { rule: 'bad-extension', message, mend, at: 'value' })
  }
  if (Object.hasOwn(single, 'value')) return
  const message = 'single of x-docker-result has no value, so that the client cannot tell when there is one answer'
  findings.error(pointer, { rule: 'bad-extension', message, mend: 'add value: true or false' })
}
