import { describe, expect, test } from 'vitest'
import {
  containerArchiveInfo,
  containerExport,
  containerInspect,
  containerStart,
  type Docker,
  imageTag,
  networkList,
  systemEvents,
  systemPing,
} from '../../generated/v1.42/index.js'
import {
  ConflictError,
  type DockerApiError,
  DockerConnectionError,
  DockerError,
  DockerStreamError,
  NotFoundError,
  ServerError,
} from '../../runtime/index.js'
import { answer, clientOf, rejection, scriptedEngine } from './scripted-engine.js'

/** What a call to an engine that sends these bytes, and ends, rejects with. */
async function failure(bytes: string, call: (docker: Docker) => Promise<unknown> = networkList): Promise<unknown> {
  const engine = await scriptedEngine((_, socket) => void socket.end(bytes))
  const error = await rejection(call(clientOf(engine)))
  await engine.idle()
  return error
}

const tag = (docker: Docker): Promise<unknown> => imageTag(docker, { name: 'a' })
const stat = (docker: Docker): Promise<unknown> => containerArchiveInfo(docker, { id: 'a', path: '/' })

describe('errors that an engine tells', () => {
  const chunked = 'HTTP/1.1 409 Conflict\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nin u\r\n2\r\nse\r\n0\r\n\r\n'
  const table: readonly [string, { given: string; call?: typeof tag; want: [typeof DockerApiError, string] }][] = [
    ['JSON', { given: answer(404, { message: 'no such network' }), want: [NotFoundError, 'no such network'] }],
    [
      'JSON under another type',
      { given: answer(404, '{"message":"gone\\n"}', { 'Content-Type': 'text/plain' }), want: [NotFoundError, 'gone'] },
    ],
    ['text', { given: answer(500, ' out of memory \n'), want: [ServerError, 'out of memory'] }],
    ['text in chunks', { given: chunked, want: [ConflictError, 'in use'] }],
    ['JSON without a message', { given: answer(500, { code: 7 }), want: [ServerError, '{"code":7}'] }],
    [
      'nothing',
      {
        given: answer(502),
        want: [
          ServerError,
          '502 Bad Gateway for GET /v1.42/networks, without a message; does the engine support this API version?',
        ],
      },
    ],
    [
      'to a HEAD',
      {
        given: 'HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 30\r\n\r\n',
        call: stat,
        want: [NotFoundError, '404 Not Found for HEAD /v1.42/containers/a/archive'],
      },
    ],
    [
      'with a status that HTTP does not know',
      {
        given: answer(599),
        call: tag,
        want: [
          ServerError,
          '599 an unknown status for POST /v1.42/images/a/tag, without a message; does the engine support this API version?',
        ],
      },
    ],
    [
      'cut',
      {
        given: 'HTTP/1.1 500 Internal Server Error\r\nContent-Length: 100\r\n\r\nout of mem',
        want: [ServerError, 'out of mem'],
      },
    ],
  ]

  test.each(table)('%s', async (_, { given, call, want: [type, message] }) => {
    const error = await failure(given, call)
    expect(error).toBeInstanceOf(type)
    expect(error).toHaveProperty('message', message)
  })

  test('know their call', async () => {
    expect(await failure(answer(404, { message: 'no' }), tag)).toMatchObject({
      name: 'NotFoundError',
      status: 404,
      operationId: 'ImageTag',
      method: 'POST',
      path: '/v1.42/images/a/tag',
    })
  })

  test('10 MB of text are cut, and their connection is not kept', async () => {
    const size = 10 * 1024 * 1024
    const error = await failure(answer(500, 'x'.repeat(size)))
    expect(error).toBeInstanceOf(ServerError)
    expect(String(error).length).toBeLessThan(100 * 1024)
    expect(String(error).length).toBeGreaterThan(1024)
  })

  test('an error text without an end does not hold its reader', async () => {
    const engine = await scriptedEngine((_, socket) => {
      socket.write('HTTP/1.1 500 Internal Server Error\r\n\r\n')
      const write = (): void => {
        while (socket.writable && socket.write('y'.repeat(16 * 1024)));
      }
      socket.on('drain', write)
      write()
    })
    await expect(networkList(clientOf(engine))).rejects.toThrow(ServerError)
    await engine.idle()
  })
})

describe('successes', () => {
  test('304 is one', async () => {
    const engine = await scriptedEngine((_, socket) => void socket.write('HTTP/1.1 304 Not Modified\r\n\r\n'))
    expect(await containerStart(clientOf(engine), { id: 'a' })).toBeUndefined()
  })

  test('an answer that nobody needs is read, so that its connection is kept', async () => {
    const engine = await scriptedEngine((_, socket) => void socket.write(answer(200, 'x'.repeat(100_000))))
    const docker = clientOf(engine)
    await containerStart(docker, { id: 'a' })
    await systemPing(docker)
    expect(engine.connections()).toBe(1)
  })

  test('100 and 102 before the answer are passed over', async () => {
    const engine = await scriptedEngine((_, socket) => {
      socket.write(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n${answer(200, [])}`)
    })
    expect(await networkList(clientOf(engine))).toEqual([])
  })

  test('text of many bytes is put together from pieces that cut its characters', async () => {
    const engine = await scriptedEngine((_, socket) => {
      const bytes = Buffer.from(answer(200, { Id: 'é€😀' }))
      for (const byte of bytes) socket.write(Buffer.of(byte))
    })
    expect(await containerInspect(clientOf(engine), { id: 'a' })).toEqual({ Id: 'é€😀' })
  })
})

describe('redirects are never followed', () => {
  test.each([
    ['GET', networkList],
    ['POST', tag],
    ['HEAD', stat],
  ] as const)('%s', async (_, call) => {
    const engine = await scriptedEngine((__, socket) => {
      socket.write('HTTP/1.1 301 Moved Permanently\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n')
    })
    const docker = clientOf(engine)
    const error = await rejection(call(docker))
    expect(error).toBeInstanceOf(DockerError)
    expect(String(error)).toContain('is a name malformed?')
    expect(await rejection(call(docker))).toBeInstanceOf(DockerError)
    expect(engine.requests.map(({ target }) => target)).not.toContain('/elsewhere')
    expect(engine.requests).toHaveLength(2)
    await docker.close()
    await engine.idle()
  })
})

describe('answers that break off or are none', () => {
  const length = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n'
  const events = async (docker: Docker): Promise<unknown> => (await systemEvents(docker)).wait()
  const bytes = async (docker: Docker): Promise<unknown> => (await containerExport(docker, { id: 'a' })).toArray()
  const table: readonly [
    string,
    { given: string; call?: typeof tag; want: [new (...given: never[]) => Error, string] },
  ][] = [
    ['before the head', { given: '', want: [DockerConnectionError, 'ECONNRESET'] }],
    ['in the head', { given: 'HTTP/1.1 200 OK\r\nContent-', want: [DockerConnectionError, 'ECONNRESET'] }],
    [
      'in a JSON answer',
      { given: `${length}[{"Name"`, want: [DockerStreamError, 'NetworkList: the connection broke at byte 8'] },
    ],
    [
      'in a JSON stream',
      { given: `${length}{}\n{"a`, call: events, want: [DockerStreamError, 'SystemEvents: the connection broke'] },
    ],
    ['in bytes', { given: `${length}abc`, call: bytes, want: [DockerStreamError, 'the connection broke at byte 3'] }],
    [
      'in a chunk',
      {
        given: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[',
        want: [DockerStreamError, 'broke at byte 1'],
      },
    ],
    ['with another protocol', { given: 'SSH-2.0-OpenSSH_9\r\n', want: [DockerConnectionError, 'HTTP'] }],
    [
      'with HTML',
      {
        given: answer(200, '<html>secret</html>'),
        want: [DockerStreamError, 'is not JSON; is this endpoint a Docker engine?'],
      },
    ],
    ['with nothing', { given: answer(200), want: [DockerStreamError, 'the answer is empty'] }],
  ]

  test.each(table)('%s', async (_, { given, call, want: [type, words] }) => {
    const error = await failure(given, call)
    expect(error).toBeInstanceOf(type)
    expect(String(error)).toContain(words)
    expect(String(error)).not.toContain('secret')
  })
})
