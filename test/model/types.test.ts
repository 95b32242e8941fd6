import { describe, expect, it } from 'vitest'
import { modelsText } from './fragment.js'

/** Definitions that no operation refers to count as answers: their enums are open. */
const table: readonly [name: string, row: { readonly given: string; readonly want: string }][] = [
  [
    'an object with required, optional and documented properties',
    {
      given: `
Port:
  type: object
  description: An open port.
  required: [PrivatePort]
  properties:
    IP: { type: string, format: ip-address, description: Host address. }
    PrivatePort: { type: integer, format: uint16 }
    Size: { type: number }
    Open: { type: boolean }`,
      want: `
/** An open port. */
export interface Port {
  /** Host address. */
  IP?: string;
  PrivatePort: number;
  Size?: number;
  Open?: boolean;
}`,
    },
  ],
  [
    'a default does not make a property required',
    {
      given: `
Limits:
  type: object
  properties:
    Retries: { type: integer, default: 3 }
    Name: { type: string, default: '' }
    Mode: { type: string, default: 'a \`b\` */ c' }`,
      want: `
export interface Limits {
  /** @defaultValue \`3\` */
  Retries?: number;
  Name?: string;
  /** @defaultValue \`\` "a \`b\` *\\/ c" \`\` */
  Mode?: string;
}`,
    },
  ],
  [
    'allOf of references and an object extends them',
    {
      given: `
Base: { type: object, properties: { Id: { type: string } } }
Other: { type: object, properties: { Name: { type: string } } }
Whole:
  description: Both.
  allOf:
    - $ref: '#/definitions/Base'
    - $ref: '#/definitions/Other'
    - type: object
      properties: { Size: { type: integer } }`,
      want: `
export interface Base {
  Id?: string;
}

export interface Other {
  Name?: string;
}

/** Both. */
export interface Whole extends Base, Other {
  Size?: number;
}`,
    },
  ],
  [
    'allOf of one enum and an example is an alias of the enum',
    {
      given: `
State: { type: string, enum: [locked, active] }
Current:
  allOf:
    - $ref: '#/definitions/State'
    - example: locked`,
      want: `
export type Current = State;

export type State = 'locked' | 'active' | (string & {});`,
    },
  ],
  [
    'allOf of inline objects is one object',
    {
      given: `
Whole:
  allOf:
    - type: object
      required: [A]
      properties: { A: { type: string } }
    - type: object
      properties: { B: { type: integer } }
    - { description: says nothing, example: { A: x } }`,
      want: `
export interface Whole {
  A: string;
  B?: number;
}`,
    },
  ],
  [
    'allOf with properties beside it',
    {
      given: `
Base: { type: object, properties: { Id: { type: string } } }
Whole:
  type: object
  allOf: [{ $ref: '#/definitions/Base' }]
  properties: { Size: { type: integer } }`,
      want: `
export interface Base {
  Id?: string;
}

export interface Whole extends Base {
  Size?: number;
}`,
    },
  ],
  [
    'allOf whose members share a property is an intersection',
    {
      given: `
Base: { type: object, properties: { Id: { type: string }, Kind: { type: string } } }
Whole:
  allOf:
    - $ref: '#/definitions/Base'
    - { type: object, required: [Kind], properties: { Kind: { type: string, enum: [whole] } } }`,
      want: `
export interface Base {
  Id?: string;
  Kind?: string;
}

export type Whole = Base & {
  Kind: 'whole' | (string & {});
};`,
    },
  ],
  [
    'allOf with something that is no object is an intersection',
    {
      given: `
Names: { type: object, additionalProperties: { type: string } }
Whole:
  allOf:
    - $ref: '#/definitions/Names'
    - { type: object, properties: { Size: { type: integer } } }`,
      want: `
export type Names = Record<string, string>;

export type Whole = Names & {
  Size?: number;
};`,
    },
  ],
  [
    'a diamond of allOf is an intersection, whose bases share what they inherit',
    {
      given: `
Top: { type: object, properties: { Id: { type: string } } }
Left: { allOf: [{ $ref: '#/definitions/Top' }, { type: object, properties: { L: { type: string } } }] }
Right: { allOf: [{ $ref: '#/definitions/Top' }, { type: object, properties: { R: { type: string } } }] }
Both: { allOf: [{ $ref: '#/definitions/Left' }, { $ref: '#/definitions/Right' }] }`,
      want: `
export type Both = Left & Right;

export interface Left extends Top {
  L?: string;
}

export interface Right extends Top {
  R?: string;
}

export interface Top {
  Id?: string;
}`,
    },
  ],
  [
    'inline objects are hoisted, list items in the singular',
    {
      given: `
Inspect:
  type: object
  properties:
    State: { type: object, description: How it is., properties: { Running: { type: boolean } } }
    Mounts: { type: array, items: { type: object, properties: { Source: { type: string } } } }
    Indexes:
      type: object
      additionalProperties: { type: object, properties: { Name: { type: string } } }`,
      want: `
export interface Inspect {
  /** How it is. */
  State?: InspectState;
  Mounts?: InspectMount[];
  Indexes?: Record<string, InspectIndexesValue>;
}

export interface InspectIndexesValue {
  Name?: string;
}

export interface InspectMount {
  Source?: string;
}

/** How it is. */
export interface InspectState {
  Running?: boolean;
}`,
    },
  ],
  [
    'maps, lists of lists, pairs and untyped schemas',
    {
      given: `
Shapes:
  type: object
  properties:
    Labels: { type: object, additionalProperties: { type: string } }
    Free: { type: object, additionalProperties: true }
    Bare: { type: object }
    Anything: {}
    GoType: { x-go-type: { type: Thing } }
    Untyped: { properties: { A: { type: string } } }
    Items: { items: { type: string } }
    Rows: { type: array, items: { type: array, items: { type: array, items: { type: string } } } }
    ConsoleSize: { type: array, minItems: 2, maxItems: 2, items: { type: integer } }
    List: { type: array }`,
      want: `
export interface Shapes {
  Labels?: Record<string, string>;
  Free?: Record<string, unknown>;
  Bare?: Record<string, unknown>;
  Anything?: unknown;
  GoType?: unknown;
  Untyped?: ShapesUntyped;
  Items?: string[];
  Rows?: string[][][];
  ConsoleSize?: [number, number];
  List?: unknown[];
}

export interface ShapesUntyped {
  A?: string;
}`,
    },
  ],
  [
    'enums: texts, integers, the empty text, twice the same, null, booleans, without a type',
    {
      given: `
Enums:
  type: object
  properties:
    Kind: { type: integer, enum: [0, 1, -2] }
    Restart: { type: string, enum: ['', 'no', always, 'no'] }
    OrNull: { type: string, enum: [a, null] }
    Untyped: { enum: [a, b] }
    Quoted: { type: string, enum: ["it's", 'a"b', 'a\\b'] }
    Switch: { type: boolean, enum: [true] }
    Listed: { type: [string, 'null'], enum: [x] }`,
      want: `
export interface Enums {
  Kind?: 0 | 1 | -2 | (number & {});
  Restart?: '' | 'no' | 'always' | (string & {});
  OrNull?: 'a' | (string & {}) | null;
  Untyped?: 'a' | 'b' | (string & {});
  Quoted?: 'it\\'s' | 'a"b' | 'a\\\\b' | (string & {});
  Switch?: boolean;
  Listed?: 'x' | (string & {}) | null;
}`,
    },
  ],
  [
    'a map of empty objects, as enum: [{}] says it',
    {
      given: `
Config:
  type: object
  properties:
    ExposedPorts:
      type: object
      additionalProperties: { type: object, enum: [{}], default: {} }`,
      want: `
export interface Config {
  ExposedPorts?: Record<string, Record<string, unknown>>;
}`,
    },
  ],
  [
    'nullable definitions, properties, items and map values; a sibling of $ref decides',
    {
      given: `
Health: { type: object, x-nullable: true, properties: { Status: { type: string } } }
Alias: { $ref: '#/definitions/Health' }
PortMap: { type: object, additionalProperties: { type: array, x-nullable: true, items: { type: string } } }
User:
  type: object
  properties:
    Own: { type: string, x-nullable: true }
    Health: { $ref: '#/definitions/Health' }
    Never: { $ref: '#/definitions/Health', x-nullable: false, description: Always there. }
    Through: { $ref: '#/definitions/Alias' }
    OneOf: { allOf: [{ $ref: '#/definitions/Health' }] }
    Outer: { allOf: [{ $ref: '#/definitions/Health' }], x-nullable: false }
    Map: { $ref: '#/definitions/PortMap', x-nullable: true }
    Items: { type: array, items: { type: string, x-nullable: true } }
    Twice: { type: [string, 'null'], x-nullable: true }`,
      want: `
export type Alias = Health;

export interface Health {
  Status?: string;
}

export type PortMap = Record<string, string[] | null>;

export interface User {
  Own?: string | null;
  Health?: Health | null;
  /** Always there. */
  Never?: Health;
  Through?: Alias | null;
  OneOf?: Health | null;
  Outer?: Health;
  Map?: PortMap | null;
  Items?: (string | null)[];
  Twice?: string | null;
}`,
    },
  ],
  [
    'unions of types',
    {
      given: `
Command: { type: [array, string], items: { type: string } }
Odd: { type: [object, string, 'null'], properties: { A: { type: integer } } }`,
      want: `
export type Command = string[] | string;

export type Odd = OddValue | string | null;

export interface OddValue {
  A?: number;
}`,
    },
  ],
  [
    'names that need quoting, and names that JavaScript knows',
    {
      given: `
Odd:
  type: object
  properties:
    'my-name': { type: string }
    '1st': { type: string }
    "it's": { type: string }
    class: { type: string }
    constructor: { type: object, properties: { a: { type: string } } }
    __proto__: { type: string }
    größe: { type: integer }
    '': { type: string }`,
      want: `
export interface Odd {
  'my-name'?: string;
  '1st'?: string;
  'it\\'s'?: string;
  class?: string;
  constructor?: OddConstructor;
  ['__proto__']?: string;
  'größe'?: number;
  ''?: string;
}

export interface OddConstructor {
  a?: string;
}`,
    },
  ],
  [
    'definitions whose names are no identifiers, or are taken',
    {
      given: `
my-thing: { type: string }
1st: { type: string }
Error: { type: object, properties: { message: { type: string } } }
constructor: { type: string }
__proto__: { type: string }
Uses:
  type: object
  properties:
    Thing: { $ref: '#/definitions/my-thing' }
    Error: { $ref: '#/definitions/Error' }
    Proto: { $ref: '#/definitions/__proto__' }
    Map: { type: object, properties: { a: { type: string } } }`,
      want: `
export type Constructor = string;

export interface ErrorModel {
  message?: string;
}

export type MyThing = string;

export type Proto = string;

export interface Uses {
  Thing?: MyThing;
  Error?: ErrorModel;
  Proto?: Proto;
  Map?: UsesMap;
}

export interface UsesMap {
  a?: string;
}

export type _1st = string;`,
    },
  ],
  [
    'dates and binary are texts in JSON',
    {
      given: `
File: { type: object, properties: { At: { type: string, format: date-time }, Data: { type: string, format: binary } } }`,
      want: `
export interface File {
  At?: string;
  Data?: string;
}`,
    },
  ],
  [
    'recursion: through objects, lists and maps',
    {
      given: `
Node: { type: object, properties: { Next: { $ref: '#/definitions/Node' } } }
List: { type: array, items: { $ref: '#/definitions/List' } }
Tree: { type: object, additionalProperties: { $ref: '#/definitions/Tree' } }`,
      want: `
export type List = List[];

export interface Node {
  Next?: Node;
}

export type Tree = { [name: string]: Tree };`,
    },
  ],
  [
    'deprecation stands in prose',
    {
      given: `
Old:
  type: object
  description: '**Deprecated**: use New.'
  properties:
    A: { type: string, description: 'Deprecated: gone in 1.50.' }
    B: { type: string, description: Not deprecated at all. }`,
      want: `
/**
 * **Deprecated**: use New.
 *
 * @deprecated
 */
export interface Old {
  /**
   * Deprecated: gone in 1.50.
   *
   * @deprecated
   */
  A?: string;
  /** Not deprecated at all. */
  B?: string;
}`,
    },
  ],
  [
    'a long union stands below its name',
    {
      given: `
Long:
  type: object
  properties:
    Kind: { type: string, x-nullable: true, enum: [a-rather-long-value, another-rather-long-value, '|', 'a third value, which is long', d] }`,
      want: `
export interface Long {
  Kind?:
    | 'a-rather-long-value'
    | 'another-rather-long-value'
    | '|'
    | 'a third value, which is long'
    | 'd'
    | (string & {})
    | null;
}`,
    },
  ],
]

describe('definitions as TypeScript', { timeout: 20_000 }, () => {
  it.each(table)('%s', (_, { given, want }) => {
    expect(modelsText(given)).toBe(want.trim())
  })
})
