import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { snapshot, temporaryFolder } from '../output/temporary-folder.js'

const folder = temporaryFolder()
const root = fileURLToPath(new URL('../../', import.meta.url))
const bin = join(root, 'bin/docker-client-gen.js')
const isBuilt = existsSync(join(root, 'dist/generator/cli.js'))
if (!isBuilt) console.warn('the tests of bin/docker-client-gen.js are skipped: run npm run build')

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = folder.path, input = '') {
  return spawnSync(process.execPath, [bin, ...args], { cwd, input, encoding: 'utf8', env: { ...process.env, ...env } })
}

/** What a machine may have otherwise. */
const places: readonly [name: string, env: Readonly<Record<string, string>>][] = [
  [
    'Kiritimati in Turkish',
    { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', LC_COLLATE: 'tr_TR' },
  ],
  ['the C locale, with colours', { TZ: 'America/St_Johns', LANG: 'C', LC_ALL: 'C', FORCE_COLOR: '1', COLUMNS: '40' }],
]

describe.skipIf(!isBuilt)('docker-client-gen as a process', { timeout: 120_000 }, () => {
  it.each(places)('gives the committed output in another folder, in %s', (_, env) => {
    mkdirSync(join(folder.path, 'elsewhere'))
    const args = ['generate', '--spec', 'v1.42', '--out', 'deep/out', '--runtime', '../../runtime/index.js']
    const { status, stderr } = start(args, env, join(folder.path, 'elsewhere'))
    expect(stderr).toMatch(/107 operations/)
    expect(status).toBe(0)
    const made = snapshot(join(folder.path, 'elsewhere/deep/out'))
    const committed = snapshot(join(root, 'generated/v1.42'))
    expect(Object.keys(made)).toEqual(Object.keys(committed))
    expect(Object.keys(made).filter((name) => made[name] !== committed[name])).toEqual([])
  })

  it('ends with status 2 for a missing file, and says where', () => {
    const { status, stdout, stderr } = start(['generate', '--spec', 'missing.yaml', '--out', 'out'])
    expect(stderr).toMatch(/^missing\.yaml:1:1: error: [^\n]*\n$/)
    expect({ status, stdout, made: snapshot(folder.path) }).toEqual({ status: 2, stdout: '', made: {} })
  })

  it.skipIf(process.platform !== 'linux')('ends with status 2 where its result is lost', () => {
    const { status, stderr } = spawnSync('sh', ['-c', '"$0" "$1" operations > /dev/full', process.execPath, bin], {
      encoding: 'utf8',
    })
    expect(stderr).toMatch(/^docker-client-gen: error: the result could not be written: ENOSPC[^\n]*\n$/)
    expect(status).toBe(2)
  })

  it('keeps its status where nobody reads on', () => {
    const script = '{ "$0" "$1" lint --spec missing.yaml 2>&1; echo $? >&2; } | true'
    const { stderr } = spawnSync('sh', ['-c', script, process.execPath, bin], { encoding: 'utf8' })
    expect(stderr).toBe('2\n')
  })

  it('reads standard input', () => {
    const spec = readFileSync(join(root, 'spec/v1.42.yaml'), 'utf8')
    const { status, stdout } = start(['operations', '--spec', '-'], {}, folder.path, spec)
    expect(status).toBe(0)
    expect(stdout.trim().split('\n')).toHaveLength(107)
  })

  it.each([['--help'], ['lint'], ['operations'], ['diff', 'v1.41', 'v1.42'], ['fetch', '--list']])(
    'is spared the TypeScript compiler, which takes longest to load, for %s',
    (...args) => {
      const report = `import { createRequire } from 'node:module'
        const { cache } = createRequire(import.meta.url)
        process.on('exit', () => process.stderr.write(JSON.stringify(Object.keys(cache))))`
      const hook = `data:text/javascript,${encodeURIComponent(report.replace('import.meta.url', JSON.stringify(bin)))}`
      const { stderr, status } = start(args, { NODE_OPTIONS: `--import ${hook}` })
      expect(status).toBe(0)
      expect(stderr).toMatch(/commander/)
      expect(stderr).not.toMatch(/ts-morph/)
    },
  )

  it('ends with status 0 for help and 2 for what it does not know', () => {
    expect(start(['--help'])).toMatchObject({ status: 0, stderr: '' })
    expect(start(['generate', '--bogus'])).toMatchObject({ status: 2, stdout: '' })
  })
})
