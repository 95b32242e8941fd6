/** What a path of names leads to in a value of an unknown form; undefined where it leads nowhere. */
export function member(value: unknown, path: readonly string[]): unknown {
  let current: unknown = value
  for (const name of path) {
    if (typeof current !== 'object' || current === null) return undefined
    current = Reflect.get(current, name)
  }
  return current
}
