import { describe, expect, test } from 'vitest'
import { clip, type Diagnostic, formatDiagnostic, UnusableInputError } from '../../generator/document/index.js'

const place = { file: 'spec/a.yaml', line: 3, column: 7 }
const plain: Diagnostic = { severity: 'error', rule: 'some-rule', message: 'it is wrong', mend: 'mend it', place }

describe('formatDiagnostic', () => {
  const cases: readonly [string, { readonly given: Diagnostic; readonly want: string }][] = [
    ['an error', { given: plain, want: 'spec/a.yaml:3:7: error: it is wrong; mend it [some-rule]' }],
    [
      'a warning',
      { given: { ...plain, severity: 'warning' }, want: 'spec/a.yaml:3:7: warning: it is wrong; mend it [some-rule]' },
    ],
    [
      'characters that a terminal would obey',
      {
        given: { ...plain, message: 'a\u001b[31m\nb\u202ec\u0000\u200b\ud800' },
        want: 'spec/a.yaml:3:7: error: a\\u{1b}[31m\\nb\\u{202e}c\\u{0}\\u{200b}\\u{d800}; mend it [some-rule]',
      },
    ],
    [
      'letters of any script',
      { given: { ...plain, message: 'é 漢 😀' }, want: 'spec/a.yaml:3:7: error: é 漢 😀; mend it [some-rule]' },
    ],
  ]
  test.each(cases)('%s', (_, { given, want }) => {
    expect(formatDiagnostic(given)).toBe(want)
  })

  test('a name of any length is one short line', () => {
    const long = 'N'.repeat(100_000)
    const line = formatDiagnostic({ ...plain, message: long, mend: long, place: { ...place, file: long } })
    expect(line.length).toBeLessThan(2_000)
  })
})

test('clip splits no surrogate pair', () => {
  expect(clip('abc😀def', 5)).toBe('abc…')
  expect(clip('abc', 3)).toBe('abc')
})

test('UnusableInputError lists the first fifty', () => {
  const error = new UnusableInputError(Array.from({ length: 53 }, () => plain))
  const lines = error.message.split('\n')
  expect(lines).toHaveLength(51)
  expect(lines.at(-1)).toBe('and 3 more')
  expect(error.diagnostics).toHaveLength(53)
  expect(error.name).toBe('UnusableInputError')
})
