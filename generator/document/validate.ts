import type { Diagnostic } from './diagnostic.js'
import { completeLimits, type Limits } from './limits.js'
import type { SpecDocument } from './parse.js'
import { createFindings } from './rules/findings.js'
import { checkPaths } from './rules/operations.js'
import { checkDefinitions, checkRoot, checkVersion, readDefinitions, readPaths } from './rules/root.js'

/**
 * Finds everything that is wrong with a document, each with its place, in the order of the text.
 *
 * An error means that a client made from the document would be wrong or could not be made; a warning, that a part of
 * the document does not reach the client as its author will have meant it. A later stage may rely on a document
 * without errors: what it does not understand was refused here.
 *
 * @param document - as parsed, or with its root replaced by a corrected one
 */
export function validateDocument(document: SpecDocument, limits?: Partial<Limits>): readonly Diagnostic[] {
  const findings = createFindings(document, completeLimits(limits))
  if (!checkVersion(findings)) return findings.list()
  checkRoot(findings)
  const definitions = readDefinitions(findings)
  checkDefinitions(findings, definitions)
  const paths = readPaths(findings)
  if (paths !== undefined) checkPaths(findings, paths, definitions)
  return findings.list()
}
