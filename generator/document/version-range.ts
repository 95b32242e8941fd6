/** API versions (`1.42`) and ranges of them (`>=1.25 <1.44`). */

/** Compares two API versions by their numbers: negative where `a` is the older. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [numbers(a), numbers(b)]
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const difference = (x[i] ?? 0) - (y[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function numbers(version: string): number[] {
  return version.replace(/^v/, '').split('.').map(Number)
}

const comparator = /^(>=|<=|>|<|=)?v?(\d+\.\d+)$/

/**
 * Reads a range: comparators with blanks between, all of which must hold.
 *
 * @returns the test, or undefined where the text is no range
 */
export function parseRange(text: string): ((version: string) => boolean) | undefined {
  const parts = text
    .trim()
    .split(/\s+/)
    .map((part) => comparator.exec(part))
  const tests: ((version: string) => boolean)[] = []
  for (const part of parts) {
    const bound = part?.[2]
    if (bound === undefined) return undefined
    tests.push(comparison(part?.[1] ?? '=', bound))
  }
  return (version) => tests.every((test) => test(version))
}

function comparison(operator: string, bound: string): (version: string) => boolean {
  const signs: Readonly<Record<string, readonly number[]>> = {
    '>=': [0, 1],
    '<=': [0, -1],
    '>': [1],
    '<': [-1],
    '=': [0],
  }
  return (version) => signs[operator]?.includes(Math.sign(compareVersions(version, bound))) ?? false
}
