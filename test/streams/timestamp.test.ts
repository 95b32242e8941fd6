import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidInputError } from '../../runtime/errors.js'
import { formatTimestamp, type Timestamp } from '../../runtime/streams/timestamp.js'
import { vectors } from './support.js'

const now = Date.UTC(2023, 4, 1, 12)

describe('the timestamp rows of the behaviour vectors', () => {
  it.each(vectors('timestamp').map((row) => [row.in, row] as const))('%s', (given, row) => {
    if (row.error === null) expect(formatTimestamp(given, now)).toBe(row.out)
    else expect(() => formatTimestamp(given, now)).toThrow(InvalidInputError)
  })
})

describe('a timestamp', () => {
  it.each<[string, { given: Timestamp; want: string }]>([
    ['Date', { given: new Date('2006-01-02T15:04:05.678Z'), want: '1136214245.678000000' }],
    ['Date before 1970', { given: new Date(-1), want: '-1.999000000' }],
    ['whole seconds', { given: 1136214245, want: '1136214245' }],
    ['zero', { given: -0, want: '0' }],
    ['a fraction', { given: 1136214245.1, want: '1136214245.100000000' }],
    ['a fraction that binary numbers round', { given: 0.3, want: '0.300000000' }],
    ['a tiny fraction', { given: 1e-9, want: '0.000000001' }],
    ['a negative fraction', { given: -1.25, want: '-2.750000000' }],
    ['text before 1970', { given: '1969-12-31T23:59:59.25Z', want: '-1.250000000' }],
    ['more digits than nanoseconds', { given: '2006-01-02T15:04:05.1234567899Z', want: '1136214245.123456789' }],
    ['hours alone', { given: '2006-01-02T15', want: '1136214000.000000000' }],
    ['a negative offset', { given: '2006-01-02T15:04:05-00:30', want: '1136216045.000000000' }],
    ['a leap day', { given: '2024-02-29', want: '1709164800.000000000' }],
    ['all units', { given: '1h2m3s4ms5us6µs7ns', want: '1682938676' }],
  ])('%s', (_, { given, want }) => {
    expect(formatTimestamp(given, now)).toBe(want)
  })

  it.each<[string, Timestamp]>([
    ['empty', ''],
    ['a blank', ' '],
    ['NaN', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
    ['milliseconds by far', 1e300],
    ['an invalid Date', new Date('x')],
    ['a day that is not', '2023-02-29'],
    ['hour 24', '2023-02-28T24:00:00Z'],
    ['a unit that is not', '10d'],
    ['a duration without a number', 'm'],
    ['a point alone', '.s'],
    ['an offset that is not', '2023-02-28T23:00:00+24:00'],
    ['trailing text', '1136214245x'],
    ['a line break', '1136214245\n'],
  ])('is refused: %s', (_, given) => {
    expect(() => formatTimestamp(given, now)).toThrow(InvalidInputError)
  })

  it('keeps every nanosecond of a text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 }), (s, ns) => {
        const nanoseconds = String(ns).padStart(9, '0')
        const text = `${new Date(s * 1000).toISOString().slice(0, 19)}.${nanoseconds}Z`
        expect(formatTimestamp(text)).toBe(`${s}.${nanoseconds}`)
        expect(formatTimestamp(`${s}.${nanoseconds}`)).toBe(`${s}.${nanoseconds}`)
      }),
    )
  })
})
