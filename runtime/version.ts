/** API versions, as `1.42`. */

/** The version that an engine without an `Api-Version` header speaks: those before 1.25 sent none. */
export const versionBeforeHeader = '1.24'

/** Compares two versions by their numbers: negative where `a` is the older. What is no number counts as 0. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [numbers(a), numbers(b)]
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const difference = (x[i] ?? 0) - (y[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function numbers(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0)
}

/** The minimum that an engine names when it refuses an older version; undefined for another message. */
export function minimumInRefusal(message: string): string | undefined {
  return /client version \S+ is too old\. Minimum supported API version is (\d+\.\d+)/i.exec(message)?.[1]
}
