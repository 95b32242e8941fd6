/** Milliseconds that a generator takes for the document of API 1.42, as a whole process. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bench, ours, run } from './harness.mjs'

const spec = fileURLToPath(new URL('../spec/v1.42.yaml', import.meta.url))
const bin = (name) => fileURLToPath(new URL(`node_modules/.bin/${name}`, import.meta.url))

/** A generator as a command, given the folder it may write to. */
const generating = (commandOf) => async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-generate-'))
  try {
    const { args, input } = await commandOf(folder)
    const out = join(folder, 'out')
    await mkdir(out, { recursive: true })
    // The system's `time` tells a process's memory and CPU time. Without it, these stay empty.
    const timed = existsSync('/usr/bin/time')
    const program = timed ? '/usr/bin/time' : process.execPath
    const start = performance.now()
    const { code, stdout, stderr } = await run(
      program,
      [...(timed ? ['-f', 'time: %U %S %M', process.execPath] : []), ...args],
      { cwd: folder, env: { ...process.env, NO_COLOR: '1', CI: 'true' } },
    )
    const value = performance.now() - start
    if (code !== 0) throw new Error(`error: it ended with ${code}: ${stdout.slice(-300)} ${stderr.slice(-300)}`)
    return { value, note: [input, await written(out)].filter(Boolean).join('; '), ...usage(stderr) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function usage(stderr) {
  const [, user, system, kilobytes] = /time: ([\d.]+) ([\d.]+) (\d+)/.exec(stderr) ?? []
  if (kilobytes === undefined) return { peak: Number.NaN }
  return { peak: kilobytes / 1024, perCpu: 1 / (Number(user) + Number(system)) }
}

async function written(folder) {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const sizes = names.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)))
  const total = (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0)
  return sizes.length === 0 ? '' : `${sizes.length} files, ${Math.round(total / 1024)} KiB`
}

/** The document as OpenAPI 3, for those that read no Swagger 2.0. The conversion is not measured. */
async function asOpenApi(folder) {
  const path = join(folder, 'openapi.json')
  const { code, stderr } = await run(process.execPath, [bin('swagger2openapi'), '--patch', '--outfile', path, spec])
  if (code !== 0) throw new Error(`error: swagger2openapi: ${stderr.slice(-300)}`)
  return path
}

await bench({
  url: import.meta.url,
  title: 'generate the client of API 1.42',
  unit: 'ms of a whole process',
  better: 'lower',
  rounds: 3,
  candidates: {
    [ours]: generating(async () => {
      const cli = fileURLToPath(new URL('../bin/docker-client-gen.js', import.meta.url))
      return { args: [cli, 'generate', '--spec', spec, '--out', 'out'] }
    }),
    '@hey-api/openapi-ts': generating(async () => ({
      args: [
        bin('openapi-ts'),
        '--input',
        spec,
        '--output',
        'out',
        '--client',
        '@hey-api/client-fetch',
        '--no-log-file',
      ],
    })),
    'openapi-typescript (types only)': generating(async (folder) => ({
      args: [bin('openapi-typescript'), await asOpenApi(folder), '--output', 'out/schema.ts'],
      input: 'from OpenAPI 3, converted before',
    })),
    'swagger-typescript-api': generating(async () => ({
      args: [bin('swagger-typescript-api'), 'generate', '--path', spec, '--output', 'out', '--modular'],
    })),
    orval: generating(async (folder) => {
      const config = join(folder, 'orval.config.mjs')
      const output = { target: 'out/client.ts', schemas: 'out/model', client: 'fetch', mode: 'tags-split' }
      const text = JSON.stringify({ docker: { input: spec, output } })
      await writeFile(config, `export default ${text}\n`)
      return { args: [bin('orval'), '--config', config] }
    }),
    'the floor: loading ts-morph': generating(async () => {
      const tsMorph = import.meta.resolve('ts-morph', new URL('../generator/index.ts', import.meta.url))
      return { args: ['--input-type=module', '--eval', `await import(${JSON.stringify(tsMorph)})`] }
    }),
  },
})
