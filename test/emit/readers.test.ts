import { describe, expect, it } from 'vitest'
import { type CorrectionNote, notesOf } from '../../generator/emit/corrections-page.js'
import { planFiles, selectModel } from '../../generator/generate.js'
import { loadApi } from '../../generator/load-api.js'
import { modelOf } from '../model/fragment.js'

/** How the page of a run says that its output is imported. */
async function imported(runtime?: string): Promise<string[]> {
  const plan = await planFiles(modelOf({}), runtime === undefined ? {} : { runtime })
  return [...plan].flatMap(([path, text]) => {
    return path.endsWith('.md') ? (text.match(/(?<=import .*Docker.* from ')[^']+/g) ?? []) : []
  })
}

describe('the reference of an output', () => {
  const elsewhere: readonly [string, string | undefined][] = [
    ['with the runtime of the package', undefined],
    ['with its own runtime', 'copy'],
    ['with a runtime of the caller', '../my/runtime.js'],
  ]
  it.each(elsewhere)('%s has it imported from its folder', async (_, runtime) => {
    expect(new Set(await imported(runtime))).toEqual(new Set(['./index.js']))
  })

  it('that this package publishes has it imported by the name of its export', async () => {
    const names = new Set(await imported('../../runtime/index.js'))
    expect(names).toEqual(new Set(['docker-engine-client/v1.42']))
  })

  it('gives an operation the input that it needs', async () => {
    const paths = `
/things/{id}:
  get:
    operationId: ThingGet
    tags: [Thing]
    parameters: [{ name: id, in: path, required: true, type: string }]
    responses: { 200: { description: fine } }`
    const readme = (await planFiles(modelOf({ paths }))).get('README.md') ?? ''
    expect(readme).toContain("import { Docker, thingGet, type ThingGetInput } from './index.js'\n")
    expect(readme).toContain('\ndeclare const input: ThingGetInput\n')
    expect(readme).toContain('\nawait docker.thingGet(input)\nawait thingGet(docker, input)\n')
  })
})

describe('the corrections of a part', () => {
  const model = modelOf({
    definitions: '{ Thing: { type: object, properties: { a: { type: string } } } }',
    paths: `
/things:
  get: { operationId: ThingGet, responses: { 200: { description: fine, schema: { $ref: '#/definitions/Thing' } } } }`,
  })
  const rows: readonly [target: string, isKept: boolean, update?: object][] = [
    ['$.definitions.Thing.properties.a', true],
    ['$.definitions.Things', false],
    ["$.definitions['Other', 'Thing'].properties", true],
    ["$.definitions['Other']", false],
    ['$.definitions', true, { Thing: {}, More: {} }],
    ['$.definitions', false, { More: {} }],
    ["$.paths['/things'].get.parameters", true],
    ["$.paths['/things'].post", false],
    ["$.paths['/things'].parameters", true],
    ["$.paths['/things/x', '/things'][*].responses", true],
    ["$.paths['/other'].get", false],
    ["$.paths.*[?@.operationId == 'X']", true],
    ['$.info', true],
  ]

  it.each(rows)('%s: %s', (target, isKept, update) => {
    const note: CorrectionNote = {
      file: 'a',
      title: 'a',
      target,
      reason: 'a',
      ...(update === undefined ? {} : { update }),
    }
    expect(notesOf(model, [note])).toEqual(isKept ? [note] : [])
  })

  it('are all of a whole document, and few of a small part', async () => {
    const { model, applied } = await loadApi({ spec: 'v1.42' })
    const count = async (only: string[]): Promise<number> => {
      const plan = await planFiles(selectModel(model, only), { applied, only })
      return Number(/^(\d+) corrections? /m.exec(plan.get('reference/corrections.md') ?? '')?.[1] ?? 0)
    }
    expect(await count([])).toBe(applied.length)
    expect(await count(['Config'])).toBeLessThan(applied.length / 4)
  })
})
