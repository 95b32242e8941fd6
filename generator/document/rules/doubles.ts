import { quote } from '../diagnostic.js'
import type { Pointer } from '../json.js'
import { type Findings, placeOf } from './findings.js'

/** A parameter whose name and place in the request are known. */
export interface KnownParameter {
  readonly name: string
  readonly in: string
  readonly pointer: Pointer
}

/**
 * Reports parameters that are declared twice, and second bodies.
 *
 * @param earlier - what the parameters come on top of, in which doubles were reported already
 */
export function checkDoubles(
  findings: Findings,
  parameters: readonly KnownParameter[],
  earlier: readonly KnownParameter[] = [],
): void {
  const seen = new Map(earlier.map((parameter) => [keyOf(parameter), parameter]))
  const inherited = new Set(earlier)
  for (const parameter of parameters) {
    const key = keyOf(parameter)
    const first = seen.get(key)
    if (first === undefined) seen.set(key, parameter)
    else if (earlier.length === 0 || inherited.has(first)) report(findings, parameter, first)
  }
}

/** What a request has once: a body, and a header whatever its case. */
function keyOf(parameter: KnownParameter): string {
  if (parameter.in === 'body') return 'body'
  return `${parameter.in} ${parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name}`
}

function report(findings: Findings, parameter: KnownParameter, earlier: KnownParameter): void {
  const body = parameter.in === 'body'
  const first = placeOf(findings, [...earlier.pointer, 'name'])
  findings.error([...parameter.pointer, 'name'], {
    rule: body ? 'several-bodies' : 'duplicate-parameter',
    message: body
      ? `the operation has a second body (the first is at ${first}), and a request has one`
      : `the ${parameter.in} parameter ${quote(parameter.name)} is declared twice, first at ${first}`,
    mend: 'remove one of them',
    at: 'value',
  })
}
