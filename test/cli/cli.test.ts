import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { documentText } from '../model/fragment.js'
import { snapshot, temporaryFolder } from '../output/temporary-folder.js'
import { run } from './terminal.js'

const folder = temporaryFolder()
const at = (path: string): string => join(folder.path, path)

const small = documentText({
  definitions: `
Thing: { type: object, properties: { Id: { type: string } } }
Other: { type: string }`,
  paths: `
/things/json:
  get:
    operationId: ThingList
    tags: [Thing]
    responses: { 200: { description: ok, schema: { type: array, items: { $ref: '#/definitions/Thing' } } } }
/others:
  get:
    operationId: OtherGet
    tags: [Other]
    responses: { 200: { description: ok, schema: { $ref: '#/definitions/Other' } } }`,
})

function smallSpec(): readonly string[] {
  writeFileSync(at('small.yaml'), small)
  return ['--spec', at('small.yaml'), '--no-corrections']
}

describe('help', () => {
  it.each(['generate', 'lint', 'operations', 'diff'])('%s has examples', async (command) => {
    const { status, out } = await run(command, '--help')
    expect(status).toBe(0)
    expect(out).toMatch(/^Usage: docker-client-gen/)
    expect(out).toMatch(new RegExp(`Examples?:\\n.*\\$ docker-client-gen ${command}`))
  })

  it('of the program names the commands and the exit statuses', async () => {
    const { status, out } = await run('--help')
    expect(status).toBe(0)
    for (const word of ['generate', 'operations', 'lint', 'diff', 'Examples:', 'Exit status:'])
      expect(out).toContain(word)
  })

  it('and the version go to standard output', async () => {
    expect(await run('--version')).toMatchObject({
      status: 0,
      err: '',
      out: expect.stringMatching(/^docker-client-gen v\d/),
    })
  })
})

const badArguments: readonly (readonly string[])[] = [
  [],
  ['unheard-of'],
  ['generate', '--unheard-of'],
  ['generate', 'surplus'],
  ['generate', '--out'],
  ['lint', '--format', 'xml'],
]

describe('unusable arguments', () => {
  it.each(badArguments)('%s %s %s', async (...args) => {
    const { status, out, err } = await run(...args.filter((arg) => arg !== undefined))
    expect(status).toBe(2)
    expect(out).toBe('')
    expect(err).toMatch(/error:|Usage:/)
    expect(err).not.toMatch(/^ +at /m)
  })
})

/** Each with what the file is called and what its message must match; `undefined` for a file that is not there. */
const badDocuments: readonly [name: string, text: string | undefined, message: RegExp][] = [
  ['a missing file', undefined, /missing.*:1:1: error: .*no such file|ENOENT|does not exist/],
  ['no YAML', 'swagger: "2.0\npaths: [', /:1:10: error: /],
  ['a list', '- a\n- b\n', /:1:1: error: /],
  ['OpenAPI 3', 'openapi: 3.0.0\npaths: {}\n', /:1:1: error: .*OpenAPI/],
  ['no Swagger at all', 'hello: world\n', /:1:1: error: .*swagger/],
  [
    'a $ref to nothing',
    documentText({ definitions: "Thing: { type: array, items: { $ref: '#/definitions/Nothing' } }" }),
    /:10:\d+: error: .*Nothing/,
  ],
  [
    'two operations with one operationId',
    documentText({
      paths: `
/a:
  get: { operationId: Same, responses: { 200: { description: ok } } }
/b:
  get: { operationId: Same, responses: { 200: { description: ok } } }`,
    }),
    /:10:\d+: error: .*"Same" is used twice, first at .*:8:/,
  ],
  ['a version that is a path', small.replace("'1.42'", "'../../etc'"), /:2:\d+: error: the version of the API/],
  ['no version', small.replace(", version: '1.42'", ''), /:2:\d+: error: .*version/],
  [
    'an extension that is not understood',
    documentText({
      definitions: "Thing: { type: object, properties: { a: { type: string, x-docker-runtime: 'X; evil()' } } }",
    }),
    /:10:\d+: error: .*x-docker-runtime/,
  ],
]

describe('unusable documents', { timeout: 30_000 }, () => {
  it.each(badDocuments)('%s: status 2, file:line:column, and --out untouched', async (_, text, message) => {
    const spec = at(text === undefined ? 'missing.yaml' : 'bad.yaml')
    if (text !== undefined) writeFileSync(spec, text)
    mkdirSync(at('out'))
    writeFileSync(at('out/mine.ts'), 'mine')
    const before = snapshot(folder.path)
    const { status, out, err } = await run('generate', '--spec', spec, '--no-corrections', '--out', at('out'))
    expect(err).toMatch(message)
    for (const line of err.split('\n')) expect(line).toMatch(/:\d+:\d+: (?:error|warning): |^and \d+ more$/)
    expect(err).toContain(`${spec}:`)
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(snapshot(folder.path)).toEqual(before)
    expect((await run('generate', '--spec', spec, '--no-corrections', '--out', at('new/out'))).status).toBe(2)
    expect(existsSync(at('new'))).toBe(false)
  })
})

describe('generate', { timeout: 60_000 }, () => {
  it('writes, then has nothing to change, then checks', async () => {
    const args = ['generate', ...smallSpec(), '--out', at('out')]
    expect(await run(...args)).toMatchObject({
      status: 0,
      out: '',
      err: expect.stringContaining('2 operations, 2 types'),
    })
    expect(Object.keys(snapshot(at('out')))).toEqual(
      expect.arrayContaining(['docker.ts', 'index.ts', 'models.ts', 'operations/thing.ts', 'docker-client-gen.json']),
    )
    expect((await run(...args)).err).toContain('nothing to change')
    expect(await run(...args, '--check')).toMatchObject({ status: 0, out: '', err: '' })
  })

  it('--check shows what differs, with status 1, and writes nothing', async () => {
    const args = ['generate', ...smallSpec(), '--out', at('out')]
    await run(...args)
    writeFileSync(at('out/models.ts'), readFileSync(at('out/models.ts'), 'utf8').replace('Id?: string', 'Id?: number'))
    const before = snapshot(folder.path)
    const { status, out, err } = await run(...args, '--check')
    expect(status).toBe(1)
    expect(out).toContain('-  Id?: number;')
    expect(out).toContain('+  Id?: string;')
    expect(err).toMatch(/1 file differs/)
    expect(snapshot(folder.path)).toEqual(before)
    expect((await run('generate', ...smallSpec(), '--out', at('nowhere'), '--check')).status).toBe(1)
    expect(existsSync(at('nowhere'))).toBe(false)
  })

  it('--dry-run lists files and their sizes, and writes nothing', async () => {
    const { status, out } = await run('generate', ...smallSpec(), '--out', at('out'), '--dry-run')
    expect(status).toBe(0)
    expect(out).toMatch(/^\d+\tmodels\.ts$/m)
    expect(existsSync(at('out'))).toBe(false)
  })

  it('--ir prints the model as JSON, of what --only selects', async () => {
    const { status, out } = await run('generate', ...smallSpec(), '--ir', '--only', 'thing')
    expect(status).toBe(0)
    const model = JSON.parse(out)
    expect(model).toMatchObject({ irVersion: expect.any(Number), apiVersion: '1.42' })
    expect(model.operations.map(({ operationId }: { operationId: string }) => operationId)).toEqual(['ThingList'])
    expect(model.types.map(({ name }: { name: string }) => name)).toEqual(['Thing'])
  })

  it('--only takes tags and operationIds, removes the rest, and knows no others', async () => {
    const args = ['generate', ...smallSpec(), '--out', at('out')]
    await run(...args)
    expect(await run(...args, '--only', 'OtherGet')).toMatchObject({
      status: 0,
      err: expect.stringContaining('1 operation, 1 type,'),
    })
    const files = Object.keys(snapshot(at('out')))
    expect(files).toContain('operations/other.ts')
    expect(files).not.toContain('operations/thing.ts')
    const before = snapshot(at('out'))
    const { status, err } = await run(...args, '--only', 'Nothing', 'Thing')
    expect(status).toBe(2)
    expect(err).toMatch(/small\.yaml:1:1: error: no operation or tag "Nothing"/)
    expect(snapshot(at('out'))).toEqual(before)
  })

  it('--runtime copy puts the runtime beside the output; another specifier is imported', async () => {
    const args = ['generate', ...smallSpec(), '--out', at('out')]
    await run(...args, '--runtime', 'copy')
    const files = snapshot(at('out'))
    expect(files['runtime/index.ts']).toMatch(/^\/\/ @generated by docker-client-gen/)
    expect(files['models.ts']).toBeDefined()
    expect(files['operations/thing.ts']).toContain("from '../runtime/index.js'")
    expect(files['index.ts']).toContain("export * from './runtime/index.js'")
    await run(...args, '--runtime', "it's/mine")
    expect(Object.keys(snapshot(at('out'))).filter((name) => name.startsWith('runtime'))).toEqual([])
    expect(readFileSync(at('out/index.ts'), 'utf8')).toContain(String.raw`export * from 'it\'s/mine'`)
  })

  it('--no-clean keeps what is no longer generated, --clean removes it, as a run without either does', async () => {
    const args = ['generate', ...smallSpec(), '--out', at('out')]
    await run(...args)
    await run(...args, '--only', 'OtherGet', '--no-clean')
    expect(Object.keys(snapshot(at('out')))).toContain('operations/thing.ts')
    expect(await run(...args, '--only', 'OtherGet', '--no-clean', '--check')).toMatchObject({ status: 0, out: '' })
    await run(...args, '--only', 'OtherGet', '--clean')
    expect(Object.keys(snapshot(at('out')))).not.toContain('operations/thing.ts')
  })

  it('tells the warnings, and goes on', async () => {
    writeFileSync(at('small.yaml'), small)
    const { status, err } = await run('generate', '--spec', at('small.yaml'), '--out', at('out'))
    expect(status).toBe(0)
    expect(err).toMatch(
      /^\S+small\.yaml:2:\d+: warning: \d+ corrections of this package do not fit .*\[stale-correction\]\n/,
    )
  })

  it('says which files stay although they are no longer generated', async () => {
    const args = ['generate', ...smallSpec(), '--out', at('out')]
    await run(...args)
    writeFileSync(at('out/operations/thing.ts'), 'mine')
    const { status, err } = await run(...args, '--only', 'OtherGet')
    expect(status).toBe(0)
    expect(err).toMatch(
      /out\/operations\/thing\.ts: warning: it is no longer generated, and stays because it was changed/,
    )
    expect(readFileSync(at('out/operations/thing.ts'), 'utf8')).toBe('mine')
    await run(...args, '--only', 'ThingList', '--out', at('other'))
    writeFileSync(at('other/operations/thing.ts'), 'mine')
    writeFileSync(at('keep.json'), '{ "clean": false }')
    const kept = await run(...args, '--only', 'OtherGet', '--out', at('other'), '--config', at('keep.json'))
    expect(kept).toMatchObject({ status: 0, err: expect.not.stringContaining('no longer generated') })
  })

  it('refuses an empty folder, and a check that would check nothing', async () => {
    for (const more of [
      ['--out', ''],
      ['--check', '--dry-run'],
      ['--check', '--ir'],
      ['--dry-run', '--ir'],
    ]) {
      const { status, out, err } = await run('generate', ...smallSpec(), ...more)
      expect({ status, out }).toEqual({ status: 2, out: '' })
      expect(err).toMatch(/error: option '.*' (?:argument '' is invalid|cannot be used with option)/)
    }
  })

  it('says what to do where the system refuses', async () => {
    writeFileSync(at('file'), '')
    const { status, err } = await run('generate', ...smallSpec(), '--out', at('file/out'))
    expect(status).toBe(2)
    expect(err).toMatch(/error: ENOTDIR.*; a file stands where a folder is needed/)
  })

  it('leaves a folder with files of another alone', async () => {
    mkdirSync(at('out'))
    writeFileSync(at('out/index.ts'), 'mine')
    const { status, err } = await run('generate', ...smallSpec(), '--out', at('out'))
    expect(status).toBe(2)
    expect(err).toMatch(/^docker-client-gen: error: .*index\.ts was not written by docker-client-gen/)
    expect(snapshot(at('out'))).toEqual({ 'index.ts': 'mine' })
  })
})

describe('--limit', () => {
  it('raises or lowers what a document may ask', async () => {
    const args = ['lint', ...smallSpec()]
    const { status, out } = await run(...args, '--limit', 'operations=1', 'depth=99')
    expect(status).toBe(1)
    expect(out).toMatch(
      /error: .*more operations than the 1 that are accepted; .*--limit operations=<number> \[too-large\]/,
    )
    expect((await run(...args, '--limit', 'operations=1', '--limit', 'operations=2')).status).toBe(0)
  })

  it.each(['operations', 'operations=', 'operations=0', 'operations=1.5', 'operations=-1', 'toString=1', '=1'])(
    '%s is refused, with the names that there are',
    async (limit) => {
      const { status, err } = await run('lint', ...smallSpec(), '--limit', limit)
      expect(status).toBe(2)
      expect(err).toMatch(
        /error: option '--limit <name=number...>' argument .* is invalid\. Give a name .*bytes, lines/,
      )
    },
  )
})

describe('operations and lint', { timeout: 30_000 }, () => {
  it('prints the table of operations, also as JSON', async () => {
    const { status, out } = await run('operations', ...smallSpec())
    expect(status).toBe(0)
    expect(out).toMatch(/^thingList +Thing +GET +\/things\/json +json +Thing\[\]$/m)
    expect(JSON.parse((await run('operations', ...smallSpec(), '--json')).out)).toHaveLength(2)
  })

  it('says what is wrong, with status 1', async () => {
    writeFileSync(at('bad.yaml'), small.replace('type: array', 'type: arrray'))
    const { status, out, err } = await run('lint', '--spec', at('bad.yaml'), '--no-corrections')
    expect(status).toBe(1)
    expect(out).toMatch(/bad\.yaml:\d+:\d+: error: .*arrray/)
    expect(err).toMatch(/1 error/)
    expect((await run('lint', ...smallSpec())).status).toBe(0)
  })

  it.each(['missing.yaml', 'v9.99', 'ftp://example.com/a.yaml', '.'])('cannot look at %s: status 2', async (spec) => {
    const { status, out } = await run('lint', '--spec', spec)
    expect(status).toBe(2)
    expect(out).toMatch(/:1:1: error: .*; .* \[(?:unreadable|unknown-version|unknown-source)\]$/)
  })
})
