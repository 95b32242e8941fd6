/** What a path of names leads to in a value of an unknown form; undefined where it leads nowhere. */
export function member(value: unknown, path: readonly string[]): unknown {
  let current: unknown = value
  for (const name of path) {
    if (typeof current !== 'object' || current === null) return undefined
    current = Reflect.get(current, name)
  }
  return current
}

/** What an object has under a name itself: a parameter called `constructor` that is not given is not there. */
export function own(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
}
