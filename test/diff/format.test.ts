import { describe, expect, test } from 'vitest'
import { type ApiDiff, type Change, formatDiff } from '../../generator/diff/index.js'
import { diffOf } from './support.js'

const before = {
  paths: `/old: { get: { operationId: Old, responses: { 200: { description: '' } } } }
/a: { get: { operationId: GetA, responses: { 200: { description: '', schema: { $ref: '#/definitions/A' } } } } }`,
  definitions: 'A: { properties: { B: { type: string }, C: { type: string }, D: { type: integer } } }',
}
const after = {
  paths: `/a: { get: { operationId: GetA, parameters: [{ in: query, name: all, type: boolean }], responses: { 200: { description: '', schema: { $ref: '#/definitions/A' } } } } }`,
  definitions: 'A: { properties: { D: { type: [integer, string] } } }\nE: { type: string }',
}

/** A difference that is all one change. */
function diffWith(change: Partial<Change>, times = 1): ApiDiff {
  const api = { apiVersion: '1.0', file: 'a.yaml', sha256: '' }
  const base: Change = {
    rule: 'field-removed',
    kind: 'removed',
    breaking: true,
    subject: 'model',
    owner: 'A',
    message: 'm',
  }
  const changes = Array.from({ length: times }, (_, n) => ({ ...base, owner: `A${n}`, ...change }))
  return { from: api, to: { ...api, apiVersion: '1.1' }, breaking: times, changes }
}

describe('text', () => {
  test('says what breaks first', async () => {
    expect(
      formatDiff(await diffOf(before, after), 'text'),
    ).toBe(`Docker Engine API 1.0 → 1.1: 4 breaking changes, 2 other
1 operation removed, 1 input added, 1 type added, 2 fields removed

Breaking (4)
  - old  operation removed: GET /old
    A
      ~ D  number → number | string
      - B, C  field removed (was string)

Not breaking (2)
  + getA.all  new input: boolean
  + new types
      E`)
  })

  test('says that there is nothing to say', async () => {
    expect(formatDiff(await diffOf(before, before), 'text')).toBe(
      'Docker Engine API 1.0 → 1.1: nothing changes for callers',
    )
  })

  test('is short, whatever runs of backticks a name has', () => {
    // To look for the end of each run anew would take minutes.
    const runs = Array.from({ length: 4000 }, (_, n) => '`'.repeat(n + 1)).join(' ')
    expect(formatDiff(diffWith({ member: runs, message: runs }), 'text').length).toBeLessThan(1000)
  })

  test('has what only became looser apart', async () => {
    const definition = (more: string) => ({
      ...before,
      definitions: `A: { type: object, properties: { B: { type: string }, C: { type: string${more} } } }`,
    })
    const looser = { ...definition(', x-nullable: true'), paths: before.paths.replace('GetA', 'GetB') }
    const text = formatDiff(await diffOf(definition(''), looser), 'text')
    expect(text).toMatch(
      /\n\nBreaking \(1\)\n.*getA.*\n\nBreaking: what is read may be absent or null now \(1\)\n {2}~ A\.C {2}may be null now \(string\)$/,
    )
    const markdown = formatDiff(await diffOf(definition(''), looser), 'markdown')
    expect(markdown).toMatch(
      /### Breaking: types, what is read may be absent or null now\n\n- `A\.C`: may be null now \(`string`\)$/,
    )
  })

  test('cannot move the cursor', () => {
    const text = formatDiff(diffWith({ owner: 'A\u001b[2J', member: 'B\u202e', message: 'was `C\u0007`' }), 'text')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
  })
})

describe('Markdown', () => {
  test('says what breaks first', async () => {
    expect(formatDiff(await diffOf(before, after), 'markdown')).toBe(`## Docker Engine API 1.0 → 1.1

**4 breaking changes** and 2 other for callers of the generated client.

1 operation removed, 1 input added, 1 type added, 2 fields removed.

### Breaking: operations

- \`old\`: operation removed: \`GET /old\`

### Breaking: types

- \`A\`
  - \`D\`: \`number\` → \`number | string\`
  - \`B\`, \`C\`: field removed (was \`string\`)

### Not breaking: operations

- \`getA.all\`: new input: \`boolean\`

### Not breaking: types

- new: \`E\``)
  })

  test('folds what is long', () => {
    const markdown = formatDiff(diffWith({}, 500), 'markdown')
    expect(markdown).toContain('<details>\n<summary>500 changes of 500 types</summary>\n\n- `A0`: m\n')
    expect(markdown.endsWith('\n</details>')).toBe(true)
  })

  test('is no longer than a pull request takes, and its folds are closed', () => {
    const markdown = formatDiff(diffWith({ message: 'x'.repeat(200) }, 1000), 'markdown')
    expect(markdown.length).toBeLessThan(65_536)
    expect(markdown.split('<details>').length).toBe(markdown.split('</details>').length)
    expect(markdown).toMatch(/… and \d+ more lines, which the JSON form has\.$/)
  })

  test('keeps the names of a document in their code spans', async () => {
    const named = (name: string) => ({
      definitions: `A: { properties: { X: {}, ${JSON.stringify(name)}: { type: string } } }`,
    })
    const markdown = formatDiff(await diffOf(named('`@everyone` <img src=x>'), named('ok')), 'markdown')
    expect(markdown).toContain('- ``A.`@everyone` <img src=x>``: field removed (was `string`)')
  })

  test('escapes the names of files in its title', () => {
    const api = { apiVersion: '1.0', sha256: '' }
    const diff = { from: { ...api, file: '<b>*a*' }, to: { ...api, file: 'b' }, breaking: 0, changes: [] }
    expect(formatDiff(diff, 'markdown')).toMatch(/^## Docker Engine API 1\.0: \\<b\\>\\\*a\\\* → b\n/)
  })
})

test('JSON is the difference itself', async () => {
  const diff = await diffOf(before, after)
  expect(JSON.parse(formatDiff(diff, 'json'))).toEqual(diff)
})
