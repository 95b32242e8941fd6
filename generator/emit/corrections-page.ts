import { count } from '../count.js'
import type { ApiModel } from '../model/ir.js'
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

/** The notes of what a part of a model has; those that name neither a definition nor a path concern every part. */
export function notesOf(model: ApiModel, notes: readonly CorrectionNote[]): CorrectionNote[] {
  const definitions = new Set(model.types.map(({ origin }) => /^\/definitions\/[^/]+/.exec(origin)?.[0]))
  const operations = new Set(model.operations.flatMap(({ path, method }) => [path, `${method} ${path}`]))
  return notes.filter(({ target, update }) => {
    const { kind, names, method } = subjectOf(target, update)
    if (kind === undefined) return true
    if (kind === 'paths') return names.some((name) => operations.has(method === undefined ? name : `${method} ${name}`))
    return names.some((name) => definitions.has(`/definitions/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`))
  })
}

interface Subject {
  readonly kind?: 'definitions' | 'paths'
  readonly names: readonly string[]
  /** The method of the paths that it is about; absent for all. */
  readonly method?: string
}

const quoted = /'((?:[^'\\]|\\.)*)'/g
const firstSteps =
  /^\$\.(definitions|paths)(?:\.([\w-]+)|\[('(?:[^'\\]|\\.)*'(?:, *'(?:[^'\\]|\\.)*')*)\]|$)(?:\.(get|put|post|delete|head)\b)?/

/** What a JSONPath is about: the definitions or paths that its first two steps name, or that an update of them all adds. */
function subjectOf(target: string, update: unknown): Subject {
  const found = firstSteps.exec(target)
  if (found === null) return { names: [] }
  const [, first, name, list, method] = found
  const listed =
    list === undefined ? Object.keys(Object(update)) : [...list.matchAll(quoted)].map(([, text = '']) => text)
  const names = name === undefined ? listed : [name]
  return {
    kind: first === 'paths' ? 'paths' : 'definitions',
    names,
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
  }
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
  const were = notes.length === 1 ? 'was' : 'were'
  return { count: count(notes.length, 'correction'), were, files: [...files.values()] }
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
