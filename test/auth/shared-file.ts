import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The path of a file of shared test data; where it is absent, a printed reason and `undefined`: the test skips. */
export function sharedFile(name: string): string | undefined {
  const path = join('..', 'shared', name)
  if (existsSync(path)) return path
  console.log(`skipped: ${path} is not here`)
  return undefined
}
