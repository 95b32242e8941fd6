import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { emitSchemas, schemasOf, typeSchema } from '../../generator/emit/schemas.js'
import type { Property, TypeDeclaration, TypeRef } from '../../generator/model/ir.js'

const text: TypeRef = { kind: 'primitive', name: 'string' }
const thing: TypeRef = { kind: 'reference', name: 'Thing' }

const cases: readonly [string, { given: TypeRef; want: object }][] = [
  ['a text', { given: text, want: { type: 'string' } }],
  [
    'a date',
    {
      given: { kind: 'primitive', name: 'string', format: 'date-time' },
      want: { type: 'string', $comment: 'date-time' },
    },
  ],
  ['a number', { given: { kind: 'primitive', name: 'number' }, want: { type: 'number' } }],
  [
    'a port',
    {
      given: { kind: 'primitive', name: 'number', integer: true, format: 'uint16' },
      want: { type: 'integer', minimum: 0, maximum: 65_535, $comment: 'uint16' },
    },
  ],
  [
    'a number of 64 bits, whose bound no double holds',
    {
      given: { kind: 'primitive', name: 'number', integer: true, format: 'int64' },
      want: { type: 'integer', $comment: 'int64' },
    },
  ],
  [
    'an open enum',
    { given: { kind: 'literals', values: ['a'], open: true }, want: { type: 'string', examples: ['a'] } },
  ],
  [
    'a closed enum',
    { given: { kind: 'literals', values: [0, 1], open: false }, want: { type: 'number', enum: [0, 1] } },
  ],
  ['a list', { given: { kind: 'array', items: thing }, want: { type: 'array', items: { $ref: '#/$defs/Thing' } } }],
  [
    'a pair',
    {
      given: { kind: 'tuple', items: [text, text] },
      want: { type: 'array', items: [{ type: 'string' }, { type: 'string' }], minItems: 2, additionalItems: false },
    },
  ],
  [
    'a map',
    { given: { kind: 'map', values: text }, want: { type: 'object', additionalProperties: { type: 'string' } } },
  ],
  ['null or a text', { given: { kind: 'nullable', type: text }, want: { type: ['string', 'null'] } }],
  [
    'null or a reference',
    { given: { kind: 'nullable', type: thing }, want: { anyOf: [{ $ref: '#/$defs/Thing' }, { type: 'null' }] } },
  ],
  [
    'one of two',
    {
      given: { kind: 'union', members: [text, thing] },
      want: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/Thing' }] },
    },
  ],
  ['anything', { given: { kind: 'unknown' }, want: {} }],
]

test.each(cases)('%s', (_, { given, want }) => {
  expect(typeSchema(given)).toEqual(want)
})

function declare(name: string, bases: string[], names: string[]): TypeDeclaration {
  const properties = names.map(
    (one): Property => ({ name: one, type: text, required: true, doc: '', deprecated: false }),
  )
  const shape = { kind: 'interface', extends: bases, properties } as const
  return { name, doc: 'Of the test.', deprecated: false, origin: '', direction: 'both', shape }
}

test('an interface has the properties of those that it extends', () => {
  const schemas = schemasOf([declare('Base', [], ['a']), declare('Thing', ['Base'], ['b'])])
  expect(schemas['$defs']).toMatchObject({
    Thing: { description: 'Of the test.', properties: { a: { type: 'string' }, b: {} }, required: ['a', 'b'] },
  })
})

test('the file shows every character of the document', () => {
  const name = 'a\u202e\u2028\ufeff\u009b\u00a0\u{e0041}\ud800\n\u0007b'
  const type = { ...declare('Thing', [], [name]), doc: `${name} \u2066` }
  const file = emitSchemas([type], name, name)
  expect(file).toMatch(/^[\n\x20-\x7e]*$/)
  const { title, $comment, $defs } = JSON.parse(file)
  expect([title, $comment, Object.keys($defs.Thing.properties)]).toEqual([name, name, [name]])
})

describe('the schemas of API 1.42', () => {
  const schemas = JSON.parse(readFileSync(new URL('../../generated/v1.42/schemas.json', import.meta.url), 'utf8'))
  const ajv = new Ajv({ schemas: [{ ...schemas, $id: 'models' }] })

  test('are each understood by a strict validator', () => {
    const names = Object.keys(schemas.$defs)
    expect(names.length).toBeGreaterThan(200)
    for (const name of names) expect(ajv.getSchema(`models#/$defs/${name}`), name).toBeTypeOf('function')
  })

  const values: readonly [string, unknown, boolean][] = [
    ['PortBinding', { HostPort: '80' }, true],
    ['PortBinding', { HostPort: 80 }, false],
    ['PortBinding', { HostPort: '80', New: 1 }, true],
    ['PortBindingOutput', { HostPort: '80' }, false],
    ['ContainerState', { Status: 'running' }, false],
    ['Volume', { Name: 'v', Driver: 'local', Mountpoint: '/v', Labels: null, Options: null, Scope: 'new' }, true],
    ['ContainerListFilters', { status: ['running'], new: ['x'] }, true],
    ['ContainerListFilters', { status: { exited: true } }, true],
    ['ContainerListFilters', { status: ['runing'] }, false],
  ]
  test.each(values)('%s %j', (name, value, want) => {
    expect(ajv.validate(`models#/$defs/${name}`, value)).toBe(want)
  })
})
