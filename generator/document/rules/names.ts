import { quote } from '../diagnostic.js'
import type { Pointer } from '../json.js'
import { type Findings, placeOf } from './findings.js'

const longestName = 200

/** Why a name is no name that a reader could tell; `undefined` where it is one. */
export function lengthProblem(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (name.length > longestName) return `has ${name.length} characters, where ${longestName} are accepted`
  return undefined
}

/** Why a name cannot become an identifier and the name of a file; `undefined` where it can. */
export function nameProblem(name: string): string | undefined {
  const problem = lengthProblem(name)
  if (problem !== undefined) return problem
  if (/[\p{Control}\p{Format}\p{Surrogate}\u2028\u2029]/u.test(name)) return 'holds control or invisible characters'
  if (/[/\\]/.test(name)) return 'holds a slash'
  if (name.includes('..')) return 'holds ".."'
  if (!/[A-Za-z0-9]/.test(name)) return 'has no letter or digit that an identifier could be made of'
  return undefined
}

/** Reports a name that cannot become an identifier and the name of a file. */
export function checkName(findings: Findings, pointer: Pointer, name: string, what: string, becomes: string): void {
  const problem = nameProblem(name)
  if (problem === undefined) return
  findings.error(pointer, {
    rule: 'unusable-name',
    message: `${what} ${quote(name)} ${problem}, and cannot become ${becomes}`,
    mend: 'rename it, here and where it is used',
    at: pointer.length > 2 ? 'value' : 'key',
  })
}

/** Why an operationId cannot become the name of a function; `undefined` where it can. */
export function operationIdProblem(operationId: string): string | undefined {
  const problem = nameProblem(operationId)
  if (problem !== undefined) return problem
  return /^[A-Za-z][\w .-]*$/.test(operationId)
    ? undefined
    : 'is not a letter followed by letters, digits, spaces and any of "_.-"'
}

/** What is left of a name when case and separators are ignored: names that share it are one name in TypeScript. */
export function foldName(name: string): string {
  return name.replace(/[^A-Za-z0-9]+/g, '').toLowerCase()
}

/** Remembers names, and reports those that are the same, or differ by nothing that a reader could rely on. */
export function createNameRegister(
  findings: Findings,
  subject: { readonly what: string; readonly rule: string; readonly clashRule: string; fold(name: string): string },
): (name: string, pointer: Pointer) => void {
  const seen = new Map<string, { readonly name: string; readonly pointer: Pointer }>()
  return (name, pointer) => {
    const folded = subject.fold(name)
    const earlier = seen.get(folded)
    if (earlier === undefined) {
      seen.set(folded, { name, pointer })
      return
    }
    const same = earlier.name === name
    const place = placeOf(findings, earlier.pointer)
    findings.error(pointer, {
      rule: same ? subject.rule : subject.clashRule,
      message: same
        ? `the ${subject.what} ${quote(name)} is used twice, first at ${place}; only one of them can have the name in the client`
        : `the ${subject.what} ${quote(name)} and ${quote(earlier.name)} at ${place} become the same name in the client`,
      mend: 'rename one of them',
      at: subject.what === 'operationId' ? 'value' : 'key',
    })
  }
}
