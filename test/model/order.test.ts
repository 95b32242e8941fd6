import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type JsonObject, parseDocument } from '../../generator/document/index.js'
import { buildModel } from '../../generator/model/build.js'
import type { ApiModel } from '../../generator/model/ir.js'
import { toSwagger } from '../../generator/model/swagger.js'
import { documentText } from './fragment.js'

/** Names that clash: inline types with definitions, with each other, with inputs; operations with descriptors. */
const definitions = `
Foo:
  type: object
  properties:
    BarBaz: { type: object, properties: { fromFoo: { type: string } } }
    Bars: { type: array, items: { type: object, properties: { item: { type: string } } } }
FooBar:
  type: object
  properties: { Baz: { type: object, properties: { fromFooBar: { type: string } } } }
FooBarsItem: { type: string }
FooBarItem: { type: object, properties: { own: { type: string } } }
ThingListInput: { type: object, properties: { model: { type: string } } }
ThingListResponse: { type: object, properties: { model: { type: string } } }
my_thing: { type: string }
Split: { type: object, x-docker-response: { always: [a] }, properties: { a: { type: string } } }
SplitOutput: { type: string }`

const paths = `
/a:
  get:
    operationId: ThingList
    tags: [One]
    parameters: [{ name: a-b, in: query, type: string }, { name: aB, in: query, type: string }, { name: aB, in: header, type: string }]
    responses: { 200: { description: ok, schema: { type: object, properties: { s: { $ref: '#/definitions/Split' } } } } }
  post:
    operationId: ThingListOperation
    tags: [one]
    responses: { 200: { description: ok } }
/b:
  get: { operationId: delete, tags: [o-ne], responses: { 200: { description: ok } } }
  post:
    operationId: DeleteOperation
    tags: [One]
    parameters: [{ name: body, in: body, schema: { $ref: '#/definitions/Split' } }]
    responses: { 200: { description: ok } }`

const { root } = parseDocument(documentText({ definitions, paths }), 'order.yaml')
const original = modelOf(root)

function modelOf(document: JsonObject): ApiModel {
  return buildModel(toSwagger(document), { file: 'order.yaml', sha256: '0' })
}

/** What must not depend on order: every declaration, and every operation with its names. */
function facts(model: ApiModel): unknown {
  const byId = [...model.operations].sort((a, b) => (a.operationId < b.operationId ? -1 : 1))
  const operations = byId.map((operation) => ({
    ...operation,
    parameters: [...operation.parameters].sort((a, b) => (a.name < b.name ? -1 : 1)),
  }))
  const tags = [...model.tags].sort((a, b) => (a.name < b.name ? -1 : 1))
  return { types: model.types, operations, tags }
}

function reordered(object: unknown, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.map((key) => [key, Object(object)[key]]))
}

describe('names that clash', () => {
  it('are told apart', () => {
    const names = original.types.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('FooBarBaz')
    expect(names).toContain('FooBarBaz2')
    const inputs = original.operations.map(({ inputName }) => inputName)
    expect(inputs.filter((name) => names.includes(name))).toEqual([])
    const functions = original.operations.map(({ functionName }) => functionName)
    expect(new Set(functions).size).toBe(4)
    expect(functions).not.toContain('thingListOperation')
    expect(original.operations[0]?.parameters.map(({ name }) => name)).toEqual(['aB3', 'aB', 'aB2'])
    expect(new Set(original.tags.map(({ file }) => file)).size).toBe(original.tags.length)
  })

  it('get the same names in whatever order they come', () => {
    const definitionNames = Object.keys(Object(root['definitions']))
    const pathNames = Object.keys(Object(root['paths']))
    const shuffle = (names: readonly string[]): fc.Arbitrary<string[]> =>
      fc.shuffledSubarray([...names], { minLength: names.length })
    fc.assert(
      fc.property(shuffle(definitionNames), shuffle(pathNames), (definitionOrder, pathOrder) => {
        const shuffled = {
          ...root,
          definitions: reordered(root['definitions'], definitionOrder),
          paths: reordered(root['paths'], pathOrder),
        }
        expect(facts(modelOf(shuffled))).toEqual(facts(original))
      }),
      { numRuns: 100 },
    )
  })
})
