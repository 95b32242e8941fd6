import { describe, expect, test } from 'vitest'
import { applyOverlays, type Overlay, type OverlayAction, parseDocument } from '../../generator/document/index.js'
import type { JsonValue } from '../../generator/document/json.js'
import { diagnosticsOf } from './support.js'

type Change = Pick<OverlayAction, 'target'> & Partial<OverlayAction>

function overlayOf(actions: readonly Change[], own = false): Overlay {
  return {
    file: 'o.yaml',
    title: 'o',
    own,
    actions: actions.map((action, index) => ({
      description: '',
      remove: action.update === undefined,
      place: { file: 'o.yaml', line: index + 1, column: 1 },
      ...action,
    })),
  }
}

const info = "info: { title: A, version: '1.42' }"

function problemsOf(actions: readonly Change[], text = info, own = false) {
  const { root } = parseDocument(text, 'a.yaml')
  const limits = { nodes: 1_000, depth: 20, actionMilliseconds: 60_000 }
  return diagnosticsOf(() => applyOverlays(root, '1.42', 'a.yaml', [overlayOf(actions, own)], { limits }))
}

describe('the version, by which corrections were chosen,', () => {
  const rows: readonly [name: string, action: Change][] = [
    ['becomes a path', { target: '$.info', update: { version: '/../../../../ESCAPED' } }],
    ['becomes another', { target: '$.info', update: { version: '1.43' } }],
    ['becomes a number', { target: '$', update: { info: { version: 1.42 } } }],
    ['is removed', { target: '$.info.version' }],
    ['is removed with all around it', { target: '$.info' }],
    ['is lost with what is around it', { target: '$', update: { info: 'none' } }],
  ]

  test.each(rows)('%s by no overlay', (_, action) => {
    for (const own of [false, true]) {
      expect(problemsOf([{ target: '$.info', update: { title: 'B' } }, action], info, own)).toEqual([
        {
          severity: 'error',
          rule: 'api-version',
          message: `${action.target} changes info.version of a.yaml (API 1.42), by which corrections and requests go`,
          mend: 'correct the version in the document itself',
          place: { file: 'o.yaml', line: 2, column: 1 },
        },
      ])
    }
  })

  test('may be stated again', () => {
    const { root } = parseDocument(info, 'a.yaml')
    const same = overlayOf([{ target: '$', update: { info: { title: 'B', version: '1.42' } } }])
    expect(applyOverlays(root, '1.42', 'a.yaml', [same]).applied).toHaveLength(1)
  })
})

function nested(levels: number): JsonValue {
  return levels === 0 ? {} : { a: nested(levels - 1) }
}

function deepest(levels: number): string {
  return `$${'.a'.repeat(levels)}`
}

describe('a document that overlays would make larger than its limits is refused:', () => {
  const members = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`p${index}`, {}]))
  const things = `things: { ${Array.from({ length: 100 }, (_, index) => `t${index}: {}`).join(', ')} }`
  const rows: readonly [name: string, given: readonly Change[], text: string, want: readonly [string, RegExp]][] = [
    [
      'by doubling',
      Array.from({ length: 40 }, () => ({ target: '$..[?@.title || @.a]', update: { a: { a: {} }, b: { a: {} } } })),
      info,
      ['too-large', /^by the correction .*, the document and what overlays write have more than the 1000 values/],
    ],
    [
      'by one update for many places',
      [{ target: '$.things.*', update: members }],
      things,
      ['too-large', /1000 values/],
    ],
    [
      'by the same members again and again',
      Array.from({ length: 40 }, () => ({ target: '$', update: members })),
      info,
      ['too-large', /1000 values/],
    ],
    [
      'by lists',
      Array.from({ length: 20 }, () => ({ target: '$.x', update: Array.from({ length: 100 }, () => 1) })),
      'x: []',
      ['too-large', /1000 values/],
    ],
    [
      'by depth',
      [0, 15].map((levels) => ({ target: deepest(levels), update: nested(15) })),
      info,
      ['too-deep', /^by the correction .*, mappings and lists would be nested more than 20 deep$/],
    ],
  ]

  test.each(rows)('%s', (_, given, text, [rule, message]) => {
    const problems = problemsOf(given, text)
    expect(problems).toMatchObject([{ severity: 'error', rule, place: { file: 'o.yaml', column: 1 } }])
    expect(problems[0]?.message).toMatch(message)
    expect(problems[0]?.mend).toMatch(/raise the limit by --limit (?:nodes|depth)=/)
  })

  test('but not by the corrections of this package', () => {
    const { root } = parseDocument(info, 'a.yaml')
    const own = overlayOf([{ target: '$', update: members }], true)
    const theirs = overlayOf([{ target: '$', update: { x: 1 } }])
    const limits = { nodes: 110 }
    expect(applyOverlays(root, '1.42', 'a.yaml', [own, theirs], { limits }).applied).toHaveLength(2)
  })
})

describe('lists of names in one target', () => {
  test('are held against the document in every combination', () => {
    const text = 'x: { a: { c: 1, d: 1 }, b: { c: 1, e: 1 } }'
    const [problem] = problemsOf([{ target: "$.x['a','b']['c', 'd']" }], text)
    expect(problem?.message).toContain("$.x['b']['d'] matches nothing")
    expect(problem?.message).not.toContain("$.x['a']")
  })

  test('and each by itself, where they have too many', () => {
    const target = `$${"['a', 'b']".repeat(24)}`
    const text = `${'{ a: '.repeat(24)}1${' }'.repeat(24)}`
    const { root } = parseDocument(text, 'a.yaml')
    const [problem] = diagnosticsOf(() => applyOverlays(root, '1.42', 'a.yaml', [overlayOf([{ target }])]))
    expect(problem).toMatchObject({ rule: 'stale-correction' })
    expect(problem?.message.match(/\['b'\]/g)?.length).toBe(24)
  })
})
