import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('../../', import.meta.url))
const rooms = ['runtime', 'generated/v1.42']

/** A folder with the client's sources as JavaScript, for programs in a process of their own. */
export function compiledClient(): string {
  const folder = mkdtempSync(join(tmpdir(), 'client-'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  for (const room of rooms) {
    for (const name of readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('.ts')) compile(join(room, name), folder)
    }
  }
  return folder
}

function compile(name: string, folder: string): void {
  const { outputText } = ts.transpileModule(readFileSync(join(root, name), 'utf8'), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
  })
  const target = join(folder, name.replace(/\.ts$/, '.js'))
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, outputText)
}
