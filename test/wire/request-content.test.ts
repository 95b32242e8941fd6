import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { json, type Row, row, sent, withOptions } from './row.js'

const tar = 'content-type: application/x-tar'
const id = { id: 'web' }

const credentials = { username: 'jane', password: '?>~s', serveraddress: 'r.io' }
const encoded = 'eyJ1c2VybmFtZSI6ImphbmUiLCJwYXNzd29yZCI6Ij8-fnMiLCJzZXJ2ZXJhZGRyZXNzIjoici5pbyJ9'

const headers: readonly Row[] = [
  row(
    'credentials',
    'ImageCreate',
    { fromImage: 'a', tag: 'b', registryAuth: credentials },
    'POST /v1.42/images/create?fromImage=a&tag=b',
    `x-registry-auth: ${encoded}`,
  ),
  row(
    'credentials with padding',
    'ImageSearch',
    { term: 'a', registryAuth: { username: 'j' } },
    'GET /v1.42/images/search?term=a',
    'x-registry-auth: eyJ1c2VybmFtZSI6ImoifQ==',
  ),
  row(
    'credentials that are encoded already',
    'PluginPush',
    { name: 'p', registryAuth: 'abc=' },
    'POST /v1.42/plugins/p/push',
    'x-registry-auth: abc=',
  ),
  row(
    'none where the engine insists on some',
    'ImagePush',
    { name: 'a/b', tag: '1' },
    'POST /v1.42/images/a/b/push?tag=1',
    'x-registry-auth: e30=',
  ),
  row('none', 'ImageCreate', { fromImage: 'a' }, 'POST /v1.42/images/create?fromImage=a'),
  row(
    'credentials by registry',
    'ImageBuild',
    { remote: 'r', registryConfig: { 'r.io': { username: 'j', password: 'p' } } },
    'POST /v1.42/build?remote=r',
    tar,
    'x-registry-config: eyJyLmlvIjp7InVzZXJuYW1lIjoiaiIsInBhc3N3b3JkIjoicCJ9fQ==',
  ),
  withOptions('of the options', 'SystemInfo', { headers: { 'X-Meta': 'a' } }, 'GET /v1.42/info', 'x-meta: a'),
  withOptions(
    'of the options, several values',
    'SystemInfo',
    { headers: { 'X-Meta': ['a', 'b'] } },
    'GET /v1.42/info',
    'x-meta: a',
    'x-meta: b',
  ),
  [
    'of the client',
    {
      given: { operation: 'SystemInfo', client: { headers: { 'X-Meta': 'a' } } },
      want: ['GET /v1.42/info', 'x-meta: a'],
    },
  ],
  [
    'of the options before the client’s',
    {
      given: {
        operation: 'SystemInfo',
        client: { headers: { 'x-meta': 'a' } },
        options: { headers: { 'X-Meta': 'b' } },
      },
      want: ['GET /v1.42/info', 'x-meta: b'],
    },
  ],
]

const bodies: readonly Row[] = [
  row(
    'JSON',
    'ContainerCreate',
    { name: 'web', body: { Image: 'a', ExposedPorts: { '80/tcp': {} } } },
    'POST /v1.42/containers/create?name=web',
    json,
    '{"Image":"a","ExposedPorts":{"80/tcp":{}}}',
  ),
  row(
    'JSON beyond ASCII',
    'VolumeCreate',
    { body: { Name: 'é😀' } },
    'POST /v1.42/volumes/create',
    json,
    '{"Name":"é😀"}',
  ),
  row('a list', 'PluginSet', { name: 'p', body: ['a=b'] }, 'POST /v1.42/plugins/p/set', json, '["a=b"]'),
  row(
    'null where the caller says so',
    'ImageCommit',
    { container: 'web', body: null },
    'POST /v1.42/commit?container=web',
    json,
    'null',
  ),
  row(
    'none where the engine insists on one',
    'ImageCommit',
    { container: 'web', pause: false },
    'POST /v1.42/commit?container=web&pause=false',
    json,
    '{}',
  ),
  row(
    'none at exec start',
    'ExecStart',
    { id: 'e', body: { Detach: true } },
    'POST /v1.42/exec/e/start',
    json,
    '{"Detach":true}',
  ),
  row('none at all', 'ContainerStart', id, 'POST /v1.42/containers/web/start'),
  row(
    'none of DELETE',
    'ContainerDelete',
    { ...id, force: true, v: true },
    'DELETE /v1.42/containers/web?v=true&force=true',
  ),
  row('PUT', 'VolumeUpdate', { name: 'v', version: 3, body: {} }, 'PUT /v1.42/volumes/v?version=3', json, '{}'),
  row(
    'bytes',
    'PutContainerArchive',
    { ...id, path: '/', body: Buffer.from('tar') },
    'PUT /v1.42/containers/web/archive?path=%2F',
    tar,
    'tar',
  ),
  row('a text', 'ImageLoad', { quiet: true, body: 'tar' }, 'POST /v1.42/images/load?quiet=true', tar, 'tar'),
  row(
    'a stream',
    'ImageBuild',
    { t: ['a', 'b'], body: Readable.from(['t', 'ar']) },
    'POST /v1.42/build?t=a&t=b',
    tar,
    'transfer-encoding: chunked',
    'tar',
  ),
  row(
    'build arguments',
    'ImageBuild',
    { buildargs: { A: null }, body: '' },
    'POST /v1.42/build?buildargs=%7B%22A%22%3Anull%7D',
    tar,
  ),
  row(
    'an async iterable',
    'PluginCreate',
    { name: 'p', body: twoPieces() },
    'POST /v1.42/plugins/create?name=p',
    tar,
    'transfer-encoding: chunked',
    'tar',
  ),
]

const upgrades: readonly Row[] = [
  row(
    'attach',
    'ContainerAttach',
    { ...id, stream: true, stdout: true },
    'POST /v1.42/containers/web/attach?stream=true&stdout=true',
    'connection: Upgrade',
    'upgrade: tcp',
  ),
  row(
    'exec start',
    'ExecStart',
    { id: 'e' },
    'POST /v1.42/exec/e/start',
    'connection: Upgrade',
    json,
    'upgrade: tcp',
    '{}',
  ),
  row('session', 'Session', {}, 'POST /v1.42/session', 'connection: Upgrade', 'upgrade: h2c'),
]

async function* twoPieces(): AsyncGenerator<Uint8Array | string> {
  yield Buffer.from('ta')
  yield 'r'
}

test.each([...headers, ...bodies, ...upgrades])('%s', async (_, { given, want }) => {
  expect(await sent(given)).toEqual(want)
})
