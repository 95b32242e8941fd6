import { type Diagnostic, formatPlace } from './diagnostic.js'
import type { SpecDocument } from './parse.js'

const named = 3

/**
 * What is to be said of lenient corrections that do not fit a document: one warning, however many they are. It stands at
 * the version that the document states, for that is why they were tried.
 *
 * @param stale what `applyOverlays` found
 */
export function staleWarning(document: SpecDocument, stale: readonly Diagnostic[]): readonly Diagnostic[] {
  if (stale.length === 0) return []
  const several = stale.length > 1
  const first = stale.slice(0, named).map(({ place, message }) => `${formatPlace(place)}: ${message}`)
  const more = stale.length > named ? `; and ${stale.length - named} more` : ''
  return [
    {
      severity: 'warning',
      rule: 'stale-correction',
      message:
        `${stale.length} correction${several ? 's' : ''} of this package ${several ? 'do' : 'does'} not fit this ` +
        `document, so that the client is what the document says there (${first.join('; ')}${more})`,
      mend: 'correct it by an --overlay where that matters; --no-corrections leaves all out',
      place: document.place(['info', 'version'], 'value'),
      pointer: '/info/version',
    },
  ]
}
