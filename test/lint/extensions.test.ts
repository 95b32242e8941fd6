import { describe, expect, test } from 'vitest'
import { parseDocument, validateDocument } from '../../generator/document/index.js'

/** Where in the document of a test the YAML stands. */
const places = {
  operation: (text: string) => `get: { operationId: A, ${text}, responses: { 200: { description: '' } } }`,
  parameter: (text: string) =>
    `get: { operationId: A, parameters: [{ in: query, name: q, type: string, ${text} }], responses: { 200: { description: '' } } }`,
  schema: (text: string) => `get: { operationId: A, responses: { 200: { description: '', schema: { ${text} } } } }`,
}

const cases: readonly (readonly [string, { readonly in: keyof typeof places; readonly want: readonly string[] }])[] = [
  ['x-docker-response: { always: A }', { in: 'schema', want: ['bad-extension /always'] }],
  ['x-docker-response: { null: [1] }', { in: 'schema', want: ['bad-extension /null'] }],
  ['x-docker-response: [A]', { in: 'schema', want: ['bad-extension /x-docker-response'] }],
  ['properties: { A: {} }, x-docker-response: { always: [A], null: [], notNull: [A] }', { in: 'schema', want: [] }],
  [
    'properties: { A: {} }, x-docker-response: { always: [nope, A], notNull: [no] }',
    { in: 'schema', want: ['bad-extension /0', 'bad-extension /0'] },
  ],
  ['x-docker-response: { always: [A] }', { in: 'schema', want: ['bad-extension /0'] }],
  ['allOf: [{ x-docker-response: { always: [A] } }, { properties: { A: {} } }]', { in: 'schema', want: [] }],
  ['x-docker-response: { alwys: [] }', { in: 'schema', want: ['unknown-extension /alwys'] }],
  ['x-docker-respone: {}', { in: 'schema', want: ['unknown-extension /x-docker-respone'] }],
  ['x-docker-result: { kind: json }', { in: 'schema', want: ['unknown-extension /x-docker-result'] }],
  ['x-Docker-Request: {}', { in: 'schema', want: ['unknown-extension /x-Docker-Request'] }],
  ['x-docker-runtime: Filter', { in: 'schema', want: ['bad-extension /x-docker-runtime'] }],
  ['x-docker-encoding: base64', { in: 'parameter', want: ['bad-extension /x-docker-encoding'] }],
  ['x-docker-encoding: segments', { in: 'parameter', want: ['bad-extension /x-docker-encoding'] }],
  ['x-docker-encoding: timestamp', { in: 'parameter', want: [] }],
  ['x-docker-filters: { a: {}, b: { description: a, values: [a] } }', { in: 'parameter', want: [] }],
  ['x-docker-filters: { a: { vals: [a] } }', { in: 'parameter', want: ['unknown-extension /vals'] }],
  [
    'x-docker-filters: { a: 1, b: { values: [] }, c: { values: [1] } }',
    { in: 'parameter', want: ['bad-extension /a', 'bad-extension /values', 'bad-extension /values'] },
  ],
  ['x-docker-reslt: {}', { in: 'operation', want: ['unknown-extension /x-docker-reslt'] }],
  ['x-docker-schema: {}', { in: 'operation', want: ['unknown-extension /x-docker-schema'] }],
  ['x-docker-result: {}', { in: 'operation', want: ['bad-extension /kind'] }],
  ['x-docker-result: { kind: magic }', { in: 'operation', want: ['bad-extension /kind'] }],
  ['x-docker-result: { kind: json-stream, progres: true }', { in: 'operation', want: ['unknown-extension /progres'] }],
  ['x-docker-result: { kind: void, progress: true }', { in: 'operation', want: ['unknown-extension /progress'] }],
  ['x-docker-result: { kind: logs }', { in: 'operation', want: ['bad-extension /x-docker-result'] }],
  ['x-docker-result: { kind: logs, terminal: tty }', { in: 'operation', want: ['bad-extension /terminal'] }],
  [
    'x-docker-result: { kind: hijack, terminal: exec, detach: a b }',
    { in: 'operation', want: ['bad-extension /detach'] },
  ],
  [
    'x-docker-result: { kind: json-stream, single: { parameter: q, valu: 1 } }',
    { in: 'operation', want: ['bad-extension /parameter', 'bad-extension /single', 'unknown-extension /valu'] },
  ],
  ['x-docker-body: { contenttype: a }', { in: 'operation', want: ['unknown-extension /contenttype'] }],
  ['x-docker-body: { contentType: a/b, fallback: {}, optional: true }', { in: 'operation', want: [] }],
  ['x-docker-request: 1', { in: 'schema', want: ['not-a-schema /x-docker-request'] }],
  ["x-docker-request: { $ref: '#/definitions/No' }", { in: 'schema', want: ['dangling-reference /$ref'] }],
  ['x-docker-runtime: {}', { in: 'schema', want: ['bad-extension /x-docker-runtime'] }],
  ['x-nullable: sometimes', { in: 'schema', want: ['bad-extension /x-nullable'] }],
  ['format: [a]', { in: 'schema', want: ['bad-extension /format'] }],
  ['x-docker-encoding: 1', { in: 'parameter', want: ['bad-extension /x-docker-encoding'] }],
  ['x-docker-always: {}', { in: 'parameter', want: ['bad-extension /x-docker-always'] }],
  ['x-docker-filters: []', { in: 'parameter', want: ['bad-extension /x-docker-filters'] }],
  ['x-docker-schema: { type: date }', { in: 'parameter', want: ['unknown-type /type'] }],
  ['format: {}', { in: 'parameter', want: ['bad-extension /format'] }],
  ['x-docker-result: json', { in: 'operation', want: ['bad-extension /x-docker-result'] }],
  ['x-docker-result: { kind: [] }', { in: 'operation', want: ['bad-extension /kind'] }],
  [
    'x-docker-result: { kind: json, schema: { oneOf: [] } }',
    { in: 'operation', want: ['keyword-not-understood /oneOf'] },
  ],
  [
    'x-docker-body: { optional: 1, contentType: null }',
    { in: 'operation', want: ['bad-extension /contentType', 'bad-extension /optional'] },
  ],
  ['x-docker-unversioned: 1', { in: 'operation', want: ['bad-extension /x-docker-unversioned'] }],
]

describe('vendor extensions are held to their form', () => {
  test.each(cases)('%s', (text, { in: place, want }) => {
    const document = parseDocument(`swagger: '2.0'\npaths: { /a: { ${places[place](text)} } }\n`, 'a.yaml')
    const found = validateDocument(document).map(
      ({ rule, pointer }) => `${rule} ${/\/[^/]*$/.exec(pointer ?? '')?.[0]}`,
    )
    expect([...found].sort()).toEqual([...want].sort())
  })
})
