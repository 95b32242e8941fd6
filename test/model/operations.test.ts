import { describe, expect, it } from 'vitest'
import { ExtensionError } from '../../generator/model/extensions.js'
import { bodyOf, filesOf, modelOf, unvalidatedModelOf } from './fragment.js'

/** The operations of one file, without their comments. */
function operationsText(paths: string, definitions = ''): string {
  const files = filesOf(modelOf({ paths, definitions }))
  return bodyOf(files, 'operations/thing.ts').replace(/^ *\/\*\*(?:[^*]|\*(?!\/))*\*\/\n/gm, '')
}

const table: readonly [name: string, row: { readonly given: string; readonly want: string }][] = [
  [
    'no input, no result',
    {
      given: `
/things/prune:
  post: { operationId: ThingPrune, tags: [Thing], responses: { 204: { description: none } } }`,
      want: `
const thingPruneOperation: OperationDescriptor = {
  operationId: 'ThingPrune',
  method: 'POST',
  path: '/things/prune',
};

export function thingPrune(
  client: DockerClient,
  input?: Record<string, never>,
  options?: RequestOptions,
): Promise<void> {
  return callVoid(client, thingPruneOperation, input, options);
}`,
    },
  ],
  [
    'path, query and header parameters: order, names, encodings, closed enums; a default requires nothing',
    {
      given: `
/things/{thing-id}:
  parameters: [{ name: thing-id, in: path, required: true, type: string }]
  get:
    operationId: ThingGet
    tags: [Thing]
    parameters:
      - { name: X-Registry-Auth, in: header, type: string, x-docker-encoding: auth }
      - { name: one-shot, in: query, type: boolean, default: false }
      - { name: kind, in: query, type: string, enum: [a, b], default: a }
      - { name: ids, in: query, type: array, items: { type: string } }
      - { name: names, in: query, type: array, collectionFormat: multi, items: { type: string } }
      - { name: since, in: query, type: string, x-docker-encoding: timestamp }
      - { name: body, in: query, type: string }
      - { name: size, in: query, type: integer, x-docker-always: '1' }
    responses: { 200: { description: text, schema: { type: string } } }
    produces: [text/plain]`,
      want: `
export interface ThingGetInput {
  thingId: string;
  oneShot?: boolean | undefined;
  kind?: 'a' | 'b' | undefined;
  ids?: readonly string[] | undefined;
  names?: readonly string[] | undefined;
  since?: Timestamp | undefined;
  body2?: string | undefined;
  size?: number | undefined;
  registryAuth?: RegistryAuth | undefined;
}

const thingGetOperation: OperationDescriptor = {
  operationId: 'ThingGet',
  method: 'GET',
  path: '/things/{thingId}',
  query: {
    oneShot: { name: 'one-shot', encoding: 'plain' },
    kind: 'plain',
    ids: 'csv',
    names: 'repeat',
    since: 'timestamp',
    body2: { name: 'body', encoding: 'plain' },
    size: { name: 'size', encoding: 'plain', always: '1' },
  },
  headers: { registryAuth: { name: 'X-Registry-Auth', encoding: 'auth' } },
};

export function thingGet(client: DockerClient, input: ThingGetInput, options?: RequestOptions): Promise<string> {
  return callText(client, thingGetOperation, input, options);
}`,
    },
  ],
  [
    'a JSON body and answer of their own; the request is closed, the answer open',
    {
      given: `
/things/create:
  post:
    operationId: ThingCreate
    tags: [Thing]
    parameters:
      - name: config
        in: body
        required: true
        schema: { type: object, properties: { Mode: { type: string, enum: [a] } } }
    responses:
      201: { description: made, schema: { type: object, properties: { Mode: { type: string, enum: [a] } } } }`,
      want: `
export interface ThingCreateInput {
  body: ThingCreateRequest;
}

const thingCreateOperation: OperationDescriptor = {
  operationId: 'ThingCreate',
  method: 'POST',
  path: '/things/create',
  body: { kind: 'json', contentType: 'application/json' },
};

export function thingCreate(
  client: DockerClient,
  input: ThingCreateInput,
  options?: RequestOptions,
): Promise<ThingCreateResponse> {
  return callJson<ThingCreateResponse>(client, thingCreateOperation, input, options);
}`,
    },
  ],
  [
    'a body of bytes, and bytes as the answer',
    {
      given: `
/things/load:
  post:
    operationId: ThingLoad
    tags: [Thing]
    consumes: [application/x-tar]
    parameters: [{ name: tar, in: body, schema: { type: string, format: binary } }]
    responses: { 200: { description: tar, schema: { type: string, format: binary } } }`,
      want: `
export interface ThingLoadInput {
  body?: ByteSource | undefined;
}

const thingLoadOperation: OperationDescriptor = {
  operationId: 'ThingLoad',
  method: 'POST',
  path: '/things/load',
  body: { kind: 'bytes', contentType: 'application/x-tar' },
};

export function thingLoad(
  client: DockerClient,
  input: ThingLoadInput = {},
  options?: RequestOptions,
): Promise<ByteStream> {
  return callBytes(client, thingLoadOperation, input, options);
}`,
    },
  ],
  [
    'filters with known keys',
    {
      given: `
/things/json:
  get:
    operationId: ThingList
    tags: [Thing]
    parameters:
      - name: filters
        in: query
        type: string
        x-docker-encoding: json
        x-docker-filters: { label: {}, status: { values: [up, down] } }
    responses: { 200: { description: list, schema: { type: array, items: { type: string } } } }`,
      want: `
export interface ThingListInput {
  filters?: ThingListFilters | undefined;
}

const thingListOperation: OperationDescriptor = {
  operationId: 'ThingList',
  method: 'GET',
  path: '/things/json',
  query: { filters: 'json' },
};

export function thingList(
  client: DockerClient,
  input: ThingListInput = {},
  options?: RequestOptions,
): Promise<string[]> {
  return callJson<string[]>(client, thingListOperation, input, options);
}`,
    },
  ],
  [
    'a stream with a form that has one value',
    {
      given: `
/things/stats:
  get:
    operationId: ThingStats
    tags: [Thing]
    x-docker-result: { kind: json-stream, schema: { type: string }, single: { parameter: stream, value: false } }
    parameters: [{ name: stream, in: query, type: boolean, default: true }]
    responses: { 200: { description: stats } }`,
      want: `
export interface ThingStatsInput {
  stream?: boolean | undefined;
}

const thingStatsOperation: OperationDescriptor = {
  operationId: 'ThingStats',
  method: 'GET',
  path: '/things/stats',
  query: { stream: 'plain' },
};

export function thingStats(
  client: DockerClient,
  input?: ThingStatsInput & { stream: false },
  options?: RequestOptions,
): Promise<string>;
export function thingStats(
  client: DockerClient,
  input?: ThingStatsInput & { stream?: true | undefined },
  options?: RequestOptions,
): Promise<JsonStream<string>>;
export function thingStats(
  client: DockerClient,
  input?: ThingStatsInput,
  options?: RequestOptions,
): Promise<string | JsonStream<string>>;
export function thingStats(
  client: DockerClient,
  input: ThingStatsInput = {},
  options?: RequestOptions,
): Promise<string | JsonStream<string>> {
  if (input.stream === false) return callJson<string>(client, thingStatsOperation, input, options);
  return callJsonStream<string>(client, thingStatsOperation, input, options, 'values');
}`,
    },
  ],
]

describe('operations as TypeScript', () => {
  it.each(table)('%s', (_, { given, want }) => {
    expect(operationsText(given)).toBe(want.trim())
  })
})

const results: readonly [given: string, call: string][] = [
  ['kind: void', 'callVoid(client, thingDoOperation, input, options)'],
  ['kind: text', 'callText(client, thingDoOperation, input, options)'],
  ['kind: path-stat', 'callPathStat(client, thingDoOperation, input, options)'],
  ['kind: ping', 'callPing(client, thingDoOperation, input, options)'],
  ['kind: bytes', 'callBytes(client, thingDoOperation, input, options)'],
  ['kind: json, schema: { type: integer }', 'callJson<number>(client, thingDoOperation, input, options)'],
  [
    'kind: json-stream, progress: true',
    "callJsonStream<unknown>(client, thingDoOperation, input, options, 'progress')",
  ],
  ['kind: logs, terminal: task', "callLogs(client, thingDoOperation, input, options, 'task')"],
  ['kind: hijack, terminal: exec', "callHijack(client, thingDoOperation, input, options, 'exec')"],
  ['kind: websocket', 'callWebSocket(client, thingDoOperation, input, options)'],
  ['kind: tunnel, protocol: h2c', "callTunnel(client, thingDoOperation, input, options, 'h2c')"],
]

describe('x-docker-result', () => {
  it.each(results)('{ %s }', (given, call) => {
    const paths = `
/things/do:
  post: { operationId: ThingDo, tags: [Thing], x-docker-result: { ${given} }, responses: { 200: { description: ok } } }`
    expect(operationsText(paths)).toContain(`return ${call};`)
  })
})

it('a field that detaches may be inherited', () => {
  const definitions = `
Base: { type: object, properties: { Foo: { type: boolean } } }
Alias: { $ref: '#/definitions/Base' }
Heir: { allOf: [{ $ref: '#/definitions/Alias' }, { type: object, properties: { A: { type: string } } }] }`
  const paths = `
/things/do:
  post:
    operationId: ThingDo
    parameters: [{ name: b, in: body, schema: { $ref: '#/definitions/Heir' } }]
    x-docker-result: { kind: hijack, terminal: exec, detach: Foo }
    responses: { 200: { description: ok } }`
  expect(modelOf({ definitions, paths }).operations[0]?.result).toMatchObject({ kind: 'hijack', detach: 'Foo' })
})

/** A document may bring extensions of its own: nothing of them may reach the code unchecked. */
const hostile: readonly [name: string, extension: string][] = [
  ['an unknown kind of result', 'x-docker-result: { kind: magic }'],
  ['a runtime type that is code', "x-docker-result: { kind: json, schema: { x-docker-runtime: 'X; evil()' } }"],
  [
    'a stream whose single form names no parameter',
    "x-docker-result: { kind: json-stream, single: { parameter: 'a);x(', value: true } }",
  ],
  [
    'a single form whose value is code',
    "x-docker-result: { kind: json-stream, single: { parameter: a, value: 'true);x(' } }",
  ],
  ['a detach that is no field', "x-docker-result: { kind: hijack, terminal: exec, detach: 'a.b' }"],
  ['a detach without a body', 'x-docker-result: { kind: hijack, terminal: exec, detach: Foo }'],
  [
    'a detach that is no field of the body',
    'parameters: [{ name: b, in: body, schema: { properties: { Bar: { type: boolean } } } }], x-docker-result: { kind: hijack, terminal: exec, detach: Foo }',
  ],
  [
    'a detach that is a text',
    'parameters: [{ name: b, in: body, schema: { properties: { Foo: { type: string } } } }], x-docker-result: { kind: hijack, terminal: exec, detach: Foo }',
  ],
  [
    'a single form by a text',
    'parameters: [{ name: q, in: query, type: string }], x-docker-result: { kind: json-stream, single: { parameter: q, value: false } }',
  ],
  ['an unknown terminal', 'x-docker-result: { kind: logs, terminal: tty }'],
  ['a protocol that is no text', 'x-docker-result: { kind: tunnel, protocol: [h2c] }'],
  ['an unknown encoding', 'parameters: [{ name: a, in: query, type: string, x-docker-encoding: base64 }]'],
  ['an encoding of another place', 'parameters: [{ name: a, in: query, type: string, x-docker-encoding: segment }]'],
  ['filters that are no mapping', 'parameters: [{ name: a, in: query, type: string, x-docker-filters: yes }]'],
  [
    'filters without values',
    'parameters: [{ name: a, in: query, type: string, x-docker-filters: { a: { values: 1 } } }]',
  ],
  ['a constant that is no text', 'parameters: [{ name: a, in: query, type: string, x-docker-always: 1 }]'],
]

/** The validation finds most of them, with their places; the model does not rely on it. */
describe('vendor extensions that are not understood', () => {
  it.each(hostile)('%s', (_, extension) => {
    const parameters = extension.startsWith('parameters') ? '' : 'parameters: [{ name: a, in: query, type: boolean }],'
    const paths = `
/things/do:
  post: { operationId: ThingDo, tags: [Thing], ${parameters} ${extension}, responses: { 200: { description: ok } } }`
    expect(() => unvalidatedModelOf({ paths })).toThrow(ExtensionError)
  })
})

describe('comments of operations', () => {
  it('have summary, description, method and path, and the errors by their classes', () => {
    const paths = `
/things/{id}:
  delete:
    operationId: ThingDelete
    tags: [Thing]
    summary: Remove a thing
    description: It is gone then.
    parameters: [{ name: id, in: path, required: true, type: string }]
    responses:
      204: { description: done }
      500: { description: server error }
      404: { description: no such thing }
      409: { description: in use }
      418: { description: a teapot }`
    expect(bodyOf(filesOf(modelOf({ paths })), 'operations/thing.ts')).toContain(`
/**
 * Remove a thing.
 *
 * It is gone then.
 *
 * \`DELETE /things/{id}\`
 *
 * @throws NotFoundError (404) no such thing
 * @throws ConflictError (409) in use
 * @throws BadRequestError (418) a teapot
 * @throws ServerError (500) server error
 */
export function thingDelete(`)
  })
})
