import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import { showInvisible } from '../document/index.js'
import type { Drift } from '../output/compare.js'

/** How long a drift is shown: enough to see what it is, and not so much that a log is lost in it. */
const mostLines = { file: 120, whole: 1200 }

/**
 * A drift as a unified diff: from what is in the folder to what would be written.
 *
 * @param folder how the paths begin
 */
export function formatDrift(drift: readonly Drift[], folder: string): string {
  const lines: string[] = []
  for (const [index, file] of drift.entries()) {
    if (lines.length >= mostLines.whole) {
      lines.push(`… and ${drift.length - index} more files`)
      break
    }
    lines.push(...fileLines(file, folder))
  }
  return lines.join('\n')
}

function fileLines({ path, kind, before, after }: Drift, folder: string): string[] {
  const place = folder === '.' ? path : `${folder.replaceAll('\\', '/')}/${path}`
  const from = kind === 'added' ? '/dev/null' : `a/${place}`
  const to = kind === 'removed' ? '/dev/null' : `b/${place}`
  // Files that have little in common would take the comparison long, and nobody would read it.
  const options = { context: 3, maxEditLength: 3000, headerOptions: FILE_HEADERS_ONLY }
  const patch = createTwoFilesPatch(from, to, before, after, undefined, undefined, options)
  if (patch === undefined) return [`--- ${from}`, `+++ ${to}`, '@@ nearly every line is another @@']
  const lines = patch.trimEnd().split('\n').map(showLine)
  const more = lines.length - mostLines.file
  return more > 0 ? [...lines.slice(0, mostLines.file), `… and ${more} more lines`] : lines
}

/** A line of a file as a terminal may show it. */
function showLine(line: string): string {
  return line.split('\t').map(showInvisible).join('\t')
}
