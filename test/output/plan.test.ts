import { describe, expect, it } from 'vitest'
import { filePlan } from '../../generator/output/plan.js'

const bad = ['../a', '/a', 'a/../b', 'a//b', './a', 'a/.', 'C:\\a', 'a\\b', '', 'a\nb', 'a/', '...', 'a b']

describe('a plan of files', () => {
  it.each(bad)('refuses %j', (path) => expect(() => filePlan([[path, '']])).toThrow(/would leave the output folder/))

  it('refuses two files that are one where case does not count', () => {
    expect(() =>
      filePlan([
        ['a/B.ts', ''],
        ['A/b.ts', ''],
      ]),
    ).toThrow(/two files would be called/)
  })

  it('keeps the order of its files', () => {
    expect([
      ...filePlan([
        ['b.ts', '1'],
        ['a/c-d.json', '2'],
      ]).keys(),
    ]).toEqual(['b.ts', 'a/c-d.json'])
  })
})
