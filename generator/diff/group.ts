import { count } from '../count.js'
import type { ApiDiff, Change, ChangeRule } from './change.js'

/** What is said of one or several members of a function or type. */
export interface MemberChange {
  readonly kind: Change['kind']
  /** Empty where it is said of the whole. */
  readonly members: readonly string[]
  /** In Markdown. */
  readonly message: string
}

/** The changes of one function or type. */
export interface OwnerChanges {
  readonly owner: string
  readonly changes: readonly MemberChange[]
}

/** Changes of operations or models by what they belong to, in their order. New types are left out: see {@link newTypes}. */
export function ownersOf(changes: readonly Change[], subject: Change['subject']): OwnerChanges[] {
  const own = changes.filter((change) => change.subject === subject && change.rule !== 'model-added')
  return [...groupBy(own, ({ owner }) => owner)].map(([owner, list]) => ({ owner, changes: joinMembers(list) }))
}

/** The names of the types that are new. */
export function newTypes(changes: readonly Change[]): string[] {
  return changes.filter(({ rule }) => rule === 'model-added').map(({ owner }) => owner)
}

/** One line for each member, and one for all members of which the same is said. */
function joinMembers(changes: readonly Change[]): MemberChange[] {
  const lines = [...groupBy(changes, ({ member }) => member)].map(([member, list]) => {
    const kind = list[0]?.kind ?? 'changed'
    const members = member === undefined ? [] : [member]
    return { kind, members, message: list.map(({ message }) => message).join('; ') }
  })
  return [...groupBy(lines, ({ kind, message }) => `${kind} ${message}`).values()].flatMap((alike): MemberChange[] => {
    const [first] = alike
    return first === undefined ? [] : [{ ...first, members: alike.flatMap(({ members }) => members) }]
  })
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}

/** Both versions, as `Docker Engine API 1.41 → 1.42`; with the documents' names where the versions are the same. */
export function title({ from, to }: ApiDiff): string {
  if (from.apiVersion !== to.apiVersion) return `Docker Engine API ${from.apiVersion} → ${to.apiVersion}`
  const version = `Docker Engine API ${from.apiVersion}`
  return from.file === to.file ? version : `${version}: ${from.file} → ${to.file}`
}

/** The heading of changes that are breaking, and looser. */
export const looserAnswers = 'what is read may be absent or null now'

const counted: readonly (readonly [string, ChangeRule])[] = [
  ['operations added', 'operation-added'],
  ['operations removed', 'operation-removed'],
  ['operations renamed', 'operation-renamed'],
  ['inputs added', 'input-added'],
  ['inputs removed', 'input-removed'],
  ['types added', 'model-added'],
  ['types removed', 'model-removed'],
  ['types renamed', 'model-renamed'],
  ['fields added', 'field-added'],
  ['fields removed', 'field-removed'],
]

/** How often the main things happened: those that did, as `2 operations added`. */
export function countsOf(changes: readonly Change[]): string[] {
  return counted.flatMap(([what, rule]) => {
    const number = changes.filter((change) => change.rule === rule).length
    if (number === 0) return []
    return [number === 1 ? `1 ${what.replace(/s /, ' ')}` : `${number} ${what}`]
  })
}

/** A number with its noun, where none is said as `no`. */
export function countOrNo(number: number, noun: string): string {
  return number === 0 ? `no ${noun}s` : count(number, noun)
}
