import { describe, expect, test } from 'vitest'
import { code } from '../../generator/diff/change.js'
import { createComparison } from '../../generator/diff/comparison.js'
import { incompatibility } from '../../generator/diff/compatible.js'
import { type Declarations, objectOf } from '../../generator/diff/objects.js'
import { type Problem, problemText } from '../../generator/diff/problem.js'
import { valuesChange, valuesText } from '../../generator/diff/values.js'
import type { Property, TypeDeclaration, TypeRef, TypeShape } from '../../generator/model/ir.js'

// Documents are untrusted: whatever they hold, a comparison ends within a second or two, and in no overflow.

const text: TypeRef = { kind: 'primitive', name: 'string' }
const reference = (name: string): TypeRef => ({ kind: 'reference', name })
const field = (name: string, type: TypeRef): Property => ({ name, type, doc: '', required: false, deprecated: false })

function declarations(shapes: Readonly<Record<string, TypeShape>>): Declarations {
  return new Map(
    Object.entries(shapes).map(([name, shape]): [string, TypeDeclaration] => [
      name,
      { name, shape, doc: '', deprecated: false, origin: '', direction: 'both' } as TypeDeclaration,
    ]),
  )
}

/** `times` declarations, each made of those before it. */
function series(prefix: string, times: number, make: (previous: TypeRef) => TypeShape): Declarations {
  const shapes = Array.from({ length: times }, (_, n): [string, TypeShape] => {
    return [`${prefix}${n}`, make(n === 0 ? text : reference(`${prefix}${n - 1}`))]
  })
  return declarations(Object.fromEntries(shapes))
}

const object = (...properties: Property[]): TypeShape => ({ kind: 'interface', extends: [], properties })

function compare(before: Declarations, after: Declarations, pair: readonly [string, string]): Problem | undefined {
  return incompatibility(createComparison(before, after, new Map()), reference(pair[0]), reference(pair[1]), 'response')
}

describe('a comparison of hostile types', () => {
  test('is no deeper than the stack', () => {
    const chain = (prefix: string): Declarations => series(prefix, 10_000, (below) => object(field('n', below)))
    const problem = compare(chain('A'), chain('B'), ['A9999', 'B9999'])
    expect(problem && problemText(problem)).toMatch(/^(in `n`, ){6}further in, the types are too intricate to compare$/)
  })

  test('asks no pair of types twice', () => {
    const lists = (prefix: string): Declarations =>
      series(prefix, 80, (below) => {
        const union: TypeRef = { kind: 'union', members: [{ kind: 'array', items: below }, text] }
        return object(...['a', 'b', 'c', 'd'].map((name) => field(name, union)))
      })
    const comparison = createComparison(lists('A'), lists('B'), new Map())
    for (let n = 79; n > 0; n--) {
      expect(incompatibility(comparison, reference(`A${n}`), reference(`B${n}`), 'response')).toBeUndefined()
    }
    expect(comparison.steps.left).toBeGreaterThan(190_000)
  })

  test('gives up what is not decided in time, and not what is', () => {
    const comparison = createComparison(
      declarations({ A: object(field('x', text)) }),
      declarations({ B: object() }),
      new Map(),
    )
    const gone = incompatibility(comparison, reference('A'), reference('B'), 'response')
    expect(gone && problemText(gone)).toBe('`x` is gone')
    comparison.steps.left = 0
    expect(incompatibility(comparison, reference('A'), text, 'response')?.unsure).toBe(true)
  })

  test('knows an object whose bases have bases in common', () => {
    const model = series('D', 60, (base) => ({
      kind: 'alias',
      type: base.kind === 'reference' ? { kind: 'intersection', members: [base, base] } : base,
    }))
    expect(objectOf(reference('D59'), model)).toBeUndefined()
    const objects = new Map([...model, ...declarations({ D0: object(field('x', text)) })])
    expect([...(objectOf(reference('D59'), objects)?.properties.keys() ?? [])]).toEqual(['x'])
  })

  test('ends where an object is its own base, or has a chain of them', () => {
    const circle: TypeShape = { kind: 'interface', extends: ['A'], properties: [field('x', text)] }
    expect(objectOf(reference('A'), declarations({ A: circle }))?.properties.size).toBe(1)
    const chain = series('C', 5000, (base) => ({
      kind: 'interface',
      extends: base.kind === 'reference' ? [base.name] : [],
      properties: [field(`x${JSON.stringify(base)}`, text)],
    }))
    expect(objectOf(reference('C4999'), chain)?.properties.size).toBeGreaterThan(100)
    for (const name of chain.keys()) objectOf(reference(name), chain)
  })

  test('takes long enums one by one, and shows some of their values', () => {
    const values = (prefix: string): TypeRef => ({
      kind: 'literals',
      open: true,
      values: Array.from({ length: 60_000 }, (_, n) => `${prefix}${n}`),
    })
    const none = declarations({})
    const change = valuesChange(createComparison(none, none, new Map()), values('v'), values('w'))
    expect([change?.added.length, change?.removed.length]).toEqual([60_000, 60_000])
    expect(change && valuesText(change)).toMatch(
      /^new values `"w0"`, .*, and 59970 more; values removed: `"v0"`, .*more$/,
    )
  })

  test('ends where lists are lists of themselves', () => {
    const list = (items: TypeRef): TypeShape => ({ kind: 'alias', type: { kind: 'array', items } })
    const one = declarations({ A: list(reference('A')) })
    const two = declarations({ A: list({ kind: 'array', items: reference('A') }) })
    expect(valuesChange(createComparison(one, two, new Map()), reference('A'), reference('A'))).toBeUndefined()
  })
})

describe('a code span', () => {
  test('is of any text', () => {
    expect(code('a`b')).toBe('``a`b``')
    expect(code('')).toBe('`""`')
    expect(code('` '.repeat(200_000)).length).toBeLessThan(320)
  })
})
