import { readdirSync, readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import { type Diagnostic, formatDiagnosticList } from '../../generator/index.js'
import { inFolder, run } from './support.js'

vi.setConfig({ testTimeout: 60_000 })

const document = `swagger: '2.0'
info: { title: A, version: '1.42' }
paths:
  /a:
    get:
      operationId: GetA
      parameters:
        - { in: formData, name: file, type: file }
        - { in: query, name: a, type: string, style: form }
      responses:
        200: { description: '', schema: { $ref: '#/definitions/Nothing' } }
definitions:
  A: { type: object, discriminator: kind }
`
const fine = `swagger: '2.0'
info: { title: A, version: '1.42' }
paths: { /a: { get: { operationId: GetA, x-shiny: true, responses: { 200: { description: '' } } } } }
`

test('every problem is found in one run, with its place, its rule and what to do', () =>
  inFolder({ 'a.yaml': document }, async (path) => {
    const { status, out, err } = await run('lint', '--no-corrections', '--spec', path('a.yaml'))
    expect(status).toBe(1)
    const lines = out
      .split('\n')
      .map((line) => /(\d+:\d+): (error|warning): .+; .+ \[([a-z0-9-]+)\]$/.exec(line)?.slice(1))
    expect(lines).toEqual([
      ['8:17', 'error', 'unknown-in'],
      ['9:47', 'error', 'keyword-not-understood'],
      ['11:49', 'error', 'dangling-reference'],
      ['13:22', 'error', 'keyword-not-understood'],
    ])
    expect(err).toBe('4 errors, 0 warnings')
  }))

test('a document without problems has status 0', () =>
  inFolder({ 'a.yaml': fine }, async (path) => {
    const { status, out, err } = await run('lint', '--no-corrections', '--spec', path('a.yaml'))
    expect({ status, out, err }).toEqual({ status: 0, out: '', err: '0 errors, 0 warnings' })
  }))

test("the package's own document has no problems", async () => {
  expect(await run('lint')).toEqual({ status: 0, out: '', err: '0 errors, 0 warnings' })
})

test('corrections that do not fit are reported as well', () =>
  inFolder({ 'a.yaml': fine }, async (path) => {
    const { status, out } = await run('lint', '--spec', path('a.yaml'))
    expect(status).toBe(0)
    expect(out).toMatch(
      /^\S+a\.yaml:2:28: warning: \d+ corrections of this package do not fit this document.*10-results\.yaml:\d+:\d+: .* matches nothing in .*; .*--overlay.* \[stale-correction\]$/,
    )
    expect((await run('lint', '--max-warnings', '0', '--spec', path('a.yaml'))).status).toBe(1)
  }))

const overlays: readonly (readonly [string, { readonly given: string; readonly want: RegExp }])[] = [
  [
    'is no overlay',
    { given: 'actions: 1\n', want: /mine\.yaml:1:1: error: this is no OpenAPI Overlay 1\.0.*\[bad-overlay\]/ },
  ],
  ['is no YAML', { given: 'a: [\n', want: /mine\.yaml:\d+:\d+: error: .*\[yaml-syntax\]/ }],
  [
    'finds nothing',
    {
      given: 'overlay: 1.0.0\nactions:\n  - target: $.paths.nothing\n    remove: true\n',
      want: /mine\.yaml:3:5: error: .* matches nothing .*\[stale-correction\]/,
    },
  ],
  [
    'is no JSONPath',
    {
      given: "overlay: 1.0.0\nactions:\n  - target: '$.paths['\n    remove: true\n",
      want: /mine\.yaml:3:5: error: \$\.paths\[ is no JSONPath: .*RFC 9535 \[bad-target\]/,
    },
  ],
  [
    'has a pattern that takes for ever',
    {
      given: `overlay: 1.0.0\nactions:\n  - target: "$..[?search('${'a'.repeat(40)}!', '(a+)+$')]"\n    remove: true\n`,
      want: /mine\.yaml:3:5: error: the search for .* takes longer than 200 ms; name the places more closely/,
    },
  ],
  [
    'finds a place again and again',
    {
      given: 'overlay: 1.0.0\nactions:\n  - target: "$..*..*"\n    remove: true\n',
      want: /mine\.yaml:3:5: error: the search for .* finds more than 20 places; name them more closely/,
    },
  ],
  [
    'has queries inside of queries',
    {
      given:
        'overlay: 1.0.0\nactions:\n  - target: "$..[?$..[?$..[?$..[?$..[?$..[?$..[?$..x]]]]]]]"\n    remove: true\n',
      want: /mine\.yaml:3:5: error: the search for .* takes longer than 200 ms/,
    },
  ],
  [
    'sets what is not understood',
    {
      given:
        "overlay: 1.0.0\nactions:\n  - target: $.paths['/a'].get\n    update: { x-docker-result: { kind: magic } }\n",
      want: /a\.yaml:3:\d+: error: .*magic.*\[bad-extension\]/,
    },
  ],
  [
    'makes the document wrong',
    {
      given: "overlay: 1.0.0\nactions:\n  - target: $.paths['/a'].get\n    update: { operationId: '*/' }\n",
      want: /a\.yaml:3:\d+: error: .*\[unusable-name\]/,
    },
  ],
]

describe('an overlay that', () => {
  test.each(overlays)('%s is reported', (_, { given, want }) =>
    inFolder({ 'a.yaml': fine, 'mine.yaml': given }, async (path) => {
      const quick = ['--limit', 'actionMilliseconds=200', 'nodes=20']
      const args = ['--no-corrections', '--spec', path('a.yaml'), '--overlay', path('mine.yaml'), ...quick]
      const linted = await run('lint', ...args)
      expect(linted).toMatchObject({ status: 1, out: expect.stringMatching(want) })
      // And generate refuses it with the same words.
      const generated = await run('generate', '--ir', ...args)
      expect(generated).toMatchObject({ status: 2, err: expect.stringMatching(want) })
    }),
  )
})

test('warnings are counted against --max-warnings', () =>
  inFolder({ 'a.yaml': fine.replace('x-shiny', 'shiny') }, async (path) => {
    const args = ['lint', '--no-corrections', '--spec', path('a.yaml'), '--max-warnings']
    expect(await run(...args, '1')).toMatchObject({ status: 0, err: '0 errors, 1 warning' })
    expect(await run(...args, '0')).toMatchObject({ status: 1 })
    expect(await run(...args, 'few')).toMatchObject({ status: 2 })
  }))

describe('formats', () => {
  const problem: Diagnostic = {
    severity: 'error',
    rule: 'a-rule',
    message: '100% wrong: a, b\n::error::c',
    mend: 'mend\u001b[31m it',
    place: { file: 'a,b:c%.yaml', line: 3, column: 4 },
  }

  test('an annotation is one command, whatever is in the document', () => {
    expect(formatDiagnosticList([problem], 'github')).toBe(
      '::error file=a%2Cb%3Ac%25.yaml,line=3,col=4,title=a-rule::' +
        '100%25 wrong: a, b%0A::error::c%0Amend\\u{1b}[31m it',
    )
  })

  test('JSON is the list', () => {
    expect(JSON.parse(formatDiagnosticList([problem], 'json'))).toEqual([problem])
  })

  test('the command line gives both', () =>
    inFolder({ 'a.yaml': document }, async (path) => {
      const args = ['lint', '--no-corrections', '--spec', path('a.yaml'), '--format']
      const github = await run(...args, 'github')
      expect(
        github.out.split('\n').every((line) => /^::error file=[^:]+,line=\d+,col=\d+,title=[a-z0-9-]+::/.test(line)),
      ).toBe(true)
      const json = await run(...args, 'json')
      expect(JSON.parse(json.out)).toHaveLength(4)
      expect([github.status, json.status]).toEqual([1, 1])
    }))
})

describe('the folder of broken documents, by the command line', () => {
  const folder = new URL('../document/broken/', import.meta.url)
  const names = readdirSync(folder)

  test.each(names)('%s', async (name) => {
    const path = fileURLToPath(new URL(name, folder))
    const wanted = [...readFileSync(path, 'utf8').matchAll(/^# want: (\d+:\d+): ([a-z0-9-]+): /gm)]
    const { status, out } = await run('lint', '--no-corrections', '--spec', path)
    expect(status).toBe(1)
    for (const [, place, rule] of wanted) {
      expect(out).toMatch(new RegExp(`:${place}: (?:error|warning): .*\\[${rule}\\]$`, 'm'))
    }
  })

  test('leaves the output as it was', () =>
    inFolder({ 'a.yaml': fine, 'kept.txt': 'mine' }, async (path) => {
      const generate = (...args: string[]) => run('generate', '--no-corrections', '--out', path('out'), ...args)
      expect(await generate('--spec', path('a.yaml'))).toMatchObject({ status: 0 })
      const before = await textsOf(path('.'))
      for (const name of names) {
        const { status, out, err } = await generate('--spec', fileURLToPath(new URL(name, folder)))
        expect({ name, status, out }).toEqual({ name, status: 2, out: '' })
        expect(err).toMatch(/:\d+:\d+: error: .+\[[a-z0-9-]+\]$/m)
        expect(err).not.toMatch(/^\s+at /m)
      }
      expect(await textsOf(path('.'))).toEqual(before)
    }))
})

/** The text of every file of a folder, by its path. */
async function textsOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)))
}
