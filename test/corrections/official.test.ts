import { describe, expect, test } from 'vitest'
import { type LoadedApi, loadApi } from '../../generator/load-api.js'
import { debianVersions, readDebian } from './debian-documents.js'
import { hasOfficial, officialPath, officialVersions } from './documents.js'
import { resultKinds } from './result-kinds.js'

const operationCounts = { '1.25': 94, '1.33': 105, '1.41': 106, '1.44': 107, '1.52': 107 }

/** Three operations had other names before 1.28. */
const formerNames: Readonly<Record<string, string>> = {
  ContainerGetArchive: 'ContainerArchive',
  ContainerArchiveHead: 'ContainerArchiveInfo',
  ContainerPutArchive: 'PutContainerArchive',
}

const kinds: Readonly<Record<string, string>> = resultKinds

describe.each(officialVersions)('the official document of API %s', (version) => {
  test.skipIf(!hasOfficial(version))('takes the corrections', { timeout: 20_000 }, async () => {
    const { model, applied, warnings } = await loadApi({ spec: officialPath(version) })
    expect(warnings.filter(({ rule }) => rule === 'stale-correction')).toEqual([])
    expect(applied.length).toBeGreaterThan(80)
    expect(model.operations).toHaveLength(operationCounts[version])
    expect(Object.fromEntries(model.operations.map(({ operationId, result }) => [operationId, result.kind]))).toEqual(
      Object.fromEntries(model.operations.map(({ operationId }) => [operationId, kindOf(operationId)])),
    )
    expectNoCommas(model)
    expectStats(model)
  })
})

function kindOf(operationId: string): string | undefined {
  return kinds[formerNames[operationId] ?? operationId]
}

/** No engine splits a list at its commas. */
function expectNoCommas(model: LoadedApi['model']): void {
  const parameters = model.operations.flatMap((operation) => operation.parameters)
  expect(parameters.filter(({ encoding }) => encoding === 'csv')).toEqual([])
}

function expectStats(model: LoadedApi['model']): void {
  const stats = model.types.find(({ name }) => name === 'ContainerStatsResponse')
  const properties = stats?.shape.kind === 'interface' ? stats.shape.properties.map(({ name }) => name) : []
  expect(properties).toEqual(expect.arrayContaining(['read', 'cpu_stats', 'precpu_stats', 'memory_stats', 'networks']))
}

describe.each(debianVersions)('the document of API %s that is published with an engine of Debian', (version) => {
  test('takes the corrections, and gives every operation', { timeout: 20_000 }, async () => {
    const { model, applied, document, warnings } = await loadApi({ spec: '-', stdin: readDebian(version) })
    expect(model.apiVersion).toBe(version)
    expect(model.operations).toHaveLength(document.text.match(/^ +operationId:/gm)?.length ?? 0)
    expect(applied.length).toBeGreaterThan(80)
    // Some have definitions that were made of inline schemas later, and not yet those that they became.
    const known = /^(?:\d|1\d) corrections? of this package|^additionalProperties stands among the properties/
    expect(warnings.map(({ message }) => message).filter((message) => !known.test(message))).toEqual([])
    expect(Object.fromEntries(model.operations.map(({ operationId, result }) => [operationId, result.kind]))).toEqual(
      Object.fromEntries(model.operations.map(({ operationId }) => [operationId, kindOf(operationId)])),
    )
    expectNoCommas(model)
    expectStats(model)
  })
})

test.skipIf(debianVersions.length === 0)('they are all, from 1.25 to that of the engine', () => {
  const last = Number(debianVersions.at(-1)?.split('.')[1])
  expect(last).toBeGreaterThanOrEqual(41)
  expect(debianVersions).toEqual(Array.from({ length: last - 24 }, (_, index) => `1.${25 + index}`))
})
