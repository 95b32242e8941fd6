import { beforeAll, describe, expect, test } from 'vitest'
import { type LoadedApi, loadApi } from '../../generator/load-api.js'
import type { Operation, ResultKind } from '../../generator/model/ir.js'
import { resultKinds } from './result-kinds.js'

let api: LoadedApi

beforeAll(async () => {
  api = await loadApi({ spec: 'v1.42' })
})

function operation(operationId: string): Operation {
  const found = api.model.operations.find((one) => one.operationId === operationId)
  return found ?? expect.fail(`there is no operation ${operationId}`)
}

test('all 107 operations have their result', () => {
  const given = Object.fromEntries(api.model.operations.map(({ operationId, result }) => [operationId, result.kind]))
  expect(Object.keys(resultKinds)).toHaveLength(107)
  expect(given).toEqual(resultKinds)
})

const reference = (name: string) => ({ kind: 'reference', name }) as const

const details: readonly [string, ResultKind][] = [
  ['ContainerLogs', { kind: 'logs', terminal: 'container' }],
  ['ServiceLogs', { kind: 'logs', terminal: 'service' }],
  ['TaskLogs', { kind: 'logs', terminal: 'task' }],
  ['ContainerAttach', { kind: 'hijack', terminal: 'container' }],
  ['ExecStart', { kind: 'hijack', terminal: 'exec', detach: 'Detach' }],
  ['Session', { kind: 'tunnel', protocol: 'h2c' }],
  ['SystemEvents', { kind: 'json-stream', item: reference('EventMessage'), progress: false }],
  [
    'ContainerStats',
    {
      kind: 'json-stream',
      item: reference('ContainerStatsResponse'),
      progress: false,
      single: { parameter: 'stream', value: false },
    },
  ],
  ['ImageCreate', { kind: 'json-stream', item: reference('CreateImageInfo'), progress: true }],
  ['ImagePush', { kind: 'json-stream', item: reference('PushImageInfo'), progress: true }],
  ['ImageBuild', { kind: 'json-stream', item: reference('BuildInfo'), progress: true }],
  ['ImageLoad', { kind: 'json-stream', item: reference('ImageLoadInfo'), progress: true }],
  ['PluginPull', { kind: 'json-stream', item: reference('PluginProgressInfo'), progress: true }],
  ['PluginUpgrade', { kind: 'json-stream', item: reference('PluginProgressInfo'), progress: true }],
  ['PluginPush', { kind: 'json-stream', item: reference('PluginProgressInfo'), progress: true }],
  ['SecretCreate', { kind: 'json', type: reference('SecretCreateResponse') }],
  ['ConfigCreate', { kind: 'json', type: reference('ConfigCreateResponse') }],
]

test.each(details)('%s gives what it should in detail', (operationId, want) => {
  expect(operation(operationId).result).toEqual(want)
})

test('a container without changes gives null', () => {
  expect(operation('ContainerChanges').result).toMatchObject({ kind: 'json', type: { kind: 'nullable' } })
})

test('only the ping is sent without a version', () => {
  const unversioned = api.model.operations.filter((one) => one.unversioned).map((one) => one.operationId)
  expect(unversioned).toEqual(['SystemPing', 'SystemPingHead'])
})

describe('statuses', () => {
  const undeclared: readonly [string, number][] = [
    ['ContainerLogs', 400],
    ['ContainerPause', 409],
    ['ContainerResize', 400],
    ['ExecStart', 400],
    ['ImageGet', 404],
    ['ImageSearch', 400],
    ['NetworkConnect', 400],
    ['NetworkCreate', 409],
    ['NodeDelete', 400],
    ['PluginDisable', 409],
    ['SwarmUnlock', 409],
    ['SystemDataUsage', 400],
  ]
  test.each(undeclared)('%s has %i among its errors, with a text', (operationId, status) => {
    const error = operation(operationId).errors.find((one) => one.status === status)
    expect(error?.doc).toMatch(/\w+ \w+/)
  })

  const successes: readonly [string, readonly number[]][] = [
    ['PluginPull', [200]],
    ['PluginUpgrade', [200]],
    ['SystemAuth', [200]],
    ['ExecStart', [101, 200]],
    ['ContainerStart', [204, 304]],
  ]
  test.each(successes)('%s succeeds with %j', (operationId, want) => {
    expect(operation(operationId).successes.map((one) => one.status)).toEqual(want)
  })
})

test('items of progress streams have their failure', () => {
  for (const name of ['CreateImageInfo', 'PushImageInfo', 'BuildInfo', 'ImageLoadInfo', 'PluginProgressInfo']) {
    const shape = api.model.types.find((type) => type.name === name)?.shape
    const properties = shape?.kind === 'interface' ? shape.properties.map((property) => property.name) : []
    expect(properties, name).toEqual(expect.arrayContaining(['errorDetail', 'progressDetail', 'id', 'aux']))
  }
})
