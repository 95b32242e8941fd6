import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { beforeAll, describe, expect, test } from 'vitest'
import { readExamples } from '../../generator/examples.js'
import { planFiles, selectModel } from '../../generator/generate.js'
import { loadApi } from '../../generator/load-api.js'
import type { ApiModel } from '../../generator/model/ir.js'
import type { FilePlan } from '../../generator/output/plan.js'
import { exampleFolder } from '../../generator/package.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The runtime of the published clients, whose pages import them by the package's name. */
const published = '../../runtime/index.js'

describe.each(['v1.41', 'v1.42'])('the examples of the reference of %s', (version) => {
  let examples: ReadonlyMap<string, string>
  let model: ApiModel
  let plan: FilePlan
  beforeAll(async () => {
    examples = await readExamples(exampleFolder)
    model = (await loadApi({ spec: version })).model
    plan = await planFiles(model, { runtime: published })
  }, 60_000)

  const pageOf = (name: string): string => {
    const operation = model.operations.find(({ functionName }) => functionName === name)
    const file = model.tags.find((tag) => tag.name === operation?.tag)?.file
    return plan.get(`reference/${file}.md`) ?? ''
  }

  test('are 40 or more, and each is of an operation', () => {
    expect(examples.size).toBeGreaterThanOrEqual(40)
    expect(model.operations.map(({ functionName }) => functionName)).toEqual(
      expect.arrayContaining([...examples.keys()]),
    )
  })

  test('each stands in its own section of its page, in 1 to 20 lines', () => {
    for (const [name, example] of examples) {
      const section = pageOf(name)
        .split(/^(?=## )/m)
        .find((text) => text.startsWith(`## ${name}\n`))
      expect(section, name).toContain(`\n\nFor example:\n\n\`\`\`ts\n${example}\n\`\`\`\n`)
      expect(example, name).toContain(`docker.${name}(`)
      expect(example.split('\n').length, name).toBeLessThanOrEqual(20)
    }
  })

  test('a page without an example says nothing of them', () => {
    expect(plan.get('reference/task.md')).not.toContain('In the examples')
    expect(plan.get('reference/volume.md')).toContain('In the examples')
  })

  test('each compiles as the page shows it, with every strict flag', () => {
    const programs = new Map(
      [...examples].map(([name, example]) => {
        const start = /^In the examples.*?\n\n```ts\n(.*?)```$/ms.exec(pageOf(name))?.[1]
        return [join(root, `example-of-${name}.mts`), `${start ?? ''}${example}\n`]
      }),
    )
    expect(faults(programs)).toEqual([])
  }, 120_000)

  test('are shown only where their operation is', async () => {
    const few = await planFiles(selectModel(model, ['VolumeList', 'VolumeDelete']))
    const page = few.get('reference/volume.md') ?? ''
    expect(page.match(/For example:/g)).toHaveLength(2)
    expect(page).not.toContain('volumeCreate')
  })

  test('import what the reader imports', async () => {
    const copied = await planFiles(selectModel(model, ['VolumeList']), { runtime: 'copy' })
    expect(copied.get('reference/volume.md')).toContain("import { Docker } from './index.js'")
  })
})

/** What the compiler says of programs, by path, which lie beside the package's sources. */
function faults(programs: ReadonlyMap<string, string>): string[] {
  const config = join(root, 'tsconfig.json')
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(config, ts.sys.readFile).config, ts.sys, root)
  // The sources in place of the build.
  options.paths = { 'docker-engine-client/*': [join(root, 'generated/*/index.ts')] }
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (path) => programs.has(path) || fileExists(path)
  host.readFile = (path) => programs.get(path) ?? readFile(path)
  host.getSourceFile = (path, language, ...rest) => {
    const text = programs.get(path)
    return text === undefined ? getSourceFile(path, language, ...rest) : ts.createSourceFile(path, text, language)
  }
  const program = ts.createProgram([...programs.keys()], options, host)
  return [...programs.keys()].flatMap((path) => {
    const source = program.getSourceFile(path)
    const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    return diagnostics.map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)
  })
}
