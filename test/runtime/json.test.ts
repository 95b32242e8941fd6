import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJsonWithBigint, stringifyJson } from '../../runtime/json.js'

describe('parseJsonWithBigint', () => {
  test.each<[string, { given: string; want: unknown }]>([
    ['a limit that engines send', { given: '{"a":9223372036854771712}', want: { a: 9223372036854771712n } }],
    ['the largest uint64', { given: '[18446744073709551615]', want: [18446744073709551615n] }],
    ['a negative one', { given: '-9223372036854775808', want: -9223372036854775808n }],
    ['the last exact number', { given: '9007199254740991', want: 9007199254740991 }],
    ['the first that is not', { given: '9007199254740993', want: 9007199254740993n }],
    ['digits in a string', { given: '"9223372036854771712"', want: '9223372036854771712' }],
    ['digits behind an escaped quote', { given: '"\\"9223372036854771712"', want: '"9223372036854771712' }],
    ['a long fraction', { given: '0.12345678901234567890', want: 0.12345678901234568 }],
    ['an exponent', { given: '12345678901234567e3', want: Number('12345678901234567e3') }],
    ['a long fraction behind long digits', { given: '12345678901234567.5', want: Number('12345678901234567.5') }],
  ])('%s', (_, { given, want }) => {
    expect(parseJsonWithBigint(given)).toEqual(want)
  })

  test('gives what JSON.parse gives where no number is long', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value)
        const hasLong = /\d{16}/.test(text)
        fc.pre(!hasLong)
        expect(parseJsonWithBigint(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  test('refuses what is no JSON', () => {
    expect(() => parseJsonWithBigint('{"a":9223372036854771712')).toThrow(SyntaxError)
  })
})

describe('stringifyJson', () => {
  test('writes bigints as numbers, and reads them back', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })), (list) => {
        const text = stringifyJson({ list })
        expect(text).toBe(`{"list":[${list.join(',')}]}`)
        expect(
          (parseJsonWithBigint(text ?? '') as { list: unknown[] }).list.map((item) => BigInt(item as number)),
        ).toEqual(list)
      }),
    )
  })

  test('keeps a text that looks like a carried bigint beside one', () => {
    expect(stringifyJson({ a: 'bigint:1', b: 1n })).toBe('{"a":"bigint:1","b":1}')
  })

  test('refuses a number that is rounded already', () => {
    expect(() => stringifyJson({ PidsLimit: 2 ** 63 })).toThrow('give a bigint')
  })

  test('gives undefined for what JSON has no text for', () => {
    expect(stringifyJson(() => 1)).toBeUndefined()
  })
})
