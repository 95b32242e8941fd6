import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generate } from '../../generator/generate.js'
import { debianVersions, readDebian } from '../corrections/debian-documents.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const project = join(root, 'test/types/consumer/tsconfig.json')

/** The oldest TypeScript that is promised, the one of this package, and the newest ones; by their packages' names. */
const compilers = ['typescript-5.4', 'typescript', 'typescript-6', 'typescript-7']

function start(compiler: string, config: string, ...flags: string[]): SpawnSyncReturns<string> {
  const script = join(root, 'node_modules', compiler, 'bin/tsc')
  return spawnSync(process.execPath, [script, '-p', config, '--pretty', 'false', ...flags], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
}

function compile(compiler: string, config: string): string {
  const { stdout, stderr, status } = start(compiler, config)
  return status === 0 ? '' : `status ${status}\n${stdout}${stderr}`.slice(0, 10_000)
}

/** The files that the compiler has read, by their paths, and whatever else it says. */
function listCompiled(compiler: string, config: string): { readonly files: string[]; readonly problems: string[] } {
  const { stdout, stderr, status } = start(compiler, config, '--listFiles')
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => line !== '')
  const files = lines.filter((line) => existsSync(line))
  const problems = lines.filter((line) => !existsSync(line)).slice(0, 50)
  return { files, problems: status === 0 ? problems : [`status ${status}`, ...problems] }
}

const isBuilt = existsSync(join(root, 'dist/generated/v1.42/index.d.ts'))
if (!isBuilt) console.warn('the declarations of dist/ are not compiled: run npm run build')

/**
 * What is published (the declarations in dist/, by the package's own name), the committed sources, and programs of
 * callers, with errors where they must have some; all strict, with `lib: ["ES2022"]` and the types of Node alone.
 */
describe.skipIf(!isBuilt)('the committed output', () => {
  it.each(compilers)('compiles with %s', { timeout: 180_000 }, (compiler) => {
    expect(compile(compiler, project)).toBe('')
  })

  it('is compiled by as strict rules as this package has', () => {
    const read = (path: string): Record<string, unknown> => JSON.parse(readFileSync(path, 'utf8')).compilerOptions
    const theirs = read(project)
    const rules = Object.entries(read(join(root, 'tsconfig.json'))).filter(([name]) =>
      /^no[A-Z]|^exact|^strict|^isolated/.test(name),
    )
    expect(rules.length).toBeGreaterThan(8)
    expect(theirs).toMatchObject(Object.fromEntries(rules))
    expect(theirs).toMatchObject({ skipLibCheck: false, lib: ['ES2022'], types: ['node'] })
  })
})

const official = fileURLToPath(new URL('../../../shared/official/', import.meta.url))
const versions = ['1.25', '1.33', '1.41', '1.44', '1.52'].filter((version) =>
  existsSync(join(official, `v${version}.yaml`)),
)
if (versions.length === 0)
  console.warn('official documents are not compiled: no ../shared/official beside the repository')

const outputs = [
  ...versions.map((version) => `v${version}`),
  ...debianVersions.map((version) => `debian-v${version}`),
  'copy',
]

/** All in one project: the runtime and the libraries are checked once. */
describe('output elsewhere', () => {
  let folder = ''
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'docker-client-gen-types-'))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    for (const version of versions) {
      const out = join(folder, `v${version}`)
      const runtime = relative(out, join(root, 'runtime/index.js')).replaceAll('\\', '/')
      await generate({ spec: join(official, `v${version}.yaml`), out, runtime })
    }
    for (const version of debianVersions) {
      const out = join(folder, `debian-v${version}`)
      const runtime = relative(out, join(root, 'runtime/index.js')).replaceAll('\\', '/')
      await generate({ spec: '-', stdin: readDebian(version), out, runtime })
    }
    await generate({ spec: 'v1.42', out: join(folder, 'copy'), runtime: 'copy', only: ['Container', 'System'] })
    const { compilerOptions } = JSON.parse(readFileSync(project, 'utf8'))
    mkdirSync(join(folder, 'project'))
    // A folder by its name alone would be taken for a file, with `.25` as its extension, and left out without a word.
    const include = outputs.map((output) => `../${output}/**/*.ts`)
    writeFileSync(
      join(folder, 'project/tsconfig.json'),
      JSON.stringify({
        compilerOptions: { ...compilerOptions, typeRoots: [join(root, 'node_modules/@types')] },
        include,
      }),
    )
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  }, 240_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(['typescript-5.4', 'typescript-7'])(
    `of ${versions.join(', ')}, ${debianVersions.length} documents of Debian and with a copied runtime compiles with %s`,
    { timeout: 240_000 },
    (compiler) => {
      const compiled = listCompiled(compiler, join(folder, 'project/tsconfig.json'))
      expect(compiled.problems).toEqual([])
      for (const output of outputs) expect(compiled.files).toContain(join(folder, output, 'docker.ts'))
    },
  )
})
