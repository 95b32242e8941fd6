/** Longer names are nobody's slip of the pen, and comparing them would cost more than it is worth. */
const longest = 40

/** The known name that is surely meant by another: it differs by case, or by a letter (in long names two). */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > longest) return undefined
  const lower = name.toLowerCase()
  const byCase = known.find((each) => each.toLowerCase() === lower)
  if (byCase !== undefined) return byCase
  return known
    .map((each) => ({ each, distance: distanceOf(lower, each.toLowerCase()) }))
    .filter(({ each, distance }) => distance <= slips(each))
    .sort((a, b) => a.distance - b.distance)[0]?.each
}

/** Of three letters, one more or less is already another word. */
function slips(name: string): number {
  if (name.length < 4) return 0
  return name.length < 9 ? 1 : 2
}

/** How many letters must be put in, left out, exchanged or swapped with the next one. */
function distanceOf(a: string, b: string): number {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(
        Math.min(
          at(last, j) + 1,
          at(row, j - 1) + 1,
          at(last, j - 1) + (same ? 0 : 1),
          swapped ? at(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
