import { dirname, relative } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { readConfig } from '../../generator/config.js'
import { loadConfig, UnusableInputError } from '../../generator/index.js'
import { inFolder, run } from './support.js'

vi.setConfig({ testTimeout: 60_000 })

function problems(text: string): string[] {
  try {
    readConfig(text, 'c.json')
  } catch (error) {
    if (!(error instanceof UnusableInputError)) throw error
    return error.diagnostics.map(({ place, rule }) => `${place.line}:${place.column} ${rule}`)
  }
  return []
}

const broken: readonly (readonly [string, { readonly given: string; readonly want: readonly string[] }])[] = [
  ['an empty file', { given: '', want: ['1:1 bad-config'] }],
  ['a list', { given: '["v1.42"]', want: ['1:1 bad-config'] }],
  ['YAML', { given: 'spec: v1.42\n', want: ['1:1 bad-config'] }],
  ['a comment', { given: '{ # a\n"spec": "v1.42" }', want: ['1:1 bad-config'] }],
  ['an end that is missing', { given: '{\n  "spec": "v1.42"', want: ['2:18 yaml-syntax'] }],
  ['an unknown setting', { given: '{\n  "spec": "v1.42",\n  "outt": "a"\n}', want: ['3:3 unknown-setting'] }],
  [
    'a name of a built-in',
    { given: '{ "__proto__": 1, "constructor": 2 }', want: ['1:3 unknown-setting', '1:19 unknown-setting'] },
  ],
  [
    'values of the wrong kind',
    {
      given:
        '{\n"spec": 1,\n"out": "",\n"overlays": "a",\n"only": [1],\n"runtime": null,\n"corrections": "yes",\n"clean": 1,\n"limits": []\n}',
      want: [
        '2:9 bad-setting',
        '3:8 bad-setting',
        '4:13 bad-setting',
        '5:9 bad-setting',
        '6:12 bad-setting',
        '7:16 bad-setting',
        '8:10 bad-setting',
        '9:11 bad-setting',
      ],
    },
  ],
  ['a limit that is not known', { given: '{ "limits": { "size": 1 } }', want: ['1:13 bad-setting'] }],
  ['a limit that is no whole number', { given: '{ "limits": { "bytes": 0.5 } }', want: ['1:13 bad-setting'] }],
  ['a setting that is given twice', { given: '{ "spec": "a", "spec": "b" }', want: ['1:16 duplicate-key'] }],
]

describe('broken settings', () => {
  test.each(broken)('%s', (_, { given, want }) => {
    expect(problems(given)).toEqual(want)
  })
})

test('all settings', () => {
  const settings = {
    spec: 'v1.42',
    out: 'client',
    overlays: ['a.yaml'],
    only: ['Container'],
    runtime: 'copy',
    corrections: false,
    clean: false,
    limits: { bytes: 1_000_000 },
  }
  expect(readConfig(`\ufeff${JSON.stringify({ $schema: 'x', ...settings })}`, 'c.json')).toEqual(settings)
})

test('paths are relative to the file', () =>
  inFolder(
    { 'c.json': '{ "spec": "1.42", "out": "client", "overlays": ["o.yaml", "/o.yaml", "https://a/o.yaml"] }' },
    async (path) => {
      const folder = relative('.', dirname(path('c.json')))
      expect(await loadConfig(path('c.json'))).toEqual({
        spec: '1.42',
        out: `${folder}/client`,
        overlays: [`${folder}/o.yaml`, '/o.yaml', 'https://a/o.yaml'],
      })
    },
  ))

test('without a file there are no settings', () => inFolder({}, async () => expect(await loadConfig()).toEqual({})))

test('a file that is named must be there', () =>
  inFolder({}, async (path) => {
    const { status, err } = await run('generate', '--config', path('none.json'))
    expect({ status, err }).toEqual({
      status: 2,
      err: expect.stringMatching(/none\.json:1:1: error: there is no such file/),
    })
  }))

describe('the command line', () => {
  const settings = { spec: 'a.yaml', out: 'client', only: ['Task'], runtime: '../runtime/index.js', corrections: false }
  const config = JSON.stringify(settings)
  const document = `swagger: '2.0'
info: { title: A, version: '1.42' }
paths:
  /tasks: { get: { operationId: TaskList, tags: [Task], responses: { 200: { description: '' } } } }
  /configs: { get: { operationId: ConfigList, tags: [Config], responses: { 200: { description: '' } } } }
`

  test('takes the settings, and wins over them', () =>
    inFolder({ 'a.yaml': document, 'c.json': config }, async (path) => {
      const all = await run('generate', '--config', path('c.json'), '--dry-run')
      expect(all.out).toContain('operations/task.ts')
      expect(all.out).not.toContain('operations/config.ts')
      const other = await run('generate', '--config', path('c.json'), '--dry-run', '--only', 'Config')
      expect(other.out).toContain('operations/config.ts')
      expect(other.out).not.toContain('operations/task.ts')
    }))

  test('shows the drift as a unified diff', () =>
    inFolder({ 'a.yaml': document, 'c.json': config }, async (path) => {
      const args = ['generate', '--config', path('c.json')]
      const before = await run(...args, '--check')
      expect(before.status).toBe(1)
      expect(before.out).toMatch(/^--- \/dev\/null\n\+\+\+ b\/.*client\/README\.md\n@@ -0,0 \+1,\d+ @@\n/)
      expect(await run(...args)).toMatchObject({ status: 0 })
      expect(await run(...args, '--check')).toEqual({ status: 0, out: '', err: '' })
    }))

  test('can take the corrections that the settings leave out', () =>
    inFolder({ 'c.json': JSON.stringify({ corrections: false }) }, async (path) => {
      const without = await run('operations', '--config', path('c.json'))
      const again = await run('operations', '--config', path('c.json'), '--corrections')
      expect(without.out).not.toContain('LogStream')
      expect(again.out).toContain('LogStream')
    }))
})
