import type { ApiModel, Operation, TypeDeclaration } from '../model/ir.js'
import { type ApiDiff, type Change, type ComparedApi, code, type Report } from './change.js'
import { callText, compareOperations, placeText } from './compare-operations.js'
import { compareDeclarations } from './compare-types.js'
import { type Comparison, createComparison } from './comparison.js'
import { indexDeclarations } from './objects.js'
import { matchOperations } from './operations-match.js'
import { findRenames } from './renames.js'

/**
 * Compares two APIs, and says for each difference whether it breaks callers of the generated client.
 *
 * What callers give may only become wider: a new required input breaks them, and a new optional one does not. What
 * they read may only become narrower: a field that is gone, may be absent or may be null now breaks them, and a new
 * field does not. Values of open enums may come without breaking anybody. Descriptions are not compared.
 *
 * @param from the model that callers use now
 * @param to the model that they would use then
 */
export function compareApis(from: ApiModel, to: ApiModel): ApiDiff {
  const operations = matchOperations(from, to)
  const before = indexDeclarations(from)
  const after = indexDeclarations(to)
  const renames = findRenames(operations.pairs, before, after)
  const comparison = createComparison(before, after, renames)
  const changes: Change[] = []
  const reportOn = (subject: Change['subject'], owner: string): Report => {
    return (change) => changes.push({ ...change, subject, owner })
  }
  for (const operation of operations.added) addedOperation(operation, reportOn('operation', operation.functionName))
  for (const operation of operations.removed) removedOperation(operation, reportOn('operation', operation.functionName))
  for (const pair of operations.pairs) {
    compareOperations(comparison, pair.before, pair.after, reportOn('operation', pair.before.functionName))
  }
  compareModels(comparison, renames, reportOn)
  const breaking = changes.filter((change) => change.breaking).length
  return { from: describe(from), to: describe(to), breaking, changes }
}

function describe({ apiVersion, source }: ApiModel): ComparedApi {
  return { apiVersion, file: source.file, sha256: source.sha256 }
}

function addedOperation(operation: Operation, report: Report): void {
  const after = callText(operation)
  const message = `new operation: ${code(placeText(operation))}`
  report({ rule: 'operation-added', kind: 'added', breaking: false, message, after })
}

function removedOperation(operation: Operation, report: Report): void {
  const before = callText(operation)
  const message = `operation removed: ${code(placeText(operation))}`
  report({ rule: 'operation-removed', kind: 'removed', breaking: true, message, before })
}

function compareModels(
  comparison: Comparison,
  renames: ReadonlyMap<string, string>,
  reportOn: (subject: Change['subject'], owner: string) => Report,
): void {
  const { before, after, rename } = comparison
  const renamed = new Set(renames.values())
  const added = [...after.values()].filter(({ name }) => !before.has(name) && !renamed.has(name))
  const all: readonly TypeDeclaration[] = [...before.values(), ...added]
  for (const declaration of [...all].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const report = reportOn('model', declaration.name)
    const other = after.get(rename(declaration.name))
    if (!before.has(declaration.name)) {
      report({ rule: 'model-added', kind: 'added', breaking: false, message: 'new type' })
    } else if (other === undefined) {
      report({ rule: 'model-removed', kind: 'removed', breaking: true, message: 'type removed' })
    } else {
      compareDeclarations(comparison, declaration, other, report)
    }
  }
}
