import { code, inTable, oneLine } from './markdown.js'

/** A correction that was made to the document, as its page shows it. */
export interface CorrectionNote {
  /** The overlay's file. */
  readonly file: string
  /** The overlay's title. */
  readonly title: string
  /** The place that it changed, as a JSONPath. */
  readonly target: string
  /** What was merged there, as JSON; absent where it was removed. */
  readonly update?: unknown
  /** The API versions that it is for; absent for all. */
  readonly range?: string
  /** Why, and how that is known. */
  readonly reason: string
}

/** What the template of the page is given, one part for each overlay. */
export function correctionsView(notes: readonly CorrectionNote[]): object {
  const files = new Map<string, { title: string; file: string; corrections: object[] }>()
  for (const note of notes) {
    const part = files.get(note.file) ?? { title: oneLine(note.title), file: code(note.file), corrections: [] }
    files.set(note.file, part)
    part.corrections.push({
      target: inTable(code(note.target)),
      change: inTable(changeOf(note.update)),
      versions: inTable(note.range === undefined ? 'all' : code(note.range)),
      reason: inTable(oneLine(note.reason)),
    })
  }
  return { count: notes.length, files: [...files.values()] }
}

/** Facts about answers in full, for others who write clients; of anything else what it is about. */
function changeOf(update: unknown): string {
  if (update === undefined) return 'removed'
  const facts = membersOf(update).find(([name]) => name === 'x-docker-response')?.[1]
  if (facts !== undefined) return membersOf(facts).map(shownFact).join('; ')
  const names = Array.isArray(update)
    ? update
        .flatMap((item: unknown) => membersOf(item).filter(([name]) => name === 'name'))
        .map(([, name]) => String(name))
    : membersOf(update).map(shownMember)
  return `sets ${names.map(code).join(', ')}`
}

const words: Readonly<Record<string, string>> = { always: 'always there', null: 'may be null', notNull: 'never null' }

function shownFact([fact, names]: [string, unknown]): string {
  const list: unknown[] = Array.isArray(names) ? names : []
  return `${words[fact] ?? oneLine(fact)}: ${list.map((name) => code(String(name))).join(', ')}`
}

function membersOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
}

function shownMember([name, value]: [string, unknown]): string {
  const json = JSON.stringify(value)
  return json.length <= 80 ? `${name}: ${json}` : name
}
