import fc from 'fast-check'
import { expect, it } from 'vitest'
import { prepareRequest } from '../../runtime/http/prepare.js'
import type { OperationDescriptor } from '../../runtime/operation.js'

const operation: OperationDescriptor = {
  operationId: 'Odd',
  method: 'GET',
  path: '/odd',
  // The literals would be widened by the types of Object's own members.
  query: { constructor: 'plain' as const, toString: 'plain' as const, valueOf: 'json' as const },
}

it('takes no parameter from what every object inherits', () => {
  expect(prepareRequest(operation, {}, undefined, { headers: {} }).query).toBe('')
  const given = prepareRequest(operation, { toString: 'a' }, undefined, { headers: {} })
  expect(given.query).toBe('toString=a')
})

it('finds no header or path parameter among what every object inherits, either', () => {
  const strange: OperationDescriptor = {
    operationId: 'Strange',
    method: 'GET',
    path: '/odd',
    headers: { constructor: { name: 'X-Odd', encoding: 'plain' as const } },
  }
  expect(prepareRequest(strange, {}, undefined, { headers: {} }).headers).toEqual({})
  const withPath: OperationDescriptor = { operationId: 'Strange', method: 'GET', path: '/odd/{constructor}' }
  expect(() => prepareRequest(withPath, {}, undefined, { headers: {} })).toThrow(
    'Strange: constructor must be a string',
  )
})

it('writes a query as URLSearchParams does, whatever the names and values', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('\ud800', 'a b', '~', '*', "!'()"))
  fc.assert(
    fc.property(text, fc.array(fc.tuple(text, text)), (value, more) => {
      const query = Object.fromEntries(more)
      const want = new URLSearchParams([['toString', value], ...Object.entries(query)])
      const given = prepareRequest(operation, { toString: value }, { query }, { headers: {} })
      expect(given.query).toBe(want.toString())
    }),
  )
})
