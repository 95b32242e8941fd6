import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const official = new URL('../../../shared/official/', import.meta.url)

/** Official documents that may stand beside the project; they are no part of it. */
export const officialVersions = ['1.25', '1.33', '1.41', '1.44', '1.52'] as const

/** The path of an official document, which need not exist. */
export function officialPath(version: string): string {
  return fileURLToPath(new URL(`v${version}.yaml`, official))
}

/** Whether an official document is there. Says so where it is not, so that a skipped test has its reason. */
export function hasOfficial(version: string): boolean {
  const there = existsSync(officialPath(version))
  if (!there) console.warn(`skipped for API ${version}: there is no ../shared/official/v${version}.yaml`)
  return there
}
