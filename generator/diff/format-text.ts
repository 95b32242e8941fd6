import { clip, showInvisible } from '../document/index.js'
import type { ApiDiff, Change } from './change.js'
import {
  countOrNo,
  countsOf,
  looserAnswers,
  type MemberChange,
  newTypes,
  type OwnerChanges,
  ownersOf,
  title,
} from './group.js'

const signs: Readonly<Record<Change['kind'], string>> = { added: '+', removed: '-', changed: '~' }
const longestMessage = 400
const lineWidth = 110

/** A difference for a terminal: what breaks first, then the rest, each by function or type. */
export function formatDiffText(diff: ApiDiff): string {
  if (diff.changes.length === 0) return `${title(diff)}: nothing changes for callers`
  const breaking = diff.changes.filter((change) => change.breaking)
  const others = diff.changes.filter((change) => !change.breaking)
  const lines = [
    `${title(diff)}: ${countOrNo(breaking.length, 'breaking change')}, ${others.length} other`,
    ...countsLine(diff.changes),
    ...section(
      'Breaking',
      breaking.filter(({ looser }) => looser !== true),
    ),
    ...section(
      `Breaking: ${looserAnswers}`,
      breaking.filter(({ looser }) => looser === true),
    ),
    ...section('Not breaking', others),
  ]
  return lines.join('\n')
}

function countsLine(changes: readonly Change[]): string[] {
  const counts = countsOf(changes)
  return counts.length === 0 ? [] : [counts.join(', ')]
}

function section(heading: string, changes: readonly Change[]): string[] {
  if (changes.length === 0) return []
  const types = newTypes(changes)
  return [
    '',
    `${heading} (${changes.length})`,
    ...ownersOf(changes, 'operation').flatMap(ownerLines),
    ...ownersOf(changes, 'model').flatMap(ownerLines),
    ...(types.length === 0 ? [] : ['  + new types', ...wrap(types)]),
  ]
}

function ownerLines({ owner, changes }: OwnerChanges): string[] {
  const [only] = changes
  if (changes.length === 1 && only !== undefined && only.members.length <= 1) {
    return [`  ${signs[only.kind]} ${plain([owner, ...only.members].join('.'))}  ${plain(only.message)}`]
  }
  const widths = changes.map(({ members }) => (members.length === 1 ? (members[0]?.length ?? 0) : 0))
  const width = widths.reduce((most, one) => Math.max(most, one), 0)
  return [`    ${plain(owner)}`, ...changes.flatMap((change) => memberLines(change, Math.min(30, width)))]
}

function memberLines({ kind, members, message }: MemberChange, width: number): string[] {
  const [only] = members
  const list = `      ${signs[kind]} ${members.map(plain).join(', ')}  ${plain(message)}`
  if (members.length > 1 && list.length <= lineWidth) return [list]
  if (members.length > 1) return [`      ${signs[kind]} ${plain(message)}:`, ...wrap(members, 10)]
  const name = only === undefined ? '' : `${plain(only).padEnd(width)}  `
  return [`      ${signs[kind]} ${name}${plain(message)}`]
}

/** Names with commas, as many on a line as it takes. */
function wrap(names: readonly string[], indent = 6): string[] {
  const lines: string[] = []
  let line = ''
  for (const name of names.map(plain)) {
    if (line !== '' && indent + line.length + name.length + 2 > lineWidth) {
      lines.push(`${line},`)
      line = ''
    }
    line += line === '' ? name : `, ${name}`
  }
  return [...lines, line].map((text) => ' '.repeat(indent) + text)
}

/** Without the code spans' fences, and without anything that would move a terminal's cursor. */
function plain(markdown: string): string {
  const parts: string[] = []
  let length = 0
  // The messages are made of code spans that close: what is between two fences of one length is a span's text.
  const tokens = markdown.split(/(`+)/)
  for (let n = 0; n < tokens.length && length <= longestMessage; n++) {
    const token = tokens[n] ?? ''
    const end = token.startsWith('`') ? tokens.indexOf(token, n + 1) : -1
    const text = end === -1 ? token : spanText(tokens.slice(n + 1, end).join(''))
    if (end !== -1) n = end
    parts.push(text)
    length += text.length
  }
  return showInvisible(clip(parts.join(''), longestMessage))
}

/** A code span's text without the blanks that keep backticks off its fences. */
function spanText(text: string): string {
  return text.startsWith(' ') && text.endsWith(' ') && text.includes('`') ? text.slice(1, -1) : text
}
