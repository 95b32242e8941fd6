import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generate } from '../../generator/generate.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** All that the project has: a compiler, Node's types, and what they need. */
const packages = ['typescript', '@types/node', 'undici-types']

const program = `
import { Docker, NotFoundError, containerAttachWebsocket } from './client/index.js'
const docker: Docker = new Docker({ host: 'unix:///nowhere/docker.sock', apiVersion: '1.42' })
const error: unknown = await containerAttachWebsocket(docker, { id: 'x' }).catch((reason: unknown) => reason)
await docker.close()
console.log(error instanceof NotFoundError, error instanceof Error && error.name)
`

let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'docker-client-gen-copy-'))
  for (const name of packages) {
    // Copies: from a link, the compiler would find the packages that lie beside its target.
    cpSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true })
  }
  await generate({ spec: 'v1.42', out: join(folder, 'client'), runtime: 'copy' })
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'test/types/consumer/tsconfig.json'), 'utf8'))
  const options = { ...compilerOptions, noEmit: false, outDir: 'built', rootDir: '.' }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: options, include: ['client', '*.ts'] }),
  )
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'program.ts'), program)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function node(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  return { status, output: `${stdout}${stderr}` }
}

test('a client with a copied runtime compiles and works without any other package', { timeout: 240_000 }, () => {
  expect(readdirSync(join(folder, 'node_modules')).sort()).toEqual(['@types', 'typescript', 'undici-types'])
  expect(readdirSync(join(folder, 'node_modules/@types'))).toEqual(['node'])
  expect(node('node_modules/typescript/bin/tsc', '--pretty', 'false')).toEqual({ status: 0, output: '' })
  expect(node('built/program.js')).toEqual({ status: 0, output: 'false DockerConnectionError\n' })
})
