import { expect, test } from 'vitest'
import { parseEngineTime } from '../../runtime/time.js'

test.each<[string, { given: string; want: [iso: string, nanoseconds: number, epoch: bigint] }]>([
  [
    'nanoseconds',
    {
      given: '2024-05-01T12:00:00.123456789Z',
      want: ['2024-05-01T12:00:00.123Z', 123456789, 1714564800123456789n],
    },
  ],
  [
    'an offset',
    { given: '2024-05-01T14:00:00.5+02:00', want: ['2024-05-01T12:00:00.500Z', 500000000, 1714564800500000000n] },
  ],
  ['no fraction', { given: '2024-05-01T12:00:00Z', want: ['2024-05-01T12:00:00.000Z', 0, 1714564800000000000n] }],
  ['before 1970', { given: '1969-12-31T23:59:59.25Z', want: ['1969-12-31T23:59:59.250Z', 250000000, -750000000n] }],
])('reads %s', (_, { given, want }) => {
  const time = parseEngineTime(given)
  expect([time?.date.toISOString(), time?.nanoseconds, time?.epochNanoseconds]).toEqual(want)
})

test.each([
  ['the zero time', '0001-01-01T00:00:00Z'],
  ['the empty text', ''],
  ['null', null],
  ['nothing', undefined],
  ['words', 'yesterday'],
  ['a thirteenth month', '2024-13-01T00:00:00Z'],
])('gives nothing for %s', (_, given) => {
  expect(parseEngineTime(given)).toBeUndefined()
})
