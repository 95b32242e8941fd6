import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const runtime = fileURLToPath(new URL('../../runtime/', import.meta.url))
const sources = readdirSync(runtime, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))

/** Everything that a source imports: also types, and at run time. */
function importsOf(name: string): string[] {
  const { importedFiles, typeReferenceDirectives } = ts.preProcessFile(readFileSync(join(runtime, name), 'utf8'))
  return [...importedFiles, ...typeReferenceDirectives].map(({ fileName }) => fileName)
}

// A copy of it must work where no package is installed.
test('the runtime imports nothing but modules of Node and its own files', () => {
  const inside = new Set(sources.map((name) => join(runtime, name)))
  const foreign = sources.flatMap((name) =>
    importsOf(name)
      .filter((specifier) => !specifier.startsWith('node:'))
      .filter((specifier) => !inside.has(join(runtime, name, '..', specifier.replace(/\.js$/, '.ts'))))
      .map((specifier) => `${name}: ${specifier}`),
  )
  expect(foreign).toEqual([])
  expect(sources.flatMap(importsOf).length).toBeGreaterThan(100)
})

test('every form of an import would be found', () => {
  const forms = [
    "import a from 'a'",
    "import type { B } from 'b'",
    "export * from 'c'",
    "const d = await import('d')",
    "let e: import('e').E",
    "import 'f'",
  ]
  const { importedFiles } = ts.preProcessFile(forms.join('\n'))
  expect(importedFiles.map(({ fileName }) => fileName).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
})
