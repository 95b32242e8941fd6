import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noMentions, printType, propertyName, stringLiteral } from '../../generator/emit/print.js'
import { printFile } from '../../generator/emit/source-file.js'
import type { TypeRef } from '../../generator/model/ir.js'

const string: TypeRef = { kind: 'primitive', name: 'string' }
const either: TypeRef = { kind: 'literals', values: ['a', 'b'], open: false }
const open: TypeRef = { kind: 'literals', values: ['a'], open: true }

const literals: readonly (readonly [given: string, want: string])[] = [
  ['plain', "'plain'"],
  ["it's", String.raw`'it\'s'`],
  ['say "x"', `'say "x"'`],
  ['back\\slash', String.raw`'back\\slash'`],
  ['a\nb\r\u0000', String.raw`'a\nb\r\u0000'`],
  ['\u2028\u2029', String.raw`'\u2028\u2029'`],
  ['a\u202eb', String.raw`'a\u202eb'`],
  ['a\u200bb\ufeff', String.raw`'a\u200bb\ufeff'`],
  ['a\u00a0b\u007f', String.raw`'a\u00a0b\u007f'`],
  ['\ud800', String.raw`'\ud800'`],
  ['\u{e0041}', String.raw`'\udb40\udc41'`],
  ['größe 🐳', "'größe 🐳'"],
  ['\u0024{evil()}`', "'\u0024{evil()}`'"],
]

const types: readonly (readonly [name: string, given: TypeRef, want: string])[] = [
  ['an open enum', open, "'a' | (string & {})"],
  ['an open enum of numbers', { kind: 'literals', values: [1, -1], open: true }, '1 | -1 | (number & {})'],
  ['a list of a union', { kind: 'array', items: either }, "('a' | 'b')[]"],
  ['a list of one literal', { kind: 'array', items: { kind: 'literals', values: ['a'], open: false } }, "'a'[]"],
  ['a list of nullables', { kind: 'array', items: { kind: 'nullable', type: string } }, '(string | null)[]'],
  ['a nullable list', { kind: 'nullable', type: { kind: 'array', items: string } }, 'string[] | null'],
  ['a readonly list', { kind: 'array', items: string, readonly: true }, 'readonly string[]'],
  [
    'a list of readonly lists',
    { kind: 'array', items: { kind: 'array', items: string, readonly: true } },
    '(readonly string[])[]',
  ],
  ['a pair', { kind: 'tuple', items: [string, string] }, '[string, string]'],
  ['a map of nullables', { kind: 'map', values: { kind: 'nullable', type: string } }, 'Record<string, string | null>'],
  ['an intersection', { kind: 'intersection', members: [{ kind: 'reference', name: 'A' }, either] }, "A & ('a' | 'b')"],
  ['a union', { kind: 'union', members: [{ kind: 'array', items: string }, string] }, 'string[] | string'],
  ['a type of the runtime', { kind: 'runtime', name: 'FilterValues', parameter: either }, "FilterValues<'a' | 'b'>"],
  ['anything', { kind: 'unknown' }, 'unknown'],
  [
    'an object',
    {
      kind: 'object',
      properties: [{ name: 'a-b', type: string, required: false, doc: '', deprecated: false }],
    },
    "{\n  'a-b'?: string;\n}",
  ],
]

describe('printing', { timeout: 20_000 }, () => {
  it.each(literals)('%j is %s', (given, want) => expect(stringLiteral(given)).toBe(want))
  it.each(types)('%s', (_, given, want) => expect(printType(given, noMentions())).toBe(want))

  it('keeps blanks of a text, however many, when the file is made', () => {
    const text = stringLiteral(`a${' '.repeat(200_000)}b `)
    expect(printFile('a.ts', '// x', [], [`export type A = ${text};\n`])).toBe(`// x\n\nexport type A = ${text};\n`)
  })

  it('remembers what a type mentions', () => {
    const mentions = noMentions()
    printType({ kind: 'map', values: { kind: 'reference', name: 'Port' } }, mentions)
    printType({ kind: 'runtime', name: 'Timestamp' }, mentions)
    expect([...mentions.models]).toEqual(['Port'])
    expect([...mentions.runtime]).toEqual(['Timestamp'])
  })

  it('gives literals and property names that stand for the text, whatever it is', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('__proto__', "'", '\\', '*/'))
    fc.assert(
      fc.property(anyText, (text) => {
        const [a, b] = new Function(`return [${stringLiteral(text)}, Object.keys({ ${propertyName(text)}: 1 })[0]]`)()
        expect(a).toBe(text)
        expect(b).toBe(text)
      }),
      { numRuns: 200 },
    )
  })
})
