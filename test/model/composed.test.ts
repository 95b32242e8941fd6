import { describe, expect, it } from 'vitest'
import { modelOf, modelsText, unvalidatedModelOf } from './fragment.js'

/** Definitions that are put together from others, beside those of `types.test.ts`. */

const base = `
Base:
  type: object
  properties:
    Id: { type: string, x-nullable: true }
    State: { type: object, properties: { On: { type: boolean } } }`

const baseText = `
export interface Base {
  Id?: string | null;
  State?: BaseState;
}

export interface BaseState {
  On?: boolean;
}
`

const table: readonly [name: string, row: { readonly given: string; readonly want: string }][] = [
  [
    'allOf in allOf has all its parts',
    {
      given: `${base}
Whole:
  allOf:
    - allOf: [{ $ref: '#/definitions/Base' }, { allOf: [{ properties: { A: { type: string } } }] }]
    - properties: { B: { type: string } }`,
      want: `${baseText}
export interface Whole extends Base {
  A?: string;
  B?: string;
}`,
    },
  ],
  [
    'what an heir requires of inherited properties is said again',
    {
      given: `${base}
Heir: { allOf: [{ $ref: '#/definitions/Base' }, { required: [Id, State, Nobody] }] }
Next: { allOf: [{ $ref: '#/definitions/Heir' }, { required: [Id] }, { properties: { A: { type: string } } }] }
User:
  type: object
  properties:
    Own: { allOf: [{ $ref: '#/definitions/Base' }, { required: [Id] }] }
    Same: { allOf: [{ $ref: '#/definitions/Base' }, { description: Says nothing more. }] }`,
      want: `${baseText}
export interface Heir extends Base {
  Id: string | null;
  State: BaseState;
}

export interface Next extends Heir {
  A?: string;
  Id: string | null;
}

export interface User {
  Own?: UserOwn;
  Same?: Base;
}

export interface UserOwn extends Base {
  Id: string | null;
}`,
    },
  ],
  [
    'what answers hold of inherited properties is said again',
    {
      given: `${base}
Heir:
  allOf:
    - $ref: '#/definitions/Base'
    - { properties: { A: { type: string } }, x-docker-response: { always: [State], notNull: [Id] } }`,
      want: `${baseText}
export interface Heir extends Base {
  A?: string;
  State: BaseState;
  Id?: string;
}`,
    },
  ],
  [
    'properties beside a $ref are not lost, and other things there are let be',
    {
      given: `${base}
Heir: { $ref: '#/definitions/Base', properties: { B: { type: string } } }
User:
  type: object
  properties:
    More: { $ref: '#/definitions/Base', properties: { B: { type: string } } }
    Same: { $ref: '#/definitions/Base', type: string, description: A text. }`,
      want: `${baseText}
export interface Heir extends Base {
  B?: string;
}

export interface User {
  More?: UserMore;
  /** A text. */
  Same?: Base;
}

export interface UserMore extends Base {
  B?: string;
}`,
    },
  ],
  [
    'a map with properties takes the types of both under other names',
    {
      given: `
Heir: { allOf: [{ $ref: '#/definitions/Texts' }, { properties: { X: { type: integer } } }] }
Mixed:
  type: object
  required: [C]
  properties: { A: { type: string }, B: { type: integer, x-nullable: true }, C: { type: string } }
  additionalProperties: { type: array, items: { type: string } }
Open: { type: object, properties: { A: { type: string } }, additionalProperties: {} }
Texts: { type: object, properties: { A: { type: string } }, additionalProperties: { type: string } }`,
      want: `
export type Heir = Texts & {
  X?: number;
};

export interface Mixed {
  A?: string;
  B?: number | null;
  C: string;
  /** Further names. */
  [name: string]: string[] | string | number | null | undefined;
}

export interface Open {
  A?: string;
}

export interface Texts {
  A?: string;
  /** Further names. */
  [name: string]: string | undefined;
}`,
    },
  ],
  [
    'nothing extends what is no plain interface; another name of one is one',
    {
      given: `
Alias: { $ref: '#/definitions/Plain' }
Name: { type: string }
OrNull: { type: [object, 'null'], properties: { A: { type: string } } }
Plain: { type: object, properties: { A: { type: string } } }
Twice: { allOf: [{ $ref: '#/definitions/Alias' }, { $ref: '#/definitions/Alias' }, { properties: { X: { type: integer } } }] }
WithMap: { allOf: [{ $ref: '#/definitions/Plain' }], additionalProperties: { type: string } }
WithNull: { allOf: [{ $ref: '#/definitions/OrNull' }, { properties: { X: { type: integer } } }] }
WithText: { allOf: [{ $ref: '#/definitions/Name' }, { type: string, enum: [a] }] }`,
      want: `
export type Alias = Plain;

export type Name = string;

export type OrNull = OrNullValue | null;

export interface OrNullValue {
  A?: string;
}

export interface Plain {
  A?: string;
}

export interface Twice extends Alias {
  X?: number;
}

export type WithMap = Plain & Record<string, string>;

export type WithNull = OrNull & {
  X?: number;
};

export type WithText = Name & ('a' | (string & {}));`,
    },
  ],
  [
    'a $ref is decoded as the validation decodes it',
    {
      given: `
My Type: { type: string }
a~b: { type: string }
User: { type: object, properties: { A: { $ref: '#/definitions/My%20Type' }, B: { $ref: '#/definitions/a~0b' } } }`,
      want: `
export type AB = string;

export type MyType = string;

export interface User {
  A?: MyType;
  B?: AB;
}`,
    },
  ],
]

describe('composed definitions as TypeScript', { timeout: 20_000 }, () => {
  it.each(table)('%s', (_, { given, want }) => {
    expect(modelsText(given)).toBe(want.trim())
  })

  it('requests whose base is something else there do not extend it', () => {
    const definitions = `
Base: { properties: { A: { type: string } }, x-docker-request: { type: string } }
Heir: { allOf: [{ $ref: '#/definitions/Base' }, { properties: { X: { type: integer } } }] }`
    const paths = `
/a:
  post:
    operationId: A
    parameters: [{ in: body, name: body, schema: { $ref: '#/definitions/Heir' } }]
    responses: { 200: { description: '', schema: { $ref: '#/definitions/Heir' } } }`
    const text = modelsText(definitions, paths)
    expect(text).toContain('export type Heir = Base & {')
    expect(text).toContain('export interface HeirOutput extends BaseOutput {')
  })
})

describe('what a few lines could make endless takes no time:', { timeout: 30_000 }, () => {
  const refTo = (name: string): string => `{ $ref: '#/definitions/${name}' }`
  const lines = (count: number, line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => line(index + 1)).join('\n')
  const rows: readonly [name: string, definitions: string][] = [
    [
      'diamonds',
      `D0: { type: object, properties: { A: { type: string } } }\n${lines(60, (n) => `D${n}: { allOf: [${refTo(`D${n - 1}`)}, ${refTo(`D${n - 1}`)}] }`)}`,
    ],
    [
      'diamonds of other things',
      `D0: { type: string }\nE0: { type: string }\n${lines(60, (n) => `D${n}: { allOf: [${refTo(`D${n - 1}`)}, ${refTo(`E${n - 1}`)}] }\nE${n}: { allOf: [${refTo(`D${n - 1}`)}, ${refTo(`E${n - 1}`)}] }`)}`,
    ],
    ['chains of references', `C0: { type: string }\n${lines(10_000, (n) => `C${n}: ${refTo(`C${n - 1}`)}`)}`],
    [
      'chains of heirs',
      `C0: { properties: { p: { type: string } } }\n${lines(2_500, (n) => `C${n}: { allOf: [${refTo(`C${n - 1}`)}, { properties: { p${n}: { type: string } }, required: [p, x] }] }`)}`,
    ],
  ]

  it.each(rows)('%s', (_, definitions) => {
    expect(modelOf({ definitions }).types.length).toBeGreaterThan(60)
  })

  it('lists of types that have one twice, in one another', () => {
    const definitions = `Top: ${"{ type: [array, array, 'null'], items: ".repeat(60)}{ type: string }${' }'.repeat(60)}`
    // The validation refuses them.
    const { types } = unvalidatedModelOf({ definitions })
    expect(JSON.stringify(types).match(/"array"/g)).toHaveLength(60)
  })

  it('long names of nested objects', () => {
    const name = 'n'.repeat(190)
    const siblings = Array.from({ length: 1_000 }, (_, index) => `a${index}: { properties: { b: {} } }`).join(', ')
    const definitions = `Top: ${`{ properties: { ${name}: `.repeat(80)}{ properties: { ${siblings} } }${' } }'.repeat(80)}`
    const { types } = modelOf({ definitions })
    expect(types).toHaveLength(1_081)
    expect(Math.max(...types.map((type) => type.name.length + type.origin.length))).toBeLessThan(700)
  })
})
