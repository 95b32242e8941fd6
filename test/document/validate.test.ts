import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  type Diagnostic,
  parseDocument,
  type SpecDocument,
  UnusableInputError,
  validateDocument,
} from '../../generator/document/index.js'
import { officialVersions, readOfficial, withOfficial } from './support.js'

function problems(text: string, file: string): readonly Diagnostic[] {
  let document: SpecDocument
  try {
    document = parseDocument(text, file)
  } catch (error) {
    if (error instanceof UnusableInputError) return error.diagnostics
    throw error
  }
  return validateDocument(document)
}

describe('broken documents', () => {
  const folder = new URL('broken/', import.meta.url)
  test.each(readdirSync(folder))('%s', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8')
    const wanted = [...text.matchAll(/^# want: (\d+:\d+): ([a-z0-9-]+): (.+)$/gm)]
    const found = problems(text, name)
    expect(wanted.length, 'the file says what is wanted').toBeGreaterThan(0)
    expect(found.map(({ place, rule }) => `${place.line}:${place.column}: ${rule}`)).toEqual(
      wanted.map((want) => `${want[1]}: ${want[2]}`),
    )
    for (const [index, want] of wanted.entries()) {
      expect(`${found[index]?.message}; ${found[index]?.mend}`).toContain(want[3])
    }
  })
})

const head = "swagger: '2.0'\npaths: {/a: {get: {operationId: A, responses: {200: {}}}}}\n"

describe('documents without a problem', () => {
  const cases: readonly [string, { readonly given: string }][] = [
    ['a union of types', { given: 'definitions: {A: {type: [array, string], items: {type: string}}}' }],
    ['an enum of an empty object', { given: 'definitions: {A: {additionalProperties: {type: object, enum: [{}]}}}' }],
    ['an enum with null', { given: "definitions: {A: {type: string, enum: [a, '', null]}}" }],
    ['numbers as an enum', { given: 'definitions: {A: {type: integer, enum: [0, 1, 2]}}' }],
    ['a reference with siblings', { given: "definitions: {A: {$ref: '#/definitions/B', x-nullable: true}, B: {}}" }],
    ['a schema without a type', { given: 'definitions: {A: {x-go-type: {type: Time}}}' }],
    ['an unknown format', { given: 'definitions: {A: {type: string, format: dateTime}}' }],
    ['recursion by properties', { given: "definitions: {A: {properties: {B: {$ref: '#/definitions/A'}}}}" }],
    ['recursion by a list', { given: "definitions: {A: {type: array, items: {$ref: '#/definitions/A'}}}" }],
    ['recursion by a map', { given: "definitions: {A: {additionalProperties: {$ref: '#/definitions/A'}}}" }],
    ['a name that is escaped', { given: "definitions: {A: {$ref: '#/definitions/B%20C~0'}, 'B C~': {}}" }],
    ['names of built-ins', { given: "definitions: {constructor: {$ref: '#/definitions/__proto__'}, __proto__: {}}" }],
    ['a requirement of another part', { given: 'definitions: {A: {allOf: [{required: [B], properties: {C: {}}}]}}' }],
    ['properties that are called like keywords', { given: 'definitions: {A: {properties: {oneOf: {}, $ref: {}}}}' }],
    ['extensions', { given: 'x-anything: {oneOf: 1}' }],
  ]
  test.each(cases)('%s', (_, { given }) => {
    expect(problems(`${head}${given}\n`, 'a.yaml')).toEqual([])
  })

  test('parameters of a path, declared anew by an operation', () => {
    const given = `swagger: '2.0'
paths:
  /a/{id}:
    parameters: [{name: id, in: path, required: true, type: string}]
    get: {operationId: A, responses: {default: {description: any}}}
    post:
      operationId: B
      parameters: [{name: id, in: path, required: true, type: integer}]
      responses: {'204': {description: none}}
`
    expect(problems(given, 'a.yaml')).toEqual([])
  })
})

describe('limits', () => {
  const many = `${head}definitions: {${Array.from({ length: 30 }, (_, index) => `A${index}: 1`).join(', ')}}`

  test('of diagnostics: the rest is counted', () => {
    const found = validateDocument(parseDocument(many, 'a.yaml'), { diagnostics: 10 })
    expect(found).toHaveLength(11)
    expect(found.at(-1)?.message).toBe('20 more problems were found, which are not listed')
  })

  test('of what is said: names of megabytes are in no message', () => {
    const names = Array.from({ length: 60 }, (_, index) => `${index}`.padEnd(10_000, 'N'))
    const bad = Object.fromEntries(Array.from({ length: 1_100 }, (_, index) => [`A${index}`, { type: 'x' }]))
    const deep = names.reduce<object>((properties, name) => ({ [name]: { properties } }), bad)
    const given = { swagger: '2.0', paths: {}, definitions: { A: { properties: deep } } }
    const found = validateDocument(parseDocument(JSON.stringify(given), 'a.json'))
    expect(found).toHaveLength(1_001)
    expect(JSON.stringify(found).length).toBeLessThan(5_000_000)
  })

  test('of definitions and operations', () => {
    const found = validateDocument(parseDocument(many, 'a.yaml'), { definitions: 20, operations: 0 })
    expect(found.map(({ rule }) => rule)).toEqual(['too-large', 'too-large'])
  })

  test('a long chain of references does not end the stack', () => {
    const chain = Array.from({ length: 9_000 }, (_, index) => [`A${index}`, { $ref: `#/definitions/A${index + 1}` }])
    const definitions: unknown = Object.fromEntries([...chain, ['A9000', { $ref: '#/definitions/A0' }]])
    const paths = { '/a': { get: { operationId: 'A', responses: { 200: {} } } } }
    const found = problems(JSON.stringify({ swagger: '2.0', paths, definitions }), 'a.json')
    expect(found.map(({ rule }) => rule)).toEqual(['reference-cycle'])
  })
})

describe.skipIf(withOfficial !== '')(`official documents${withOfficial}`, () => {
  const warnings: ReadonlyMap<string, readonly string[]> = new Map([
    ['1.25', ['misplaced-keyword']],
    ['1.33', ['misplaced-keyword']],
    ['1.52', ['required-without-property']],
  ])
  test.each(officialVersions)('%s has no error', (version) => {
    const found = validateDocument(parseDocument(readOfficial(version), `v${version}.yaml`))
    expect(found.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual(
      (warnings.get(version) ?? []).map((rule) => `warning ${rule}`),
    )
  })
})
