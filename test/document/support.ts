import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { type Diagnostic, UnusableInputError } from '../../generator/document/index.js'

const official = new URL('../../../shared/official/', import.meta.url)

/** The official documents are test data that is not part of the repository. */
export const officialVersions = ['1.25', '1.33', '1.41', '1.44', '1.52'].filter((version) =>
  existsSync(new URL(`v${version}.yaml`, official)),
)

/** Says in a test's title why it does not run. */
export const withOfficial = officialVersions.length > 0 ? '' : ' (skipped: no ../shared/official beside the repository)'
if (withOfficial !== '') console.warn(`tests of the official documents are skipped:${withOfficial}`)

/** The text of an official document. */
export function readOfficial(version: string): string {
  return readFileSync(new URL(`v${version}.yaml`, official), 'utf8')
}

/** The diagnostics that a function throws; fails where it throws none, or anything else. */
export function diagnosticsOf(run: () => unknown): readonly Diagnostic[] {
  try {
    run()
  } catch (error) {
    if (error instanceof UnusableInputError) return error.diagnostics
    throw error
  }
  return expect.fail('nothing was thrown')
}

/** As {@link diagnosticsOf}, for a promise. */
export async function diagnosticsOfPromise(promise: Promise<unknown>): Promise<readonly Diagnostic[]> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  return diagnosticsOf(() => {
    throw outcome ?? new Error('nothing was thrown')
  })
}
