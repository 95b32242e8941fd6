import { describe, expect, test } from 'vitest'
import { changeLines, diffOf, type Given } from './support.js'

const none: Given = {}

/** One operation `Run` at `/run`, with parameters and a schema of its answer. */
function operation(parts: {
  parameters?: string
  response?: string
  more?: string
  id?: string
  path?: string
}): Given {
  const { parameters = '', response = "description: ''", more = '', id = 'Run', path = '/run' } = parts
  return {
    paths: `${path}: { post: { operationId: ${id}, ${more} parameters: [${parameters}], responses: { 200: { description: '', ${response} } } } }`,
  }
}

const query = (rest: string): Given => operation({ parameters: `{ in: query, name: q, ${rest} }`, response: '' })
const body = (schema: string, rest = ''): Given => {
  return operation({ parameters: `{ in: body, name: b, ${rest} schema: ${schema} }`, response: '' })
}
const answer = (schema: string): Given => operation({ response: `schema: ${schema}` })
const bare = operation({ response: '' })

interface Case {
  readonly given: readonly [Given, Given]
  readonly want: readonly string[]
}

const cases: readonly (readonly [string, Case])[] = [
  ['a new operation', { given: [none, bare], want: ['operation-added run'] }],
  ['an operation that is gone', { given: [bare, none], want: ['! operation-removed run'] }],
  [
    'an operation with another name',
    { given: [bare, operation({ id: 'Make', response: '' })], want: ['! operation-renamed run'] },
  ],
  ['another path', { given: [bare, operation({ path: '/made', response: '' })], want: ['operation-moved run'] }],
  [
    'another name of a path parameter',
    {
      given: [
        operation({ path: '/{id}', parameters: '{ in: path, name: id, required: true, type: string }', response: '' }),
        operation({ path: '/{it}', parameters: '{ in: path, name: it, required: true, type: string }', response: '' }),
      ],
      want: ['! input-added run.it', '! input-removed run.id'],
    },
  ],
  [
    'a deprecated operation',
    { given: [bare, operation({ more: 'deprecated: true,', response: '' })], want: ['deprecated run'] },
  ],
  ['a new parameter', { given: [bare, query('type: string')], want: ['input-added run.q'] }],
  ['a new required parameter', { given: [bare, query('type: string, required: true')], want: ['! input-added run.q'] }],
  ['a parameter that is gone', { given: [query('type: string'), bare], want: ['! input-removed run.q'] }],
  [
    'a parameter that is required now',
    { given: [query('type: string'), query('type: string, required: true')], want: ['! input-required run.q'] },
  ],
  [
    'a parameter that is no longer required',
    { given: [query('type: string, required: true'), query('type: string')], want: ['input-optional run.q'] },
  ],
  ['another type', { given: [query('type: string'), query('type: integer')], want: ['! input-type run.q'] }],
  ['a number as another number', { given: [query('type: number'), query('type: integer')], want: [] }],
  [
    'a text that becomes a closed enum',
    { given: [query('type: string'), query('type: string, enum: [a]')], want: ['! input-type run.q'] },
  ],
  [
    'a closed enum that becomes a text',
    { given: [query('type: string, enum: [a]'), query('type: string')], want: ['input-type run.q'] },
  ],
  [
    'a value more',
    { given: [query('type: string, enum: [a]'), query('type: string, enum: [b, a]')], want: ['values-changed run.q'] },
  ],
  [
    'a value less',
    {
      given: [query('type: string, enum: [a, b]'), query('type: string, enum: [a]')],
      want: ['! values-changed run.q'],
    },
  ],
  [
    'values in another order',
    { given: [query('type: string, enum: [a, b]'), query('type: string, enum: [b, a]')], want: [] },
  ],
  [
    'another default',
    {
      given: [query('type: integer, default: 1'), query('type: integer, default: 2')],
      want: ['default-changed run.q'],
    },
  ],
  [
    'another way to write a list',
    {
      given: [
        query('type: array, items: { type: string }, collectionFormat: csv'),
        query('type: array, items: { type: string }, collectionFormat: multi'),
      ],
      want: ['input-encoding run.q'],
    },
  ],
  ['a new optional body', { given: [bare, body('{ type: object }')], want: ['input-added run.body'] }],
  [
    'a new required body',
    { given: [bare, body('{ type: object }', 'required: true,')], want: ['! input-added run.body'] },
  ],
  ['a body that is gone', { given: [body('{ type: object }'), bare], want: ['! input-removed run.body'] }],
  [
    'a field more in a body',
    {
      given: [body('{ properties: { A: { type: string } } }'), body('{ properties: { A: { type: string }, B: {} } }')],
      want: ['field-added RunRequest.B'],
    },
  ],
  [
    'a required field more in a body',
    {
      given: [
        body('{ properties: { A: { type: string } } }'),
        body('{ required: [B], properties: { A: { type: string }, B: {} } }'),
      ],
      want: ['! field-added RunRequest.B'],
    },
  ],
  [
    'an answer where there was none',
    { given: [bare, answer('{ type: string }')], want: ['! result-changed run.result'] },
  ],
  [
    'no answer where there was one',
    { given: [answer('{ type: string }'), bare], want: ['! result-changed run.result'] },
  ],
  [
    'an answer of another type',
    { given: [answer('{ type: string }'), answer('{ type: integer }')], want: ['! result-changed run.result'] },
  ],
  [
    'an answer that may be null',
    {
      given: [answer('{ type: string }'), answer('{ type: string, x-nullable: true }')],
      want: ['! result-changed run.result'],
    },
  ],
  [
    'an answer that may no longer be null',
    {
      given: [answer('{ type: string, x-nullable: true }'), answer('{ type: string }')],
      want: ['result-changed run.result'],
    },
  ],
  [
    'bytes in place of JSON',
    {
      given: [answer('{ type: string }'), answer('{ type: string, format: binary }')],
      want: ['! result-changed run.result'],
    },
  ],
  [
    'other words',
    { given: [bare, operation({ more: 'summary: Another, description: Text,', response: '' })], want: [] },
  ],
]

describe('operations', () => {
  test.each(cases)('%s', async (_, { given, want }) => {
    expect(changeLines(await diffOf(given[0], given[1]))).toEqual(want)
  })

  test('a status more is said', async () => {
    const more = {
      paths: "/run: { post: { operationId: Run, responses: { 200: { description: '' }, 409: { description: '' } } } }",
    }
    const diff = await diffOf(bare, more)
    expect(diff.changes.map(({ message, breaking }) => [message, breaking])).toEqual([
      ['may answer with 409 now', false],
    ])
  })
})
