import { describe, expect, test } from 'vitest'
import { type JsonValue, type Limits, type Pointer, parseDocument, type Side } from '../../generator/document/index.js'
import { diagnosticsOf, officialVersions, readOfficial, withOfficial } from './support.js'

/** The values without their missing prototypes, which `toEqual` would mind. */
function plain(value: JsonValue): unknown {
  return JSON.parse(JSON.stringify(value))
}

describe('values', () => {
  const cases: readonly [string, { readonly given: string; readonly want: unknown }][] = [
    ['integer keys are texts', { given: 'a: {200: x, 0x10: y}', want: { a: { '200': 'x', '0x10': 'y' } } }],
    [
      'the core schema',
      { given: 'a: [yes, true, ~, 012, 1.5, 2020-01-01]', want: { a: ['yes', true, null, 12, 1.5, '2020-01-01'] } },
    ],
    ['a merge key is a key', { given: '<<: {a: 1}', want: { '<<': { a: 1 } } }],
    ['JSON', { given: '{"a":\t[1, {"b": "\\u00e9"}]}', want: { a: [1, { b: 'é' }] } }],
    ['an alias is a copy', { given: 'a: &x {b: [1]}\nc: *x', want: { a: { b: [1] }, c: { b: [1] } } }],
    [
      'an anchor that is set anew',
      { given: 'a: &x [&y 1]\nb: &y 2\nc: *x\nd: *y', want: { a: [1], b: 2, c: [1], d: 2 } },
    ],
    ['folded and literal texts', { given: 'a: >\n  b\n  c\nd: |\n  e\n  "f\n', want: { a: 'b c\n', d: 'e\n"f\n' } }],
    ['a byte order mark', { given: '\ufeffa: 1', want: { a: 1 } }],
    ['CRLF', { given: 'a: 1\r\nb: "x\r\n  y"\r\n', want: { a: 1, b: 'x y' } }],
  ]
  test.each(cases)('%s', (_, { given, want }) => {
    expect(plain(parseDocument(given, 'a.yaml').root)).toEqual(want)
  })

  test('names of built-ins are members like any other', () => {
    const { root } = parseDocument('__proto__: {polluted: 1}\nconstructor: 2', 'a.yaml')
    expect(Object.keys(root)).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(root)).toBeNull()
    expect('polluted' in {}).toBe(false)
  })

  test('the checksum is that of the bytes', () => {
    const { sha256 } = parseDocument('a: 1\n', 'a.yaml')
    expect(sha256).toBe('37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae')
  })
})

describe('under-indented quoted texts', () => {
  const cases: readonly [string, { readonly given: string; readonly want: unknown }][] = [
    ['lines are folded', { given: 'a:\n  b: "one\n two\nthree"\n  c: 1', want: { a: { b: 'one two three', c: 1 } } }],
    ['blank lines stay', { given: 'a:\n  b: "one\n\n\n two"\n  c: 1', want: { a: { b: 'one\n\ntwo', c: 1 } } }],
    ['escaped quotes', { given: 'a:\n  b: "one \\"x\n two\\\\"\n  c: 1', want: { a: { b: 'one "x two\\', c: 1 } } }],
    ['escaped line ends', { given: 'a:\n  b: "one\\\n two"\n  c: 1', want: { a: { b: 'onetwo', c: 1 } } }],
    [
      'what looks like YAML',
      { given: 'a:\n  b: "one\n- c: [\n# d"\n  e: 1', want: { a: { b: 'one - c: [ # d', e: 1 } } },
    ],
    ['single quotes', { given: "a:\n  b: 'it''s\n two'\n  c: 1", want: { a: { b: "it's two", c: 1 } } }],
    [
      'in a list',
      { given: 'a:\n  - "one\n two"\n  - b: "x\n y"\n    c: 1', want: { a: ['one two', { b: 'x y', c: 1 }] } },
    ],
    [
      'in brackets',
      { given: 'a:\n    {b: ["one\n two", 3], c: 1}\nd: 4', want: { a: { b: ['one two', 3], c: 1 }, d: 4 } },
    ],
    ['several in brackets', { given: 'a:\n    ["1\n 2", "3\n 4"]\nd: 4', want: { a: ['1 2', '3 4'], d: 4 } }],
    ['at the end', { given: 'a:\n  b: "one\n two"', want: { a: { b: 'one two' } } }],
    ['before a comment', { given: 'a:\n  b: "one\n two" # three\n  c: 1', want: { a: { b: 'one two', c: 1 } } }],
    ['on a line of its own', { given: 'a:\n  b:\n    "one\n two"\n  c: 1', want: { a: { b: 'one two', c: 1 } } }],
    ['with an anchor', { given: 'a:\n  b: &x "one\n two"\n  c: *x', want: { a: { b: 'one two', c: 'one two' } } }],
    ['with CRLF', { given: 'a:\r\n  b: "one\r\n two"\r\n  c: 1\r\n', want: { a: { b: 'one two', c: 1 } } }],
    [
      'a quote in a block text',
      { given: 'a:\n  b: |\n    "one\n  c: "x\n y"', want: { a: { b: '"one\n', c: 'x y' } } },
    ],
  ]
  test.each(cases)('%s', (_, { given, want }) => {
    expect(plain(parseDocument(given, 'a.yaml').root)).toEqual(want)
  })

  test('positions are those of the text', () => {
    const document = parseDocument('a:\n  b: "one\n two\nthree"\n  c: {d: 1}\n', 'a.yaml')
    expect(document.place(['a', 'b'], 'value')).toEqual({ file: 'a.yaml', line: 2, column: 6 })
    expect(document.place(['a', 'c', 'd'], 'value')).toEqual({ file: 'a.yaml', line: 5, column: 10 })
  })

  test('the number of them is bounded', () => {
    const given = `a:\n${'  - "x\n y"\n'.repeat(4)}`
    expect(Object.values(parseDocument(given, 'a.yaml', { underIndented: 4 }).root)).toMatchObject([{ length: 4 }])
    const [found] = diagnosticsOf(() => parseDocument(given, 'a.yaml', { underIndented: 3 }))
    expect(found).toMatchObject({ rule: 'too-many-under-indented', place: { line: 8, column: 5 } })
  })
})

describe('place', () => {
  const text = `swagger: '2.0'
paths:
  /a:
    get:
      tags: [x, y]
      deprecated:
      responses:
        200: {description: fine}
shared: &s
  deep: 1
used: *s
list:
  - a: 1
  - - 2
`
  const cases: readonly [string, { readonly given: [Pointer, Side?]; readonly want: string }][] = [
    ['the root', { given: [[]], want: '1:1' }],
    ['a key', { given: [['swagger']], want: '1:1' }],
    ['a value', { given: [['swagger'], 'value'], want: '1:10' }],
    ['a block mapping by its name', { given: [['paths', '/a'], 'value'], want: '3:3' }],
    ['a flow mapping by itself', { given: [['paths', '/a', 'get', 'responses', 200], 'value'], want: '8:14' }],
    ['an integer key', { given: [['paths', '/a', 'get', 'responses', '200']], want: '8:9' }],
    ['an item', { given: [['paths', '/a', 'get', 'tags', 1], 'value'], want: '5:17' }],
    ['an item that is a mapping', { given: [['list', 0], 'value'], want: '13:5' }],
    ['an empty value', { given: [['paths', '/a', 'get', 'deprecated'], 'value'], want: '6:18' }],
    ['through an alias', { given: [['used', 'deep'], 'value'], want: '10:9' }],
    ['an alias', { given: [['used'], 'value'], want: '11:7' }],
    ['a member that is not there', { given: [['paths', '/a', 'get', 'operationId'], 'value'], want: '4:5' }],
    ['a whole branch that is not there', { given: [['paths', '/b', 'get', 0], 'value'], want: '2:1' }],
    ['below a text', { given: [['swagger', 'x'], 'value'], want: '1:1' }],
    ['an item that is not there', { given: [['paths', '/a', 'get', 'tags', 7]], want: '5:7' }],
  ]
  test.each(cases)('%s', (_, { given, want }) => {
    const { line, column } = parseDocument(text, 'a.yaml').place(...given)
    expect(`${line}:${column}`).toBe(want)
  })

  test('a byte order mark is no column', () => {
    expect(parseDocument('\ufeffa: 1', 'a.yaml').place(['a'])).toMatchObject({ line: 1, column: 1 })
  })
})

describe('bombs', () => {
  const repeat = (text: string, times: number) => text.repeat(times)
  const cases: readonly [
    string,
    { readonly given: string; readonly want: string; readonly limits?: Partial<Limits> },
  ][] = [
    ['flow lists, 10,000 deep', { given: `a: ${repeat('[', 10_000)}`, want: '1:202 too-deep' }],
    ['flow mappings, 10,000 deep', { given: repeat('{a: ', 10_000), want: '1:797 too-deep' }],
    ['block lists, 10,000 deep', { given: repeat('- ', 10_000), want: '1:399 too-deep' }],
    [
      'block mappings, 1,000 deep',
      {
        given: Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
        want: '200:200 too-deep',
      },
    ],
    ['explicit keys, 10,000 deep', { given: repeat('? ', 10_000), want: '1:399 too-deep' }],
    [
      'aliases, each inside the next',
      {
        given: `- &a0 1\n${Array.from({ length: 300 }, (_, index) => `- &a${index + 1} [*a${index}]\n`).join('')}`,
        want: '2:7 too-deep',
      },
    ],
    ['closing brackets', { given: repeat(']', 500_000), want: '1:1 yaml-syntax' }],
    ['a text of 100 MB', { given: repeat('a', 100 * 1024 * 1024), want: '1:1 too-large' }],
    ['a name of 5 MB', { given: `${repeat('a', 5 * 1024 * 1024)}: 1`, want: '1:1 yaml-syntax' }],
    ['lines', { given: repeat('\n', 1_000_000), want: '150000:1 too-large' }],
    ['list items', { given: `[${repeat('a,', 1_000_000)}]`, want: '1:166668 too-large' }],
    ['anchors', { given: `a: ${repeat('&a ', 100_000)}`, want: '1:15006 too-large' }],
    ['double keys', { given: repeat('a: 1\n', 30_000), want: '2:1 duplicate-key' }],
    ['an open quote', { given: `a: "${repeat('\\"', 2_000_000)}`, want: '1:4 unterminated-quote' }],
    ['values, by a lower limit', { given: '[1, 2, 3]', limits: { nodes: 3 }, want: '1:8 too-large' }],
    ['a control character', { given: 'a: 1\nb: \u0000', want: '2:4 control-character' }],
  ]
  test.each(cases)('%s', (_, { given, want, limits }) => {
    const [found] = diagnosticsOf(() => parseDocument(given, 'a.yaml', limits))
    expect(`${found?.place.line}:${found?.place.column} ${found?.rule}`).toBe(want)
  })

  test('deeper than the parser can go, whatever the limit', () => {
    const given = `{"a": ${repeat('[', 20_000)}${repeat(']', 20_000)}}`
    const [found, ...more] = diagnosticsOf(() =>
      parseDocument(given, 'a.json', { depth: 1_000_000, tokens: 1_000_000 }),
    )
    expect(found?.message).toMatch(/nested deeper here than the parser can go/)
    expect(found?.mend).toMatch(/nest it less deeply/)
    expect(more).toEqual([])
  })

  test('every double key is listed', () => {
    const found = diagnosticsOf(() => parseDocument('a: 1\na: 2\nb: {c: 1, c: 2}', 'a.yaml'))
    expect(found.map(({ place, message }) => [place.line, message.includes('first at 1:1')])).toEqual([
      [2, true],
      [3, false],
    ])
  })
})

describe.skipIf(withOfficial !== '')(`official documents${withOfficial}`, () => {
  test.each(officialVersions)('%s: positions are those of the text', (version) => {
    const text = readOfficial(version)
    const document = parseDocument(text, `v${version}.yaml`)
    const { line, column } = document.place(['paths', '/containers/json', 'get', 'operationId'], 'value')
    expect(text.split('\n')[line - 1]?.slice(column - 1)).toBe('"ContainerList"')
  })

  test.each(officialVersions.filter((version) => Number(version) < 1.39))('%s: under-indented texts', (version) => {
    const { root } = parseDocument(readOfficial(version), `v${version}.yaml`)
    expect(JSON.stringify(root)).toContain('to customize labels for MLS systems, such as SELinux.')
  })
})
