import { expect, test } from 'vitest'
import { record } from './record.js'
import { json, type Row, row, sent, withOptions } from './row.js'

const id = { id: 'web' }

const paths: readonly Row[] = [
  row('no parameter', 'SystemInfo', undefined, 'GET /v1.42/info'),
  row('empty input', 'SystemInfo', {}, 'GET /v1.42/info'),
  row('no version in its path', 'SystemPing', undefined, 'GET /_ping'),
  row('no version, HEAD', 'SystemPingHead', undefined, 'HEAD /_ping'),
  row('an id', 'NetworkInspect', id, 'GET /v1.42/networks/web'),
  row('a slash in an id', 'ServiceInspect', { id: 'a/b' }, 'GET /v1.42/services/a%2Fb'),
  row('the leading slash of a container’s name', 'ContainerInspect', { id: '/web' }, 'GET /v1.42/containers/web/json'),
  row('a blank and a percent sign', 'VolumeInspect', { name: 'a %2e' }, 'GET /v1.42/volumes/a%20%252e'),
  row('a name beyond ASCII', 'SecretInspect', { id: 'schlüssel' }, 'GET /v1.42/secrets/schl%C3%BCssel'),
  row('an image', 'ImageInspect', { name: 'r.io:5000/a/b:v1' }, 'GET /v1.42/images/r.io:5000/a/b:v1/json'),
  row('an image by digest', 'ImageHistory', { name: 'a@sha256:00' }, 'GET /v1.42/images/a@sha256:00/history'),
  row('a plugin', 'PluginInspect', { name: 'vieux/sshfs:latest' }, 'GET /v1.42/plugins/vieux/sshfs:latest/json'),
  row('a distribution', 'DistributionInspect', { name: 'a/b' }, 'GET /v1.42/distribution/a/b/json'),
]

const queries: readonly Row[] = [
  row('booleans', 'ContainerList', { all: true, size: false }, 'GET /v1.42/containers/json?all=true&size=false'),
  row(
    'undefined and null are left out',
    'ContainerList',
    { all: undefined, limit: null },
    'GET /v1.42/containers/json',
  ),
  row('numbers', 'ContainerResize', { ...id, h: 40, w: 120 }, 'POST /v1.42/containers/web/resize?h=40&w=120'),
  row('zero and less', 'ContainerStop', { ...id, t: -1 }, 'POST /v1.42/containers/web/stop?t=-1'),
  row('zero', 'ContainerRestart', { ...id, t: 0 }, 'POST /v1.42/containers/web/restart?t=0'),
  row('text', 'ContainerTop', { ...id, ps_args: '-o pid,args' }, 'GET /v1.42/containers/web/top?ps_args=-o+pid%2Cargs'),
  row('an empty text', 'ContainerKill', { ...id, signal: '' }, 'POST /v1.42/containers/web/kill?signal='),
  row(
    'text that must be escaped',
    'ImageSearch',
    { term: 'a&b=c#d+é' },
    'GET /v1.42/images/search?term=a%26b%3Dc%23d%2B%C3%A9',
  ),
  row(
    'a name with a hyphen',
    'ContainerStats',
    { ...id, oneShot: true },
    'GET /v1.42/containers/web/stats?one-shot=true',
  ),
  row('another one', 'BuildPrune', { keepStorage: 1024 }, 'POST /v1.42/build/prune?keep-storage=1024'),
  row('a repeated key', 'ImageGetAll', { names: ['a', 'b:1'] }, 'GET /v1.42/images/get?names=a&names=b%3A1'),
  row('a repeated key, once', 'SystemDataUsage', { type: ['image'] }, 'GET /v1.42/system/df?type=image'),
  row('no item of a repeated key', 'ImageGetAll', { names: [] }, 'GET /v1.42/images/get'),
  row(
    'filters as lists',
    'ImageList',
    { filters: { dangling: ['true'] } },
    'GET /v1.42/images/json?filters=%7B%22dangling%22%3A%5B%22true%22%5D%7D',
  ),
  row(
    'filters as maps',
    'NodeList',
    { filters: { role: { manager: true } } },
    'GET /v1.42/nodes?filters=%7B%22role%22%3A%7B%22manager%22%3Atrue%7D%7D',
  ),
  row(
    'filters as their JSON',
    'NodeList',
    { filters: '{"a":["b"]}' },
    'GET /v1.42/nodes?filters=%7B%22a%22%3A%5B%22b%22%5D%7D',
  ),
  row(
    'a Date',
    'SystemEvents',
    { since: new Date('2024-05-01T00:00:00.5Z') },
    'GET /v1.42/events?since=1714521600.500000000',
  ),
  row(
    'an RFC 3339 text',
    'SystemEvents',
    { until: '2024-05-01T00:00:00Z' },
    'GET /v1.42/events?until=1714521600.000000000',
  ),
  row('seconds', 'ContainerLogs', { ...id, since: 1714521600 }, 'GET /v1.42/containers/web/logs?since=1714521600'),
  row(
    'seconds with nanoseconds',
    'ServiceLogs',
    { ...id, since: '1.000000002' },
    'GET /v1.42/services/web/logs?since=1.000000002',
  ),
  row(
    'a number past 2^53',
    'NodeUpdate',
    { ...id, version: 2n ** 64n - 1n, body: {} },
    'POST /v1.42/nodes/web/update?version=18446744073709551615',
    json,
    '{}',
  ),
  row('what the engine insists on', 'PluginEnable', { name: 'p' }, 'POST /v1.42/plugins/p/enable?timeout=0'),
  row('and the caller’s own', 'PluginEnable', { name: 'p', timeout: 9 }, 'POST /v1.42/plugins/p/enable?timeout=9'),
  row(
    'what the document does not know',
    'ContainerStart',
    { ...id, checkpoint: 'c1' },
    'POST /v1.42/containers/web/start?checkpoint=c1',
  ),
  withOptions(
    'of the options',
    'ImageList',
    { query: { manifests: 'true', x: ['1', '2'] } },
    'GET /v1.42/images/json?manifests=true&x=1&x=2',
  ),
]

test.each([...paths, ...queries])('%s', async (_, { given, want }) => {
  expect(await sent(given)).toEqual(want)
})

test('a request without a body, to which an engine objects otherwise, has none and no chunks', async () => {
  const { headers } = await record({ operation: 'ContainerStart', input: id })
  expect(headers.get('content-length')).toEqual(['0'])
  expect(headers.has('transfer-encoding')).toBe(false)
  expect(headers.has('content-type')).toBe(false)
})

test('over TCP, the Host is the engine’s, and a path of the endpoint comes first', async () => {
  const { target, headers } = await record({ operation: 'SystemInfo', basePath: '/proxy' })
  expect(target).toBe('/proxy/v1.42/info')
  expect(headers.get('host')?.[0]).toMatch(/^127\.0\.0\.1:\d+$/)
})
