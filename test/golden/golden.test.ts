import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { generate, planFiles } from '../../generator/generate.js'
import { loadApi } from '../../generator/load-api.js'
import type { ApiModel } from '../../generator/model/ir.js'

const official = new URL('../../../shared/official/', import.meta.url)

/** One line for each declaration and operation: a difference shows what it is about. */
function lines(model: ApiModel): string {
  const { types, operations, tags, ...rest } = model
  const list = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(',\n')
  const parts = [
    `"model": ${JSON.stringify({ ...rest, source: rest.source.file })}`,
    `"tags": [\n${list(tags)}\n]`,
    `"types": [\n${list(types)}\n]`,
    `"operations": [\n${list(operations)}\n]`,
  ]
  return `{\n${parts.join(',\n')}\n}\n`
}

describe.each(['v1.41', 'v1.42'])('%s', { timeout: 60_000 }, (version) => {
  const loading = loadApi({ spec: version })
  const committed = fileURLToPath(new URL(`../../generated/${version}`, import.meta.url))

  it('has the golden model (see README.md to accept another)', async () => {
    const { model } = await loading
    expect(JSON.parse(lines(model))).toBeTypeOf('object')
    await expect(lines(model)).toMatchFileSnapshot(`./${version}.ir.json`)
  })

  it('has a model that is plain JSON', async () => {
    const { model } = await loading
    expect(JSON.parse(JSON.stringify(model))).toEqual(model)
  })

  it('is committed as the generator gives it, to the byte', async () => {
    const { drift } = await generate({ spec: version, out: committed, runtime: '../../runtime/index.js', write: false })
    expect(drift.map(({ path, kind }) => `${kind} ${path}: npm run generate`)).toEqual([])
  })

  it('is committed with nothing else', async () => {
    const { model, applied } = await loading
    const plan = await planFiles(model, { runtime: '../../runtime/index.js', applied })
    const entries = readdirSync(committed, { recursive: true, withFileTypes: true })
    expect(entries.filter((entry) => entry.isFile())).toHaveLength(plan.size)
  })
})

describe('every document of the package', () => {
  it('has an export, and all of them are generated', () => {
    const { exports, scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    const specs = readdirSync(new URL('../../spec/', import.meta.url)).flatMap((name) => /^(v.+)\.yaml$/.exec(name)?.[1] ?? [])
    expect(specs.length).toBeGreaterThan(1)
    for (const version of specs) {
      expect(exports[`./${version}`].default).toBe(`./dist/generated/${version}/index.js`)
      expect(exports[`./${version}/schemas.json`]).toBe(`./generated/${version}/schemas.json`)
      expect(scripts.generate).toContain(`--spec ${version}`)
    }
    const newest = specs.sort((a, b) => Number(a.split('.')[1]) - Number(b.split('.')[1])).at(-1)
    expect(exports['.']).toEqual(exports[`./${newest}`])
  })
})

const versions = ['1.25', '1.33', '1.41', '1.44', '1.52']
const present = versions.filter((version) => existsSync(new URL(`v${version}.yaml`, official)))
const isComplete = present.length === versions.length
if (!isComplete) console.warn('the golden summary of official documents is skipped: no ../shared/official beside the repository')

describe.skipIf(!isComplete)('official documents', () => {
  it('have the golden summary', { timeout: 120_000 }, async () => {
    const summary: Record<string, unknown> = {}
    for (const version of versions) {
      const spec = fileURLToPath(new URL(`v${version}.yaml`, official))
      const { model, document } = await loadApi({ spec })
      const text = readFileSync(spec, 'utf8')
      expect(model.operations).toHaveLength(text.match(/^ +operationId:/gm)?.length ?? 0)
      const definitions = Object.keys(Object(document.root['definitions']))
      const declared = model.types.filter(({ origin }) => /^\/definitions\/[^/]+$/.test(origin))
      expect(new Set(declared.map(({ origin }) => origin)).size).toBeGreaterThanOrEqual(definitions.length)
      const ir = createHash('sha256').update(JSON.stringify(model)).digest('hex')
      summary[version] = { operations: model.operations.length, definitions: definitions.length, types: model.types.length, ir }
    }
    await expect(`${JSON.stringify(summary, undefined, 2)}\n`).toMatchFileSnapshot('./official.json')
  })
})
