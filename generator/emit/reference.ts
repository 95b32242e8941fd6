import { readFileSync } from 'node:fs'
import Handlebars from 'handlebars'
import { count } from '../count.js'
import type { ApiModel, Operation, Property, Tag, TypeDeclaration } from '../model/ir.js'
import { resultCall } from './calls.js'
import { type CorrectionNote, correctionsView } from './corrections-page.js'
import { inputProperties, needsInput, takesInput } from './input.js'
import { cell, code, inTable, linkText, oneLine, paragraphs } from './markdown.js'
import { errorClass } from './operation-doc.js'
import { noMentions, printType } from './print.js'

/** Texts for people: the folder's README, a page for each tag, one for all types and one for the corrections. */

/** Where the templates are, and what they are given beside the model. */
export interface ReferenceSettings {
  readonly templates: URL
  /** The line that says what wrote the file. */
  readonly header: string
  /** The specifier that callers import the output by, where it is known. */
  readonly packageName: string
  /** Examples by function name, of operations of any model: each is shown where its operation is. */
  readonly examples: ReadonlyMap<string, string>
  /** The corrections that were made to the document; without any there is no page of them. */
  readonly corrections: readonly CorrectionNote[]
}

/** All pages, by path. */
export function emitReference(
  model: ApiModel,
  operations: ReadonlyMap<string, readonly Operation[]>,
  settings: ReferenceSettings,
): [path: string, text: string][] {
  const links = new Set(model.types.map(({ name }) => name))
  const header = commentHeader(settings.header)
  const tags = model.tags.map((tag) => tagView(tag, operations.get(tag.name) ?? [], links, settings))
  const readme = {
    header,
    title: oneLine(model.title),
    apiVersion: oneLine(model.apiVersion),
    package: settings.packageName,
    ...exampleView(model.operations),
    counts: { operations: count(model.operations.length, 'operation'), types: count(model.types.length, 'type') },
    tags,
    isCorrected: settings.corrections.length > 0,
  }
  const types = model.types.map((type) => typeView(type, links))
  const tagPage = page(settings.templates, 'tag')
  return [
    ['README.md', page(settings.templates, 'readme')(readme)],
    ...tags.map((tag): [string, string] => [
      `reference/${tag.file}.md`,
      tagPage({ header, package: settings.packageName, ...tag }),
    ]),
    ['reference/models.md', page(settings.templates, 'models')({ header, types })],
    ...correctionsPage(header, settings),
  ]
}

/** The operation of the first example: one that is called without anything, if there is one. */
function exampleView(operations: readonly Operation[]): object {
  const operation = operations.find((one) => !needsInput(one)) ?? operations[0]
  if (operation === undefined) return {}
  const { functionName, inputName } = operation
  return { example: functionName, ...(needsInput(operation) ? { exampleInput: inputName } : {}) }
}

/** A header that cannot end the HTML comment that it stands in: a file's name may be anything. */
function commentHeader(header: string): string {
  return header
    .replace(/-(?=-)/g, '- ')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

function correctionsPage(header: string, { corrections, templates }: ReferenceSettings): [string, string][] {
  if (corrections.length === 0) return []
  return [['reference/corrections.md', page(templates, 'corrections')({ header, ...correctionsView(corrections) })]]
}

/** A template as a function. It is given data only: no helpers of the document's, no lookups along prototypes. */
function page(templates: URL, name: string): (view: object) => string {
  const source = readFileSync(new URL(`${name}.hbs`, templates), 'utf8')
  const template = Handlebars.compile(source, { noEscape: true, knownHelpersOnly: true })
  return (view) =>
    `${template(view)
      .replace(/\n{3,}/g, '\n\n')
      .trimEnd()}\n`
}

interface TagView {
  readonly name: string
  readonly file: string
  readonly doc: string
  readonly hasExamples: boolean
  readonly operations: readonly object[]
}

function tagView(
  tag: Tag,
  operations: readonly Operation[],
  links: ReadonlySet<string>,
  settings: ReferenceSettings,
): TagView {
  return {
    name: linkText(tag.name),
    file: tag.file,
    doc: paragraphs(tag.doc),
    hasExamples: operations.some(({ functionName }) => settings.examples.has(functionName)),
    operations: operations.map((operation) => operationView(operation, links, settings)),
  }
}

function operationView(operation: Operation, links: ReadonlySet<string>, settings: ReferenceSettings): object {
  const { type } = resultCall(operation.result, noMentions())
  const input = takesInput(operation)
    ? `input${needsInput(operation) ? '' : '?'}: ${operation.inputName}`
    : 'input?: {}'
  const summary = (operation.summary === '' ? operation.operationId : operation.summary).replace(/\.$/, '')
  const request = code(`${operation.method} ${operation.path}`)
  return {
    functionName: operation.functionName,
    anchor: operation.functionName.toLowerCase(),
    summary: oneLine(summary),
    summaryCell: cell(summary),
    request,
    requestCell: inTable(request),
    deprecated: operation.deprecated,
    doc: paragraphs(operation.doc),
    signature: `docker.${operation.functionName}(${input}, options?: RequestOptions): Promise<${type}>`,
    typeCell: inTable(code(type)),
    gives: linkedCode(type, links),
    inputs: inputProperties(operation).map((property) => propertyView(property, links)),
    success: oneLine(operation.successes.map(({ doc }) => doc).find((doc) => doc !== '') ?? ''),
    errors: operation.errors.map(({ status, doc }) => ({ status, errorClass: errorClass(status), doc: cell(doc) })),
    example: settings.examples.get(operation.functionName),
  }
}

function propertyView(property: Property, links: ReadonlySet<string>): object {
  const { name, required, doc, deprecated } = property
  return {
    name: inTable(code(name)),
    required,
    type: inTable(linkedCode(printType(property.type, noMentions()), links)),
    doc: cell(deprecated && !/deprecated/i.test(doc) ? `Deprecated. ${doc}` : doc),
  }
}

function typeView(type: TypeDeclaration, links: ReadonlySet<string>): object {
  const { shape } = type
  const base = { name: type.name, deprecated: type.deprecated, doc: paragraphs(type.doc) }
  if (shape.kind === 'alias') return { ...base, alias: linkedCode(printType(shape.type, noMentions()), links) }
  return {
    ...base,
    extends: shape.extends.map((name) => linkedCode(name, links)).join(', '),
    properties: shape.properties.map((property) => propertyView(property, links)),
  }
}

/** Code in which the names of types are links. Code spans can't hold links, so each name gets one of its own. */
function linkedCode(source: string, links: ReadonlySet<string>): string {
  const link = (name: string): string => `models.md#${name.toLowerCase()}`
  if (links.has(source)) return `[${code(source)}](${link(source)})`
  const outsideStrings = source.replace(/'(?:[^'\\]|\\.)*'/g, '')
  const names = [...new Set(outsideStrings.match(/\b[A-Z_]\w*\b/g))].filter((name) => links.has(name))
  const linked = names.map((name) => `[${name}](${link(name)})`)
  return `${code(source)}${linked.length === 0 ? '' : ` (${linked.join(', ')})`}`
}
