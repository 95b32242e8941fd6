import { describe, expect, test } from 'vitest'
import { changeLines, diffOf, type Given } from './support.js'

/** Documents in which `A` is read, given, or both. */
function read(definitions: string): Given {
  return { paths: `/a: { get: ${returning('A')} }`, definitions }
}

function given(definitions: string): Given {
  return { paths: `/a: { post: ${taking('A')} }`, definitions }
}

function both(definitions: string): Given {
  return { paths: `/a: { get: ${returning('A')}, post: ${taking('A')} }`, definitions }
}

function returning(name: string): string {
  return `{ operationId: Get, responses: { 200: { description: '', schema: { $ref: '#/definitions/${name}' } } } }`
}

function taking(name: string): string {
  const parameters = `[{ in: body, name: b, schema: { $ref: '#/definitions/${name}' } }]`
  return `{ operationId: Set, parameters: ${parameters}, responses: { 200: { description: '' } } }`
}

const fields = (properties: string, more = ''): string => `A: { ${more} properties: { X: {}, ${properties} } }`

interface Change {
  readonly before: string
  readonly after: string
  /** What is said where `A` is read, given, or both; one list where it is the same. */
  readonly want: readonly string[] | Readonly<Record<'read' | 'given' | 'both', readonly string[]>>
}

const cases: readonly (readonly [string, Change])[] = [
  ['a new field', { before: fields(''), after: fields('B: {}'), want: ['field-added A.B'] }],
  [
    'a new required field',
    {
      before: fields(''),
      after: fields('B: {}', 'required: [B],'),
      want: { read: ['field-added A.B'], given: ['! field-added A.B'], both: ['! field-added A.B'] },
    },
  ],
  ['a field that is gone', { before: fields('B: {}'), after: fields(''), want: ['! field-removed A.B'] }],
  [
    'a field that is required now',
    {
      before: fields('B: {}'),
      after: fields('B: {}', 'required: [B],'),
      want: { read: ['field-required A.B'], given: ['! field-required A.B'], both: ['! field-required A.B'] },
    },
  ],
  [
    'a field that may be absent now',
    {
      before: fields('B: {}', 'required: [B],'),
      after: fields('B: {}'),
      want: { read: ['! field-optional A.B'], given: ['field-optional A.B'], both: ['! field-optional A.B'] },
    },
  ],
  [
    'a field that may be null now',
    {
      before: fields('B: { type: string }'),
      after: fields('B: { type: string, x-nullable: true }'),
      want: { read: ['! field-type A.B'], given: ['field-type A.B'], both: ['! field-type A.B'] },
    },
  ],
  [
    'a field that may no longer be null',
    {
      before: fields('B: { type: string, x-nullable: true }'),
      after: fields('B: { type: string }'),
      want: { read: ['field-type A.B'], given: ['! field-type A.B'], both: ['! field-type A.B'] },
    },
  ],
  [
    'another type',
    {
      before: fields('B: { type: string }'),
      after: fields('B: { type: boolean }'),
      want: ['! field-type A.B'],
    },
  ],
  [
    'a list of another type',
    {
      before: fields('B: { type: array, items: { type: string } }'),
      after: fields('B: { type: array, items: { type: integer } }'),
      want: ['! field-type A.B'],
    },
  ],
  [
    'nothing known in place of a type',
    {
      before: fields('B: { type: string }'),
      after: fields('B: {}'),
      want: { read: ['! field-type A.B'], given: ['field-type A.B'], both: ['! field-type A.B'] },
    },
  ],
  [
    'a union that has a member more',
    {
      before: fields('B: { type: [string] }'),
      after: fields('B: { type: [string, integer] }'),
      want: { read: ['! field-type A.B'], given: ['field-type A.B'], both: ['! field-type A.B'] },
    },
  ],
  [
    'another format',
    {
      before: fields('B: { type: integer, format: int64 }'),
      after: fields('B: { type: integer, format: uint64 }'),
      want: ['format-changed A.B'],
    },
  ],
  [
    'a deprecated field',
    {
      before: fields('B: { type: string }'),
      after: fields("B: { type: string, description: '**Deprecated**: no.' }"),
      want: ['deprecated A.B'],
    },
  ],
  ['other words', { before: fields('B: {}'), after: fields('B: { description: b }', 'description: a,'), want: [] }],
  ['another order', { before: fields('B: {}, C: {}'), after: fields('C: {}, B: {}'), want: [] }],
  [
    'a field that moved to a base',
    {
      before: 'Base: { properties: { X: {} } }\nA: { properties: { X: {}, Y: { type: string } } }',
      after:
        "Base: { properties: { X: {} } }\nA: { allOf: [{ $ref: '#/definitions/Base' }, { properties: { Y: { type: string } } }] }",
      want: [],
    },
  ],
  [
    'an inline object that got a name',
    {
      before: fields('B: { properties: { C: {} } }'),
      after: `${fields("B: { $ref: '#/definitions/AB' }")}\nAB: { properties: { C: {} } }`,
      want: [],
    },
  ],
]

function wanted(want: Change['want'], side: 'read' | 'given' | 'both'): readonly string[] {
  return 'read' in want ? want[side] : want
}

describe('models', () => {
  for (const [side, make] of Object.entries({ read, given, both })) {
    const name = side === 'read' || side === 'given' ? side : 'both'
    test.each(cases)(`${name}: %s`, async (_, { before, after, want }) => {
      expect(changeLines(await diffOf(make(before), make(after)))).toEqual(wanted(want, name))
    })
  }

  test('a model comes and another goes', async () => {
    const diff = await diffOf({ definitions: 'A: { properties: { X: {} } }' }, { definitions: 'B: { type: integer }' })
    expect(changeLines(diff)).toEqual(['! model-removed A', 'model-added B'])
  })

  test('the values of an enum', async () => {
    const list = (values: string): Given => both(`A: { type: string, enum: [${values}] }`)
    expect(changeLines(await diffOf(list('a'), list('a, b')))).toEqual(['values-changed A'])
    expect(changeLines(await diffOf(list('a, b'), list('a')))).toEqual(['! values-changed A'])
    const answers = (values: string): Given => read(`A: { type: string, enum: [${values}] }`)
    expect(changeLines(await diffOf(answers('a, b'), answers('a')))).toEqual(['values-changed A'])
  })
})

describe('renamed models', () => {
  const port = 'properties: { IP: { type: string }, Port: { type: integer } }'
  const using = (name: string): Given =>
    read(`A: { properties: { P: { $ref: '#/definitions/${name}' } } }\n${name}: { ${port} }`)

  test('are found where they are used, and change nothing there', async () => {
    const diff = await diffOf(using('Port'), using('PortSummary'))
    expect(changeLines(diff)).toEqual(['! model-renamed Port'])
    expect(diff.changes[0]).toMatchObject({ before: 'Port', after: 'PortSummary' })
  })

  test('are found by their letters', async () => {
    const diff = await diffOf({ definitions: `IdResponse: { ${port} }` }, { definitions: `IDResponse: { ${port} }` })
    expect(changeLines(diff)).toEqual(['! model-renamed IdResponse'])
  })

  test('are compared as well', async () => {
    const after = read(
      "A: { properties: { P: { $ref: '#/definitions/Q' } } }\nQ: { properties: { IP: { type: string } } }",
    )
    expect(changeLines(await diffOf(using('Port'), after))).toEqual([
      '! model-renamed Port',
      '! field-removed Port.Port',
    ])
  })

  test('are not what holds other things', async () => {
    const after = read(
      "A: { properties: { P: { $ref: '#/definitions/Q' } } }\nQ: { properties: { Z: { type: string } } }",
    )
    expect(changeLines(await diffOf(using('Port'), after))).toEqual([
      '! field-type A.P',
      '! model-removed Port',
      'model-added Q',
    ])
  })
})

describe('recursive models', () => {
  const tree = (name: string, leaf: string): Given => {
    const properties = `Next: { $ref: '#/definitions/${name}' }, List: { type: array, items: { $ref: '#/definitions/${name}' } }`
    return read(`A: { properties: { T: { $ref: '#/definitions/${name}' } } }
B: { properties: { ${properties.replaceAll(name, 'B')} } }
${name}: { properties: { Leaf: { type: ${leaf} }, ${properties} } }`)
  }
  test('are compared to an end', async () => {
    expect(changeLines(await diffOf(tree('T', 'string'), tree('T', 'integer')))).toEqual(['! field-type T.Leaf'])
    expect(changeLines(await diffOf(tree('T', 'string'), tree('U', 'string')))).toEqual(['! model-renamed T'])
  })
})

describe('objects that take further keys', () => {
  const filters = (keys: string): Given => ({
    paths: `/a: { get: { operationId: Get, parameters: [{ in: query, name: filters, type: string, x-docker-encoding: json, x-docker-filters: { ${keys} } }], responses: { 200: { description: '' } } } }`,
  })

  test('tell of a key whose values are closed now', async () => {
    const diff = await diffOf(filters('a: {}'), filters('a: {}, b: {}, c: { values: [x] }'))
    expect(changeLines(diff)).toEqual(['field-added GetFilters.b', 'field-added GetFilters.c'])
    expect(diff.changes[1]?.message).toBe("new field: `FilterValues<'x'>`, where any key took `FilterValues<string>`")
  })
})

describe('what is said', () => {
  const saying = async (before: string, after: string): Promise<readonly string[]> => {
    const diff = await diffOf(read(before), read(after))
    return diff.changes.map(({ message }) => message)
  }
  const list = (items: string): string => `A: { properties: { B: { type: array, items: ${items} } } }`
  const map = (values: string): string => `A: { properties: { B: { additionalProperties: ${values} } } }`

  test('is about the item or the value that changed', async () => {
    const [text, orNull] = ['{ type: string }', '{ type: string, x-nullable: true }']
    expect(await saying(list(text), list(orNull))).toEqual([
      '`string[]` → `(string | null)[]`: an item may be null now',
    ])
    expect(await saying(map(text), map(orNull))).toEqual([
      '`Record<string, string>` → `Record<string, string | null>`: a value may be null now',
    ])
    const inside = (type: string): string => list(`{ type: array, items: ${type} }`)
    expect(await saying(inside(text), inside(orNull))).toEqual([
      '`string[][]` → `(string | null)[][]`: in an item, an item may be null now',
    ])
  })

  test('shows what a type has become, and not its name', async () => {
    const fields = 'A: { required: [X], properties: { X: { type: string }, Y: { type: integer } } }'
    const texts = 'A: { additionalProperties: { type: string } }'
    expect(await saying(texts, fields)).toEqual(['`Record<string, string>` → `{ X: string; Y?: number; }`'])
    expect(await saying(fields, texts)).toEqual(['`{ X: string; Y?: number; }` → `Record<string, string>`'])
  })
})
