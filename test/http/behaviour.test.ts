import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { containerAttach, type Docker } from '../../generated/v1.42/index.js'
import {
  BadRequestError,
  ConflictError,
  callPing,
  callVoid,
  DockerApiError,
  DockerError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  type OperationDescriptor,
  ServerError,
  UnauthorizedError,
} from '../../runtime/index.js'
import { sharedFile } from '../auth/shared-file.js'
import { answer, clientOf, type Heard, rejection, type Script, scriptedEngine } from './scripted-engine.js'

interface Tables {
  readonly api_path: readonly { version: string; path: string; api_path: string }[]
  readonly error_message: readonly {
    status: number
    content_type: string
    body: string
    go_error: string | null
  }[]
  readonly filters_encode: Readonly<Record<string, string>>
  readonly 'negotiation_client_max_1.42': readonly {
    fixed_client_version: string
    ping_api_version: string
    negotiated: string
  }[]
  readonly ping_head_fallback: { readonly rows: readonly { head_status: number; requests: readonly string[] }[] }
  readonly ping_headers: Readonly<Record<string, string>>
  readonly redirects: { readonly rows: readonly { method: OperationDescriptor['method']; status: number }[] }
  readonly status_to_error_class: readonly { status: number; class: readonly string[] }[]
  readonly hijack_daemon_bytes: Readonly<Record<string, string>>
}

const file = sharedFile('wire/behaviour-vectors.json')
const none: Tables = {
  api_path: [],
  error_message: [],
  filters_encode: {},
  'negotiation_client_max_1.42': [],
  ping_head_fallback: { rows: [] },
  ping_headers: {},
  redirects: { rows: [] },
  status_to_error_class: [],
  hijack_daemon_bytes: {},
}
const tables: Tables = file === undefined ? none : JSON.parse(readFileSync(file, 'utf8'))

const inspect: OperationDescriptor = { operationId: 'ImageInspect', method: 'GET', path: '/x' }
const ping: OperationDescriptor = { operationId: 'SystemPing', method: 'GET', path: '/_ping', unversioned: true }

/** What a call to an engine that answers so rejects with; undefined where it succeeds. */
async function failure(bytes: string, operation: OperationDescriptor = inspect): Promise<unknown> {
  // Ended: an error without a length goes on until the connection ends.
  const engine = await scriptedEngine((_, socket) => void socket.end(bytes))
  return callVoid(clientOf(engine), operation).then(
    () => undefined,
    (error: unknown) => error,
  )
}

async function heard(call: (docker: Docker) => Promise<unknown>, version = '1.42'): Promise<Heard> {
  const engine = await scriptedEngine((_, socket) => void socket.write(answer(200, {})))
  await call(clientOf(engine, { apiVersion: version }))
  return engine.next()
}

function raw(status: number, contentType: string, body: string): string {
  const type = contentType === '' ? '' : `Content-Type: ${contentType}\r\n`
  return `HTTP/1.1 ${status} Any\r\n${type}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

describe.skipIf(file === undefined)('api_path', () => {
  // Go's client joins paths as file names are joined, so that a caller's ".." or "//" names another endpoint.
  const refused = ['/containers/../x', '/containers//start']

  test.each(tables.api_path.map((row) => [row.path, row] as const))('%s', async (_, { path, version, api_path }) => {
    const operation: OperationDescriptor = {
      operationId: 'Any',
      method: 'GET',
      path: '/{path}',
      pathParameters: { path: 'segments' },
    }
    const input = { path: path.slice(1) }
    if (refused.includes(path)) {
      const docker = clientOf({ host: 'unix:///nowhere' })
      expect(await rejection(callVoid(docker, operation, input))).toBeInstanceOf(InvalidInputError)
      return
    }
    const { target } = await heard((docker) => callVoid(docker, operation, input), version)
    expect(decodeURIComponent(target)).toBe(decodeURIComponent(api_path))
  })
})

describe.skipIf(file === undefined)('error_message', () => {
  /** Where ours says something else than Go's client, and why. */
  const ours: Readonly<Record<string, string>> = {
    // Which call failed is said by the error's own fields and not in front of the engine's words; an empty message
    // says nothing to a caller.
    '{"message":""}': '404 Not Found for GET /v1.42/x, without a message; does the engine support this API version?',
    // Go's client compares the whole Content-Type and so gives the JSON text as the message.
    '{"message":"m"}': 'm',
    // The text itself says more than a parser's complaint about it.
    'not json': 'not json',
    '': '500 Internal Server Error for GET /v1.42/x, without a message; does the engine support this API version?',
  }
  const rows = tables.error_message.map((row) => [`${row.status} ${row.content_type} ${row.body}`, row] as const)

  test.each(rows)('%s', async (_, { status, content_type, body, go_error }) => {
    const error = await failure(raw(status, content_type, body))
    if (status === 304) expect(error).toBeUndefined()
    // Go's client takes a redirect of a GET for a success without a result; ours says what is wrong.
    else if (status === 301) expect(error).toBeInstanceOf(DockerError)
    else {
      expect(error).toBeInstanceOf(DockerApiError)
      expect(error).toMatchObject({
        status,
        message: ours[body] ?? go_error?.replace('Error response from daemon: ', ''),
      })
    }
  })
})

test.skipIf(file === undefined)(
  'filters_encode: both forms of Go’s client go out as the caller wrote them',
  async () => {
    const operation: OperationDescriptor = { operationId: 'Any', method: 'GET', path: '/x', query: { filters: 'json' } }
    const texts = Object.values(tables.filters_encode)
    expect(texts).toHaveLength(2)
    for (const text of texts) {
      const { target } = await heard((docker) => callVoid(docker, operation, { filters: JSON.parse(text) }))
      expect(new URLSearchParams(target.split('?')[1]).get('filters')).toBe(text)
    }
  },
)

describe.skipIf(file === undefined)('negotiation_client_max_1.42', () => {
  const rows = tables['negotiation_client_max_1.42'].map(
    (row) => [`ours ${row.fixed_client_version || 'auto'}, theirs ${row.ping_api_version || 'none'}`, row] as const,
  )

  test.each(rows)('%s', async (_, { fixed_client_version, ping_api_version, negotiated }) => {
    const script: Script = (request, socket) => {
      if (request.target === '/version') socket.write(answer(200, { MinAPIVersion: '1.12' }))
      else socket.write(answer(200, '', ping_api_version === '' ? {} : { 'Api-Version': ping_api_version }))
    }
    const engine = await scriptedEngine(script)
    const docker = clientOf(engine, { apiVersion: fixed_client_version || 'auto' })
    await callVoid(docker, inspect)
    expect(engine.requests.at(-1)?.target).toBe(`/v${negotiated}/x`)
    expect(await docker.apiVersion()).toBe(negotiated)
  })
})

test.skipIf(file === undefined).each(tables.ping_head_fallback.rows)(
  'ping_head_fallback: HEAD answers $head_status',
  async ({ head_status, requests }) => {
    const engine = await scriptedEngine(({ method }, socket) => {
      socket.write(answer(method === 'HEAD' ? head_status : 200, '', { 'Content-Length': '0', 'Api-Version': '1.41' }))
    })
    expect(await clientOf(engine, { apiVersion: 'auto' }).apiVersion()).toBe('1.41')
    expect(engine.requests.map(({ method, target }) => `${method} ${target}`)).toEqual(
      requests.map((method) => `${method} /_ping`),
    )
  },
)

test.skipIf(file === undefined)('ping_headers', async () => {
  const headers = {
    'API-Version': '1.41',
    OSType: 'linux',
    'Docker-Experimental': 'true',
    'Builder-Version': '2',
    Swarm: 'active/manager',
  }
  expect(Object.keys(tables.ping_headers).filter((name) => name !== 'note')).toEqual(Object.keys(headers))
  const engine = await scriptedEngine((_, socket) => void socket.write(answer(200, 'OK', headers)))
  expect(await callPing(clientOf(engine), ping)).toEqual({
    apiVersion: '1.41',
    osType: 'linux',
    experimental: true,
    builderVersion: '2',
    swarm: { nodeState: 'active', controlAvailable: true },
  })
})

test.skipIf(file === undefined).each(tables.redirects.rows)(
  'redirects: $method $status',
  async ({ method, status }) => {
    // Go's client gives the redirect of a GET to its caller as if it were the answer; a typed result can't be one.
    const error = await failure(raw(status, '', '').replace('\r\n', '\r\nLocation: /v1.42/y\r\n'), {
      ...inspect,
      method,
    })
    expect(error).toBeInstanceOf(DockerError)
    expect(error).toHaveProperty('message', expect.stringContaining(`redirects ${method} /v1.42/x (${status})`))
  },
)

describe.skipIf(file === undefined)('status_to_error_class', () => {
  const classes: Readonly<Record<string, typeof DockerApiError>> = {
    InvalidParameter: BadRequestError,
    Unauthorized: UnauthorizedError,
    Forbidden: ForbiddenError,
    NotFound: NotFoundError,
    Conflict: ConflictError,
    System: ServerError,
    NotImplemented: ServerError,
    Unavailable: ServerError,
  }

  test.each(tables.status_to_error_class)('$status', async ({ status, class: [name = ''] }) => {
    const error = await failure(raw(status, 'application/json', status === 304 ? '' : '{"message":"m"}'))
    // 304 says that nothing had to be done: no error here.
    if (name === 'NotModified') expect(error).toBeUndefined()
    else {
      expect(error).toBeInstanceOf(classes[name])
      expect(error).toMatchObject({
        status,
        message: 'm',
        operationId: 'ImageInspect',
        method: 'GET',
        path: '/v1.42/x',
      })
    }
  })
})

describe.skipIf(file === undefined)('hijack_daemon_bytes', () => {
  const { hijack_daemon_bytes: bytes } = tables
  const rawStream = 'application/vnd.docker.raw-stream'
  const multiplexed = 'application/vnd.docker.multiplexed-stream'
  const frame = Buffer.from('\x01\x00\x00\x00\x00\x00\x00\x03out', 'latin1')

  function attach(head: string, body: Buffer | string, tty?: boolean): Promise<string> {
    return attachTo((_, socket) => {
      socket.write(head)
      socket.end(body)
    }, tty)
  }

  async function attachTo(script: (request: Heard, socket: Socket) => void, tty?: boolean): Promise<string> {
    const docker = clientOf(await scriptedEngine(script))
    const options = tty === undefined ? {} : { tty }
    const stream = await containerAttach(docker, { id: 'x', stream: true, stdout: true }, options)
    return stream.text()
  }

  test('an upgrade, framed or raw by its Content-Type', async () => {
    const template = bytes['attach_upgrade'] ?? ''
    const head = (type: string): string => template.replace(/<[^>]+>/, type)
    expect(await attach(head(multiplexed), frame)).toBe('out')
    expect(await attach(head(rawStream), 'raw')).toBe('raw')
  })

  test('no upgrade: frames under raw-stream', async () => {
    expect(await attach(bytes['attach_no_upgrade'] ?? '', frame, false)).toBe('out')
  })

  test('an error after the hijack is its text', async () => {
    const text = (bytes['attach_error_after_hijack'] ?? '').replace(/ {2}\(no Content-Length.*$/, '')
    const error = await rejection(attachTo((_, socket) => void socket.end(text)))
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error).toHaveProperty('message', 'No such container: x')
  })

  test('an error after 101 is output', async () => {
    const head = (bytes['attach_upgrade'] ?? '').replace(/<[^>]+>/, multiplexed)
    expect(await attach(head, frame)).toBe('out')
  })

  test('a head that ends with \\r\\n\\n', async () => {
    const head = (bytes['attach_upgrade'] ?? '').replace(/<[^>]+>/, rawStream).replace(/\r\n\r\n$/, '\r\n\n')
    expect(await attach(head, 'raw')).toBe('raw')
  })
})
