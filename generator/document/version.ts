import { quote, UnusableInputError } from './diagnostic.js'
import { isJsonObject } from './json.js'
import type { SpecDocument } from './parse.js'

/**
 * The API version that a document states. Ranges of corrections are held against it, requests have it in their paths,
 * and the output folder is called by it.
 *
 * @throws UnusableInputError where it is no API version, as `1.42`
 */
export function statedVersion(document: SpecDocument): string {
  const { info } = document.root
  const version = isJsonObject(info) ? info['version'] : undefined
  if (typeof version === 'string' && /^\d{1,4}\.\d{1,4}$/.test(version)) return version
  const message =
    version === undefined
      ? 'the document does not say which version of the API it describes'
      : `the version of the API is ${quote(version)}, where two numbers with a dot are needed`
  // Without quotes 1.40 is the number 1.4.
  const mend = `say it${typeof version === 'number' ? ' in quotes' : ''} as info.version: '1.42'`
  const place = document.place(['info', 'version'], 'value')
  const pointer = '/info/version'
  throw new UnusableInputError([{ severity: 'error', rule: 'api-version', message, mend, place, pointer }])
}
