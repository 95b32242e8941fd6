import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyOverlays, loadCorrections, type Overlay, parseDocument } from '../../generator/document/index.js'
import { isJsonObject, type JsonValue } from '../../generator/document/json.js'
import { parseRange } from '../../generator/document/version-range.js'
import { loadApi } from '../../generator/load-api.js'
import { specFolder } from '../../generator/package.js'
import { diagnosticsOf } from '../document/support.js'

let overlays: readonly Overlay[] = []
let text = ''
let folder = ''

beforeAll(async () => {
  overlays = await loadCorrections(specFolder)
  text = await readFile(fileURLToPath(new URL('v1.42.yaml', specFolder)), 'utf8')
  folder = await mkdtemp(path.join(tmpdir(), 'corrections-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the overlays', () => {
  test('have a title and actions', () => {
    expect(overlays.length).toBeGreaterThan(5)
    for (const { file, title, actions } of overlays) {
      expect(title, file).not.toBe(file)
      expect(actions.length, file).toBeGreaterThan(0)
    }
  })

  test('say of every action why, and how that is known', () => {
    for (const { file, actions } of overlays) {
      for (const { description, target } of actions) {
        expect(description, `${file}: ${target}`).toMatch(/moby v\d|engines? \d|documents? |an overlay cannot/)
      }
    }
  })

  test('have no range that no version is in', () => {
    const versions = Array.from({ length: 31 }, (_, index) => `1.${25 + index}`)
    for (const { file, actions } of overlays) {
      for (const { range, target } of actions) {
        const isIn = parseRange(range ?? '>=1.25')
        expect(
          versions.some((version) => isIn?.(version)),
          `${file}: ${target}`,
        ).toBe(true)
      }
    }
  })

  test('describe every definition that they add, and every property of it', () => {
    const definitions = overlays
      .flatMap(({ actions }) => actions)
      .filter(({ target }) => target === '$.definitions')
      .flatMap(({ update }) => members(update))
    expect(definitions.length).toBeGreaterThan(10)
    for (const [name, definition] of definitions) {
      expect(bare(definition), name).toEqual([])
    }
  })
})

function members(value: JsonValue | undefined): [string, JsonValue][] {
  return isJsonObject(value) ? Object.entries(value) : []
}

/** The properties below a schema that neither have a description nor refer to a definition, which has its own. */
function bare(schema: JsonValue): string[] {
  if (!isJsonObject(schema) || typeof schema['$ref'] === 'string') return []
  const own = typeof schema['description'] === 'string' ? [] : ['the schema itself']
  const below = members(schema['properties']).flatMap(([name, property]) =>
    bare(property).map((problem) => `${name}: ${problem}`),
  )
  return [...own, ...below]
}

describe('a correction whose target is gone is named', () => {
  const cases: readonly [string, RegExp, string, string][] = [
    ['a parameter', /^ +- name: quiet\n/m, '        - name: calm\n', "'quiet'"],
    ['a response', /^ {8}"204":\n.*The login succeeded.*\n/m, '', "$.paths['/auth'].post.responses['204']"],
    ['a path', /^ {2}\/session:\n/m, '  /sitting:\n', "$.paths['/session'].post"],
    [
      'a property',
      /^ {2}ProgressDetail:\n(.*\n)*? {4}properties:\n/m,
      '  ProgressDetail:\n    x-was:\n',
      'ProgressDetail',
    ],
    ['one property of several that a fact is about', /^ {6}CpuShares:\n( {8}.*\n)+/m, '', '$.definitions.Resources'],
  ]

  test.each(cases)('where the document has lost %s', async (_, lines, instead, want) => {
    expect(text).toMatch(lines)
    const { root } = parseDocument(text.replace(lines, instead), 'v1.42.yaml')
    const stale = diagnosticsOf(() => applyOverlays(root, '1.42', 'v1.42.yaml', overlays))
    for (const { message, place, rule, severity } of stale) {
      expect({ rule, severity }).toEqual({ rule: 'stale-correction', severity: 'error' })
      expect(message).toContain(want)
      expect(message).toContain('API 1.42')
      expect(place.file).toMatch(/^spec\/corrections\/.+\.yaml$/)
      expect(await lineOf(place.file, place.line)).toContain(want)
    }
  })

  test.each(cases)('in one warning, where a document of another has lost %s', async (name, lines, instead, want) => {
    const spec = path.join(folder, `${name.replaceAll(' ', '-')}.yaml`)
    await writeFile(spec, text.replace(lines, instead))
    const { model, applied, warnings } = await loadApi({ spec })
    expect(model.operations).toHaveLength(107)
    expect(applied.length).toBeGreaterThan(300)
    expect(warnings).toMatchObject([
      { severity: 'warning', rule: 'stale-correction', place: { file: spec }, pointer: '/info/version' },
    ])
    expect(warnings[0]?.message).toMatch(/^\d corrections? of this package do(?:es)? not fit this document/)
    expect(warnings[0]?.message).toContain(want)
  })
})

test('what is left of facts about properties that are gone is stated', () => {
  const { root } = parseDocument('definitions: {A: {type: object, properties: {b: {type: string}}}}', 'a.yaml')
  const update = { 'x-docker-response': { always: ['a', 'b'], null: ['c'] } }
  const place = { file: 'o.yaml', line: 1, column: 1 }
  const actions = [{ target: '$.definitions.A', description: '', remove: false, update, place }]
  const overlay = { file: 'o.yaml', title: 'o', own: true, actions }
  const lenient = { lenient: true }
  const { root: corrected, applied, stale } = applyOverlays(root, '1.42', 'a.yaml', [overlay], lenient)
  expect(JSON.parse(JSON.stringify(corrected['definitions']))).toMatchObject({
    A: { 'x-docker-response': { always: ['b'], null: [] } },
  })
  expect(applied).toMatchObject([{ matches: 1 }])
  expect(stale.map(({ message }) => message)).toEqual([
    'the correction $.definitions.A is about a, c, which the schema there lacks in a.yaml (API 1.42)',
  ])
  expect(diagnosticsOf(() => applyOverlays(root, '1.42', 'a.yaml', [overlay]))).toEqual(stale)
})

describe('what lenient corrections add', () => {
  const head = { description: '', remove: false, place: { file: 'o.yaml', line: 1, column: 1 } }
  const definitions = { B: { $ref: '#/definitions/C' }, C: { type: 'string' }, D: { $ref: '#/definitions/E' } }
  const items = { items: { $ref: '#/definitions/Nobody', description: 'a text' } }
  const actions = [
    { ...head, target: '$.definitions', update: definitions },
    { ...head, target: '$.definitions.List', update: items },
  ]
  const cases = [
    { given: "{ Own: { $ref: '#/definitions/B' }, List: { type: array } }", kept: ['Own', 'List', 'B', 'C'] },
    { given: "{ Own: { $ref: '#/definitions/D' }, List: { type: array } }", kept: ['Own', 'List', 'D'] },
    { given: "{ Own: { $ref: '#/definitions/Lost' }, List: { type: array } }", kept: ['Own', 'List'] },
  ]

  test.each(cases)('is kept where $given needs it, and refers to nothing that is not there', ({ given, kept }) => {
    const { root } = parseDocument(`definitions: ${given}`, 'a.yaml')
    const overlay = { file: 'o.yaml', title: 'o', own: true, actions }
    const { root: corrected } = applyOverlays(root, '1.42', 'a.yaml', [overlay], { lenient: true })
    const result = JSON.parse(JSON.stringify(corrected['definitions']))
    expect(Object.keys(result)).toEqual(kept)
    expect(result.List).toEqual({ type: 'array', items: { description: 'a text' } })
    if (kept.includes('D')) expect(result.D).toEqual({})
    // What the document itself refers to is its own mistake, and stays one.
    if (given.includes('Lost')) expect(result.Own).toEqual({ $ref: '#/definitions/Lost' })
  })
})

async function lineOf(file: string, line: number): Promise<string> {
  const lines = (await readFile(fileURLToPath(new URL(`../${file}`, specFolder)), 'utf8')).split('\n')
  return lines[line - 1] ?? ''
}
