import { beforeAll, expect, test } from 'vitest'
import { loadApi } from '../../generator/load-api.js'
import type { Operation, Parameter } from '../../generator/model/ir.js'

let operations: readonly Operation[] = []

beforeAll(async () => {
  operations = (await loadApi({ spec: 'v1.42' })).model.operations
})

function parameters(where: Parameter['where'], encoding: string): string[] {
  return operations.flatMap(({ operationId, parameters }) =>
    parameters
      .filter((parameter) => parameter.where === where && parameter.encoding === encoding)
      .map((parameter) => `${operationId}.${parameter.name}`),
  )
}

const withFilters = [
  'ContainerList ContainerPrune ImageList BuildPrune ImageSearch ImagePrune SystemEvents VolumeList VolumePrune',
  'NetworkList NetworkPrune PluginList NodeList ServiceList TaskList SecretList ConfigList',
].flatMap((line) => line.split(' '))

const withAuth = [
  'ImageCreate ImagePush ImageSearch GetPluginPrivileges PluginPull PluginUpgrade PluginPush',
  'ServiceCreate ServiceUpdate DistributionInspect',
].flatMap((line) => line.split(' '))

const encodings: readonly [Parameter['where'], string, readonly string[]][] = [
  [
    'query',
    'json',
    [
      ...withFilters.map((operationId) => `${operationId}.filters`),
      ...['buildargs', 'labels', 'cachefrom', 'outputs', 'ulimits'].map((name) => `ImageBuild.${name}`),
    ],
  ],
  [
    'query',
    'repeat',
    [
      ...['t', 'extrahosts', 'securityopt'].map((name) => `ImageBuild.${name}`),
      ...['ImageCreate.changes', 'ImageCommit.changes', 'ImageGetAll.names', 'SystemDataUsage.type'],
    ],
  ],
  ['query', 'csv', []],
  [
    'query',
    'timestamp',
    [
      ...['ContainerLogs.since', 'ContainerLogs.until', 'SystemEvents.since', 'SystemEvents.until'],
      ...['ServiceLogs.since', 'TaskLogs.since'],
    ],
  ],
  ['header', 'auth', [...withAuth.map((operationId) => `${operationId}.registryAuth`), 'ImageBuild.registryConfig']],
]

test.each(encodings)('%s parameters sent as %s', (where, encoding, want) => {
  expect(parameters(where, encoding).sort()).toEqual([...want].sort())
})

const paths: readonly [RegExp, string][] = [
  [/^\/containers\//, 'name'],
  [/^\/(images|plugins|distribution)\//, 'segments'],
  [/^\/(exec|volumes|networks|nodes|services|tasks|secrets|configs)\//, 'segment'],
]

test.each(paths)('values in paths below %s are written as a %s', (below, want) => {
  const inPath = operations
    .filter(({ path }) => below.test(path))
    .flatMap(({ parameters }) => parameters.filter(({ where }) => where === 'path'))
  expect(inPath.length).toBeGreaterThan(0)
  expect(new Set(inPath.map(({ encoding }) => encoding))).toEqual(new Set([want]))
})

test('every path parameter is in one of these groups', () => {
  const inPath = operations.filter(({ parameters }) => parameters.some(({ where }) => where === 'path'))
  expect(inPath.filter(({ path }) => !paths.some(([below]) => below.test(path)))).toEqual([])
})

const undocumented: readonly [string, readonly string[]][] = [
  ['ContainerLogs', ['details']],
  ['ContainerStart', ['checkpoint', 'checkpointDir']],
  ['ImageBuild', ['session', 'buildid', 'ulimits', 'isolation', 'securityopt', 'cpusetmems', 'cgroupparent']],
  ['ImageSearch', ['registryAuth']],
  ['DistributionInspect', ['registryAuth']],
  ['GetPluginPrivileges', ['registryAuth']],
  ['PluginPush', ['registryAuth']],
]

test.each(undocumented)('%s takes what the document leaves out', (operationId, names) => {
  const found = operations.find((operation) => operation.operationId === operationId)?.parameters ?? []
  for (const name of names) {
    const parameter = found.find((one) => one.name === name)
    expect(parameter, name).toMatchObject({ required: false })
    expect(parameter?.doc, name).not.toBe('')
  }
})

test('what the engine insists on is sent without being given', () => {
  const always = operations.flatMap(({ operationId, parameters }) =>
    parameters.flatMap(({ name, required, always }) =>
      always === undefined ? [] : [[operationId, name, required, always]],
    ),
  )
  expect(always).toEqual([
    ['ImageBuild', 'contentType', false, 'application/x-tar'],
    ['ImagePush', 'registryAuth', false, 'e30='],
    ['PluginEnable', 'timeout', false, '0'],
  ])
})

const archives = ['ImageBuild', 'ImageCreate', 'ImageLoad', 'PutContainerArchive', 'PluginCreate']

test('archives are sent as they are, and all other bodies as JSON', () => {
  for (const { operationId, body } of operations) {
    const want = archives.includes(operationId)
      ? { kind: 'bytes', contentType: 'application/x-tar' }
      : { kind: 'json', contentType: 'application/json' }
    if (body !== undefined) expect(body, operationId).toMatchObject(want)
  }
})

test('a body can be left out only where there is no need of it, or another is sent for it', () => {
  const optional = operations.filter(({ body }) => body?.required === false)
  expect(Object.fromEntries(optional.map(({ operationId, body }) => [operationId, body?.fallback]))).toEqual({
    ImageBuild: undefined,
    ImageCreate: undefined,
    ImageCommit: '{}',
    ExecStart: '{}',
    PluginPull: '[]',
    PluginUpgrade: '[]',
  })
})

const booleans = ['PutContainerArchive.noOverwriteDirNonDir', 'PutContainerArchive.copyUIDGID', 'ImageBuild.pull']

test.each(booleans)('%s is a boolean', (name) => {
  const [operationId, parameterName] = name.split('.')
  const operation = operations.find((one) => one.operationId === operationId)
  const parameter = operation?.parameters.find((one) => one.name === parameterName)
  expect(parameter?.type).toEqual({ kind: 'primitive', name: 'boolean' })
})
