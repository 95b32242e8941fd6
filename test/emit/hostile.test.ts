import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import * as runtime from '../../runtime/index.js'
import { documentText, filesOf, modelOf } from '../model/fragment.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Compiles files that stand in memory beside the sources of this package. */
function problemsOf(files: ReadonlyMap<string, string>): string[] {
  const config = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root)
  const folder = `${root}generated/in-memory/`
  const texts = new Map([...files].map(([path, text]) => [folder + path, text]))
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (name) => texts.has(name) || fileExists(name)
  host.directoryExists = (name) =>
    [...texts.keys()].some((path) => path.startsWith(`${name}/`)) || ts.sys.directoryExists(name)
  host.readFile = (name) => texts.get(name) ?? ts.sys.readFile(name)
  host.getSourceFile = (name, ...rest) => {
    const text = texts.get(name)
    return text === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022)
  }
  const names = [...texts.keys()].filter((name) => name.endsWith('.ts'))
  const program = ts.createProgram(names, options, host)
  return names.flatMap((name) => {
    const file = program.getSourceFile(name)
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
    return found.map(({ messageText }) => `${name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
  })
}

const nasty = [
  `*/ evil()`,
  '`\u0024{evil()}`',
  '\\u0027; evil()',
  '</script>',
  '\u202e gnirts',
  '{{evil}}',
  '-->',
  `' + evil() + '`,
]
const text = JSON.stringify(nasty.join(' '))
/** What the validation lets pass as the name of a parameter, a tag or a path. */
const plain = JSON.stringify(nasty.filter((each) => !/[/\\\u202e]/.test(each)).join(' '))

const definitions = `
Text: { type: string, description: ${text}, enum: [${nasty.map((each) => JSON.stringify(each)).join(', ')}] }
Tree: { type: object, additionalProperties: { $ref: '#/definitions/Tree' } }
Forest: { type: object, additionalProperties: { type: object, additionalProperties: { $ref: '#/definitions/Forest' } } }
List: { type: array, items: { $ref: '#/definitions/List' } }
Ping: { type: object, additionalProperties: { $ref: '#/definitions/Pong' } }
Pong: { type: object, additionalProperties: { $ref: '#/definitions/Ping' } }
Odd:
  type: object
  required: [__proto__, constructor]
  properties:
    ${nasty.map((each) => `${JSON.stringify(each)}: { type: string, default: ${text}, description: ${text} }`).join('\n    ')}
    __proto__: { type: object, properties: { a: { type: string } } }
    constructor: { type: string }
    toString: { type: integer }
    '[name: string]: any': { type: string }
${[
  'Promise',
  'Record',
  'Date',
  'Docker',
  'DockerClient',
  'JsonStream',
  'Filters',
  'RequestOptions',
  'Array',
  'Object',
  'String',
  'any',
  'never',
  'Symbol',
]
  .map((name) => `${name}: { type: object, properties: { a: { type: string } } }`)
  .join('\n')}`

const names = [
  'delete',
  'Constructor',
  'Close',
  'Then',
  'ThingList',
  'Client',
  'await',
  'Operation',
  ...Object.keys(runtime),
]
const distinct = [...new Map(names.map((name) => [name.toLowerCase(), name])).values()]
const paths = distinct
  .map(
    (name, index) => `
/p${index}/{a-b}/{constructor}:
  post:
    operationId: ${name}
    tags: [${index % 3 === 0 ? plain : `Tag ${index % 5}`}]
    summary: ${text}
    description: ${text}
    parameters:
      - { name: a-b, in: path, required: true, type: string, description: ${text} }
      - { name: constructor, in: path, required: true, type: string }
      - { name: toString, in: query, type: string }
      - { name: valueOf, in: header, type: string }
      - { name: __proto__, in: query, type: string, default: ${text} }
      - { name: ${plain}, in: query, type: string, enum: [${text}] }
      - { name: body, in: body, schema: { type: object, properties: { x: { $ref: '#/definitions/Text' } } } }
    responses: { 200: { description: ${text}, schema: { $ref: '#/definitions/Odd' } }, 404: { description: ${text} } }`,
  )
  .join('')

/** Operations without a required input, whose parameters are called as what every object inherits. */
const inherited = Object.getOwnPropertyNames(Object.prototype)
  .map(
    (name) => `
/inherited/${name}:
  get:
    operationId: Inherited${name.replace(/^_+/, 'Odd')}
    parameters: [{ name: ${name}, in: query, type: string }, { name: plain, in: query, type: boolean }]
    responses: { 200: { description: fine } }`,
  )
  .join('')

describe('hostile names and texts', () => {
  const files = filesOf(modelOf({ definitions, paths: paths + inherited }), '../../runtime/index.js')

  it('stay where they belong: the output compiles', { timeout: 120_000 }, () => {
    expect(existsSync(`${root}tsconfig.json`)).toBe(true)
    expect(documentText({ definitions })).toContain('*/ evil()')
    expect(problemsOf(files)).toEqual([])
  })

  it('call nothing', () => {
    for (const [path, source] of files) {
      if (!path.endsWith('.ts')) continue
      const file = ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true)
      const calls: string[] = []
      const visit = (node: ts.Node): void => {
        if (ts.isCallExpression(node)) calls.push(node.expression.getText(file))
        ts.forEachChild(node, visit)
      }
      visit(file)
      expect(calls.filter((call) => /\bevil\b/.test(call))).toEqual([])
    }
  })

  it('stay inside of the output folder', () => {
    for (const path of files.keys())
      expect(path).toMatch(/^(?:(?:operations|reference)\/)?[a-z0-9][\w-]*\.(?:ts|md|json)$|^README\.md$/)
  })
})
