import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  containerInspect,
  containerList,
  Docker,
  imageInspect,
  networkList,
  serviceInspect,
} from '../../generated/v1.42/index.js'
import {
  callVoid,
  InvalidInputError,
  type OperationDescriptor,
  type PathEncoding,
  type RequestOptions,
} from '../../runtime/index.js'
import { answer, clientOf, rejection, scriptedEngine } from './scripted-engine.js'

const secret = 'hunter2'

/** What a call is refused with; nothing may have been sent. */
async function refusal(call: (docker: Docker) => Promise<unknown>): Promise<string> {
  const engine = await scriptedEngine((_, socket) => void socket.write(answer(200, {})))
  const error = await rejection(call(clientOf(engine)))
  expect(error).toBeInstanceOf(InvalidInputError)
  expect(engine.connections()).toBe(0)
  return inspect(error)
}

async function pathOf(encoding: PathEncoding, id: string): Promise<string> {
  const operation: OperationDescriptor = {
    operationId: 'Any',
    method: 'GET',
    path: '/things/{id}/json',
    pathParameters: { id: encoding },
  }
  const engine = await scriptedEngine((_, socket) => void socket.write(answer(200, {})))
  await callVoid(clientOf(engine), operation, { id })
  return engine.requests[0]?.target ?? ''
}

describe('path values', () => {
  const table: readonly [PathEncoding, string, string][] = [
    ['segment', 'abc', 'abc'],
    ['segment', 'a/b', 'a%2Fb'],
    ['segment', '/a', '%2Fa'],
    ['segment', '%2e%2e', '%252e%252e'],
    ['segment', 'a b?c#d', 'a%20b%3Fc%23d'],
    ['segment', 'é😀', '%C3%A9%F0%9F%98%80'],
    ['segment', '...', '...'],
    ['segment', 'a\r\nX: y', 'a%0D%0AX%3A y'.replace('%3A', ':').replace(' ', '%20')],
    ['name', '/web', 'web'],
    ['name', '/parent/alias', 'parent%2Falias'],
    ['segments', 'registry.example.com:5000/team/app:v1', 'registry.example.com:5000/team/app:v1'],
    ['segments', 'app@sha256:00', 'app@sha256:00'],
    ['segments', 'a/%2e%2e/b', 'a/%252e%252e/b'],
  ]
  test.each(table)('%s %j is %s', async (encoding, id, want) => {
    expect(await pathOf(encoding, id)).toBe(`/v1.42/things/${want}/json`)
  })

  const refused: readonly [string, string][] = [
    ['', 'is empty'],
    ['.', 'must not have "." or ".." as a part'],
    ['..', 'must not have "." or ".." as a part'],
    ['a/../b', 'must not have "." or ".." as a part'],
    ['a/./b', 'must not have "." or ".." as a part'],
    ['..\\a', 'must not have "." or ".." as a part'],
    ['\ud800', 'is not valid Unicode'],
  ]
  test.each(refused)('%j is refused everywhere', async (value, words) => {
    expect(await refusal((docker) => containerInspect(docker, { id: value }))).toContain(
      `ContainerInspect: id ${words}`,
    )
    expect(await refusal((docker) => imageInspect(docker, { name: value }))).toContain(`ImageInspect: name ${words}`)
    expect(await refusal((docker) => serviceInspect(docker, { id: value }))).toContain(`ServiceInspect: id ${words}`)
  })

  test.each(['a//b', '/a', 'a/'])('the image name %j is refused', async (name) => {
    expect(await refusal((docker) => imageInspect(docker, { name }))).toContain('an empty part between its slashes')
  })

  test.each([['/'], ['/..']])('the container name %j is refused', async (id) => {
    await refusal((docker) => containerInspect(docker, { id }))
  })

  test.each([[undefined], [null], [{}], [['a']], [true]])('%j is no path value', async (id) => {
    const untyped: object = { id }
    expect(await refusal((docker) => callVoid(docker, thing, untyped))).toContain('Thing: id must be a string')
  })

  const thing: OperationDescriptor = { operationId: 'Thing', method: 'GET', path: '/things/{id}' }

  test('whatever the value, the path stays below its own endpoint', async () => {
    const engine = await scriptedEngine((_, socket) => void socket.write(answer(200, {})))
    const docker = clientOf(engine)
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[./\\%2eEfF:@?#]{1,8}$/))
    await fc.assert(
      fc.asyncProperty(value, fc.constantFrom<PathEncoding>('segment', 'segments', 'name'), async (id, encoding) => {
        const before = engine.requests.length
        try {
          await callVoid(docker, { ...thing, path: '/things/{id}/end', pathParameters: { id: encoding } }, { id })
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError)
          expect(engine.requests.length).toBe(before)
          return
        }
        const { target = '' } = engine.requests.at(-1) ?? {}
        expect(new URL(target, 'http://docker').pathname).toBe(target)
        expect(target).toMatch(/^\/v1\.42\/things\/[^?#]+\/end$/)
      }),
      { numRuns: 200 },
    )
  })
})

describe('headers', () => {
  const table: readonly [string, RequestOptions['headers']][] = [
    ['CR and LF', { 'X-Meta': `${secret}\r\nX-Evil: 1` }],
    ['LF', { 'X-Meta': ['a', `${secret}\n`] }],
    ['NUL', { 'X-Meta': `${secret}\0` }],
    ['a character beyond Latin-1', { 'X-Meta': `${secret}€` }],
    ['a length of the caller’s own', { 'content-length': '3' }],
    ['an encoding of the caller’s own', { 'Transfer-Encoding': 'chunked' }],
    ['a name with a colon', { 'X: y': secret }],
    ['a name with a line break', { 'X\r\nY': secret }],
    ['no name', { '': secret }],
  ]
  test.each(table)('%s: refused without showing the value', async (_, headers) => {
    const text = await refusal((docker) => networkList(docker, {}, { headers }))
    expect(text).not.toContain(secret)
  })

  test.each(table)('%s: refused among the client’s headers, too', async (_, headers) => {
    const engine = await scriptedEngine(() => {})
    const error = await rejection(networkList(clientOf(engine, { headers })))
    expect(error).toBeInstanceOf(InvalidInputError)
    expect(inspect(error)).not.toContain(secret)
    expect(engine.connections()).toBe(0)
  })
})

describe('unknown input', () => {
  test('is refused with what there is', async () => {
    const untyped: object = { al: true }
    const list: OperationDescriptor = {
      operationId: 'List',
      method: 'GET',
      path: '/x',
      query: { all: 'plain', size: 'plain' },
    }
    expect(await refusal((docker) => callVoid(docker, list, untyped))).toContain(
      'List: unknown input "al"; it takes all, size',
    )
  })

  test('that is undefined is none', async () => {
    const engine = await scriptedEngine((_, socket) => void socket.write(answer(200, [])))
    const untyped: object = { all: undefined, al: undefined }
    await containerList(clientOf(engine), untyped)
    expect(engine.requests[0]?.target).toBe('/v1.42/containers/json')
  })

  test.each([['abc'], [7], [() => {}]])('%j is no input', async (input) => {
    const call = (docker: Docker): Promise<unknown> => Reflect.apply(containerList, undefined, [docker, input])
    expect(await refusal(call)).toContain('ContainerList: the input must be an object')
  })

  test('null is none', async () => {
    const engine = await scriptedEngine((_, socket) => void socket.write(answer(200, [])))
    await Reflect.apply(containerList, undefined, [clientOf(engine), null])
    expect(engine.requests[0]?.target).toBe('/v1.42/containers/json')
  })

  test('a first argument that is no client is refused', async () => {
    await expect(Reflect.apply(containerList, undefined, [{}])).rejects.toThrow('must be a client')
  })
})

test('a client shows nothing of its options', () => {
  const docker = new Docker({
    host: `tcp://user:${secret}@localhost:1`,
    headers: { Authorization: secret },
    tls: { key: secret },
  })
  for (const text of [inspect(docker, { depth: 10, showHidden: true }), JSON.stringify(docker), String(docker)]) {
    expect(text).not.toContain(secret)
  }
})
