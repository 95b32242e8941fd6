import { showInvisible } from '../document/index.js'
import { type ApiDiff, type Change, code } from './change.js'
import { countOrNo, countsOf, looserAnswers, newTypes, type OwnerChanges, ownersOf, title } from './group.js'

/** GitHub refuses bodies of pull requests and comments with more characters than 65,536. */
const longestText = 60_000
const mostOpenLines = { breaking: 120, other: 30 }

/** A difference for a pull request: what is short is open to see, and the rest is folded. */
export function formatDiffMarkdown(diff: ApiDiff): string {
  const breaking = diff.changes.filter((change) => change.breaking)
  const others = diff.changes.filter((change) => !change.breaking)
  const strict = breaking.filter((change) => change.looser !== true)
  const looser = breaking.filter((change) => change.looser === true)
  const counts = countsOf(diff.changes)
  const lines = [
    `## ${titleText(diff)}`,
    '',
    diff.changes.length === 0
      ? 'Nothing changes for callers of the generated client.'
      : `**${countOrNo(breaking.length, 'breaking change')}** and ${others.length} other for callers of the generated client.`,
    ...(counts.length === 0 ? [] : ['', `${counts.join(', ')}.`]),
    ...section('Breaking: operations', strict, 'operation', mostOpenLines.breaking),
    ...section('Breaking: types', strict, 'model', mostOpenLines.breaking),
    ...section(`Breaking: operations, ${looserAnswers}`, looser, 'operation', mostOpenLines.other),
    ...section(`Breaking: types, ${looserAnswers}`, looser, 'model', mostOpenLines.other),
    ...section('Not breaking: operations', others, 'operation', mostOpenLines.other),
    ...section('Not breaking: types', others, 'model', mostOpenLines.other),
  ]
  return clipLines(lines.map(showInvisible))
}

/** The names of files and the versions come from outside, and stand in no code span. */
function titleText(diff: ApiDiff): string {
  return title(diff).replace(/[^\p{L}\p{N} .:→/_-]/gu, '\\$&')
}

function section(heading: string, changes: readonly Change[], subject: Change['subject'], mostOpen: number): string[] {
  const types = subject === 'model' ? newTypes(changes) : []
  const owners = ownersOf(changes, subject)
  const added = types.length === 0 ? [] : [`- new: ${types.map(code).join(', ')}`]
  const lines = [...owners.flatMap(ownerLines), ...added]
  if (lines.length === 0) return []
  if (lines.length <= mostOpen) return ['', `### ${heading}`, '', ...lines]
  const number = changes.filter((change) => change.subject === subject).length
  const noun = subject === 'model' ? 'type' : 'operation'
  const summary = `<summary>${countOrNo(number, 'change')} of ${countOrNo(owners.length + types.length, noun)}</summary>`
  return ['', `### ${heading}`, '', '<details>', summary, '', ...lines, '', '</details>']
}

function ownerLines({ owner, changes }: OwnerChanges): string[] {
  const [only] = changes
  if (changes.length === 1 && only !== undefined && only.members.length <= 1) {
    return [`- ${code([owner, ...only.members].join('.'))}: ${only.message}`]
  }
  const whole = changes.filter(({ members }) => members.length === 0).map(({ message }) => message)
  const parts = changes.filter(({ members }) => members.length > 0)
  const head = `- ${code(owner)}${whole.length === 0 ? '' : `: ${whole.join('; ')}`}`
  return [head, ...parts.map(({ members, message }) => `  - ${members.map(code).join(', ')}: ${message}`)]
}

/** As many lines as a pull request takes; what is folded is closed again. */
function clipLines(lines: readonly string[]): string {
  const text = lines.join('\n')
  if (text.length <= longestText) return text
  const kept: string[] = []
  let length = 0
  for (const line of lines) {
    length += line.length + 1
    if (length > longestText) break
    kept.push(line)
  }
  const isFolded = kept.lastIndexOf('<details>') > kept.lastIndexOf('</details>')
  const more = `… and ${lines.length - kept.length} more lines, which the JSON form has.`
  return [...kept, ...(isFolded ? ['', '</details>'] : []), '', more].join('\n')
}
