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
