import { beforeAll, describe, expect, test } from 'vitest'
import { loadApi } from '../../generator/load-api.js'
import type { ApiModel, TypeRef } from '../../generator/model/ir.js'
import { type Fact, type Found, find, readFacts } from './facts.js'
import { kept, neverNull, requestsOnly } from './other-than-reflected.js'

let model: ApiModel

beforeAll(async () => {
  model = (await loadApi({ spec: 'v1.42' })).model
})

const facts = readFacts()

/** The facts of some kinds about answers: what the engine leaves out of a request, it takes as nothing. */
function inAnswers(...kinds: string[]): readonly Fact[] {
  return kinds.flatMap((kind) => facts?.[kind] ?? []).filter(({ path }) => !path.includes('←'))
}

/** Those facts of which the model does not say what is wanted. */
function others(list: readonly Fact[], isSo: (found: Found | undefined) => boolean): string[] {
  return list.filter(({ path }) => !isSo(find(model, path))).map(({ path }) => path)
}

const isNullable = (found: Found | undefined): boolean => found?.type.kind === 'nullable'

describe.skipIf(facts === undefined)('the facts about API 1.42 hold in the model:', () => {
  test('what is null on the wire may be null', () => {
    const list = inAnswers('null', 'nullRequired', 'nullItem')
    expect(list.length).toBeGreaterThan(140)
    expect(others(list, isNullable).sort()).toEqual(Object.keys(neverNull).sort())
  })

  test('what is always there is required', () => {
    const list = inAnswers('alwaysPresentNotRequired')
    expect(list).toHaveLength(513)
    expect(others(list, (found) => found?.property?.required === true)).toEqual(Object.keys(requestsOnly))
  })

  test('what is left out instead of being null is never null', () => {
    const list = inAnswers('nullableButOmitempty', 'nullableButNeverNull')
    expect(list).toHaveLength(32)
    expect(others(list, (found) => found !== undefined && !isNullable(found))).toEqual([])
  })

  test('what the document leaves out is there, in requests as well', () => {
    const list = facts?.['missingInSpec'] ?? []
    expect(list).toHaveLength(64)
    expect(others(list, (found) => found !== undefined)).toEqual([])
  })

  test('what Go does not know is gone', () => {
    const list = facts?.['missingInGo'] ?? []
    expect(list).toHaveLength(14)
    expect(others(list, (found) => found === undefined)).toEqual([...Object.keys(kept)])
  })

  test('what Go leaves out where it is empty is not required', () => {
    const list = inAnswers('requiredButOmitempty')
    expect(list).toHaveLength(2)
    expect(others(list, (found) => found?.property?.required === false)).toEqual([])
  })

  test('numbers without a sign have none', () => {
    const list = inAnswers('fmt')
    expect(list).toHaveLength(16)
    expect(others(list, (found) => found?.property?.format === 'uint64')).toEqual([])
  })
})

const text: TypeRef = { kind: 'primitive', name: 'string' }
const texts: TypeRef = { kind: 'array', items: text }
const nullable = (type: TypeRef): TypeRef => ({ kind: 'nullable', type })
const reference = (name: string): TypeRef => ({ kind: 'reference', name })

const types: readonly [string, TypeRef][] = [
  ['PluginInterfaceType', reference('PluginInterfaceType')],
  ['Plugin.Config.Interface.Types', nullable({ kind: 'array', items: reference('PluginInterfaceType') })],
  ['Volume.Status{}', { kind: 'unknown' }],
  ['NetworkAttachment.Network', reference('SwarmNetwork')],
  ['TaskSpec.PluginSpec.privileges[].value', texts],
  ['ClusterVolumeSpec.AccessMode.MountVolume.MountFlags', texts],
  ['SystemVersion.Components[].Details{}', text],
  ['ExecInspect→200.ExitCode', nullable({ kind: 'primitive', name: 'number', integer: true })],
  ['ContainerConfig.Cmd', nullable(texts)],
  ['ContainerCreate←body.Cmd', nullable({ kind: 'union', members: [texts, text] })],
  ['ContainerCreate←body.HostConfig.CapAdd', nullable({ kind: 'union', members: [texts, text] })],
  ['ContainerCreate←body.HostConfig.Init', nullable({ kind: 'primitive', name: 'boolean' })],
  ['Task.JobIteration.Index', { kind: 'primitive', name: 'number', integer: true, format: 'uint64' }],
]

test.each(types)('the type of %s', (path, want) => {
  expect(find(model, path)?.type).toEqual(want)
})

test('the type of an interface of a plugin is a text', () => {
  expect(model.types.find(({ name }) => name === 'PluginInterfaceType')?.shape).toEqual({ kind: 'alias', type: text })
})

const enums: readonly [string, readonly string[]][] = [
  ['HostConfig.LogConfig.Type', ['json-file', 'local', 'gcplogs']],
  ['Service.UpdateStatus.State', ['completed', 'rollback_started', 'rollback_paused', 'rollback_completed']],
  ['EventMessage.Type', ['container', 'image']],
  ['EventMessage.Action', ['create', 'die', 'exec_start']],
]

test.each(enums)('%s is an open enum', (path, want) => {
  const type = find(model, path)?.type
  expect(type).toMatchObject({ kind: 'literals', open: true, values: expect.arrayContaining([...want]) })
})

const filters: readonly [string, Readonly<Record<string, readonly string[] | undefined>>][] = [
  [
    'ContainerListFilters',
    {
      status: ['created', 'restarting', 'running', 'removing', 'paused', 'exited', 'dead'],
      health: ['starting', 'healthy', 'unhealthy', 'none'],
      label: undefined,
    },
  ],
  ['ImageListFilters', { dangling: ['true', 'false'], reference: undefined }],
  ['ImagePruneFilters', { dangling: ['true', 'false', '1', '0'], until: undefined }],
  ['NetworkListFilters', { type: ['custom', 'builtin'], scope: ['swarm', 'global', 'local'], driver: undefined }],
  ['NodeListFilters', { role: ['manager', 'worker'], membership: ['accepted', 'pending'], 'node.label': undefined }],
  ['ServiceListFilters', { mode: ['replicated', 'global', 'replicated-job', 'global-job'] }],
  ['SystemEventsFilters', { scope: ['local', 'swarm'], event: undefined }],
  ['VolumePruneFilters', { 'label!': undefined }],
]

test.each(filters)('%s', (name, want) => {
  const shape = model.types.find((type) => type.name === name)?.shape
  expect(shape).toHaveProperty('index')
  for (const [key, values] of Object.entries(want)) {
    const property = shape?.kind === 'interface' ? shape.properties.find((one) => one.name === key) : undefined
    const parameter = values === undefined ? text : { kind: 'literals', values, open: false }
    expect(property?.type, key).toEqual({ kind: 'runtime', name: 'FilterValues', parameter })
    expect(property?.doc, key).not.toBe('')
  }
})

test('every operation with filters says which', () => {
  const all = model.operations.flatMap(({ parameters }) => parameters.filter(({ name }) => name === 'filters'))
  expect(all).toHaveLength(17)
  for (const { type } of all) expect(type.kind).toBe('reference')
})
