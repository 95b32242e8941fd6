import { code } from './change.js'

/** Where inside of a type something is: a field by its name, the items of a list, or the values of a map. */
export type Step = { readonly field: string } | 'items' | 'values'

/** Why one type cannot take the place of another. */
export interface Problem {
  /** What is wrong with what the steps lead to, to be said after its name: `may be null now`. */
  readonly clause: string
  /** True where the clause is a sentence, which needs no name in front of it. */
  readonly whole: boolean
  /** True where it says no more than that one type has become another. */
  readonly isOther?: boolean
  /** True where nothing is known, because the types are too large to be compared to an end. */
  readonly unsure?: boolean
  /** How to get there, from the outside in. */
  readonly path?: Path
}

interface Path {
  readonly step: Step
  readonly rest?: Path
}

/** A problem one step further in. */
export function inside(step: Step, problem: Problem | undefined): Problem | undefined {
  if (problem === undefined) return undefined
  return { ...problem, path: problem.path === undefined ? { step } : { step, rest: problem.path } }
}

/** More steps than these tell nobody where a thing is. */
const mostSteps = 6

/** A problem as a clause, as `in Ports, an item may be null now`. */
export function problemText({ clause, whole, path }: Problem): string {
  const steps: Step[] = []
  let current = path
  for (; current !== undefined && steps.length < mostSteps; current = current.rest) steps.push(current.step)
  const isShort = current === undefined
  const last = whole || !isShort ? undefined : steps.pop()
  const subject = whole ? '' : `${last === undefined ? (isShort ? 'it' : 'what is there') : named(last)} `
  const places = [...steps.map(place), ...(isShort ? [] : ['further in'])]
  return `${places.map((text) => `${text}, `).join('')}${subject}${clause}`
}

function named(step: Step): string {
  if (step === 'items') return 'an item'
  return step === 'values' ? 'a value' : code(step.field)
}

function place(step: Step): string {
  if (step === 'items') return 'in an item'
  return step === 'values' ? 'in a value' : `in ${code(step.field)}`
}
