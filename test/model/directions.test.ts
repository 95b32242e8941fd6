import { describe, expect, it } from 'vitest'
import { modelsText } from './fragment.js'

const paths = `
/things:
  get:
    operationId: ThingGet
    responses: { 200: { description: ok, schema: { $ref: '#/definitions/Answer' } } }
  post:
    operationId: ThingMake
    parameters: [{ name: body, in: body, schema: { $ref: '#/definitions/Question' } }]
    responses: { 200: { description: ok } }`

const table: readonly [name: string, row: { readonly given: string; readonly want: string }][] = [
  [
    'an enum is closed where requests alone have it, and open otherwise',
    {
      given: `
Question: { type: object, properties: { Mode: { type: string, enum: [a] }, Both: { $ref: '#/definitions/Shared' } } }
Answer: { type: object, properties: { Mode: { type: string, enum: [a] }, Both: { $ref: '#/definitions/Shared' } } }
Shared: { type: string, enum: [s] }`,
      want: `
export interface Answer {
  Mode?: 'a' | (string & {});
  Both?: Shared;
}

export interface Question {
  Mode?: 'a';
  Both?: Shared;
}

export type Shared = 's' | (string & {});`,
    },
  ],
  [
    'what is always there in answers splits the type, and all that hold it',
    {
      given: `
Question: { type: object, properties: { Host: { $ref: '#/definitions/Host' } } }
Answer: { type: object, properties: { Host: { $ref: '#/definitions/Host' } } }
Host:
  type: object
  properties:
    Inner: { $ref: '#/definitions/Inner' }
    Inline: { type: object, x-docker-response: { always: [B] }, properties: { B: { type: string } } }
    Same: { type: object, properties: { C: { type: string } } }
Inner: { type: object, x-docker-response: { always: [A] }, properties: { A: { type: string }, D: { type: string } } }`,
      want: `
export interface Answer {
  Host?: HostOutput;
}

export interface Host {
  Inner?: Inner;
  Inline?: HostInline;
  Same?: HostSame;
}

export interface HostInline {
  B?: string;
}

export interface HostInlineOutput {
  B: string;
}

export interface HostOutput {
  Inner?: InnerOutput;
  Inline?: HostInlineOutput;
  Same?: HostSame;
}

export interface HostSame {
  C?: string;
}

export interface Inner {
  A?: string;
  D?: string;
}

export interface InnerOutput {
  A: string;
  D?: string;
}

export interface Question {
  Host?: Host;
}`,
    },
  ],
  [
    'a type that only answers have is not split',
    {
      given: `
Question: { type: string }
Answer:
  type: object
  x-docker-response: { always: [A], null: [B], notNull: [C] }
  properties: { A: { type: string }, B: { type: array, items: { type: string } }, C: { type: string, x-nullable: true } }`,
      want: `
export interface Answer {
  A: string;
  B?: string[] | null;
  C?: string;
}

export type Question = string;`,
    },
  ],
  [
    'facts beside an allOf count for its own properties',
    {
      given: `
Question: { type: string }
Base: { type: object, properties: { X: { type: string } } }
Answer:
  x-docker-response: { always: [A] }
  allOf: [{ $ref: '#/definitions/Base' }, { type: object, properties: { A: { type: string } } }]`,
      want: `
export interface Answer extends Base {
  A: string;
}

export interface Base {
  X?: string;
}

export type Question = string;`,
    },
  ],
  [
    'requests hold another type than answers',
    {
      given: `
Question: { type: object, properties: { Shared: { $ref: '#/definitions/Shared' } } }
Answer: { type: object, properties: { Shared: { $ref: '#/definitions/Shared' } } }
Shared:
  type: object
  properties:
    Cmd: { type: array, items: { type: string }, x-docker-request: { type: [array, string], items: { type: string } } }`,
      want: `
export interface Answer {
  Shared?: SharedOutput;
}

export interface Question {
  Shared?: Shared;
}

export interface Shared {
  Cmd?: string[] | string;
}

export interface SharedOutput {
  Cmd?: string[];
}`,
    },
  ],
  [
    'the name of the split form gives way to a definition',
    {
      given: `
Question: { type: object, properties: { S: { $ref: '#/definitions/S' } } }
Answer: { type: object, properties: { S: { $ref: '#/definitions/S' } } }
S: { type: object, x-docker-response: { always: [A] }, properties: { A: { type: string } } }
SOutput: { type: string }`,
      want: `
export interface Answer {
  S?: SOutput2;
}

export interface Question {
  S?: S;
}

export interface S {
  A?: string;
}

export type SOutput = string;

export interface SOutput2 {
  A: string;
}`,
    },
  ],
]

describe('types by direction', () => {
  it.each(table)('%s', (_, { given, want }) => {
    expect(modelsText(given, paths)).toBe(want.trim())
  })
})
