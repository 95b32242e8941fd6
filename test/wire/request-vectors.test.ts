import { describe, expect, test } from 'vitest'
import { sharedFile } from '../auth/shared-file.js'
import { record } from './record.js'
import unreachable from './unreachable.json' with { type: 'json' }
import { actual, callOf, expected, readVectors, tolerated } from './vector.js'

/** Query parameters of operations before 1.42, which go through the options of a call. */
const undocumented: Readonly<Record<string, readonly string[]>> = { ImageList: ['filter'] }

const file = sharedFile('wire/request-vectors.json')
const rows = file === undefined ? [] : readVectors(file)
const skipped = new Map<string, string>(unreachable.map(({ id, reason }) => [id, reason]))

describe.skipIf(file === undefined)('the requests of moby’s own client', () => {
  test('there are rows, and every operation has one', () => {
    expect(rows.length).toBeGreaterThanOrEqual(211)
    expect(new Set(rows.map(({ operation }) => operation)).size).toBe(107)
  })

  test('what is listed as unreachable is a row', () => {
    const ids = rows.map(({ id }) => id)
    expect([...skipped.keys()].filter((id) => !ids.includes(id))).toEqual([])
  })

  for (const row of rows.filter(({ id }) => !skipped.has(id))) {
    test(`${row.id} ${row.operation}`, async () => {
      const heard = await record(callOf(row, undocumented[row.operation] ?? []))
      const got = actual(heard, row)
      expect(got).toEqual(tolerated(expected(row), got, row))
      expect(heard.headers.get('transfer-encoding')?.[0]).toBe(row.expect.transfer_encoding)
    })
  }
})
