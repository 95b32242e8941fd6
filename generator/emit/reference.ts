import { readFileSync } from 'node:fs'
import Handlebars from 'handlebars'
import type { ApiModel, Operation, Property, Tag, TypeDeclaration, TypeRef } from '../model/ir.js'
import { commentText } from './doc.js'
import { errorClass, inputProperties, needsInput, resultCall, takesInput } from './operations.js'
import { noMentions, printType } from './print.js'

/** Texts for people: the folder's README, a page for each tag, and one for all types. */

/** Where the templates are, and what they are given beside the model. */
export interface ReferenceSettings {
  readonly templates: URL
  /** The line that says what wrote the file. */
  readonly header: string
  /** The specifier that callers import the output by, where it is known. */
  readonly packageName: string
  /** Examples by operationId. */
  readonly examples: ReadonlyMap<string, string>
}

/** All pages, by path. */
export function emitReference(model: ApiModel, settings: ReferenceSettings): [path: string, text: string][] {
  const links = new Set(model.types.map(({ name }) => name))
  const header = settings.header.replaceAll('--', '- -')
  const tags = model.tags.map((tag) => tagView(tag, model, links, settings))
  const readme = {
    header,
    title: plain(model.title),
    apiVersion: plain(model.apiVersion),
    package: settings.packageName,
    example: (model.operations.find((operation) => !needsInput(operation)) ?? model.operations[0])?.functionName,
    counts: { operations: model.operations.length, types: model.types.length },
    tags,
  }
  const types = model.types.map((type) => typeView(type, links))
  return [
    ['README.md', render(settings, 'readme', readme)],
    ...tags.map((tag): [string, string] => [`reference/${tag.file}.md`, render(settings, 'tag', { header, ...tag })]),
    ['reference/models.md', render(settings, 'models', { header, types })],
  ]
}

/** Templates are given data only: no helpers of the document's, no lookups along prototypes. */
function render(settings: ReferenceSettings, name: string, view: object): string {
  const template = readFileSync(new URL(`${name}.hbs`, settings.templates), 'utf8')
  const text = Handlebars.compile(template, { noEscape: true, knownHelpersOnly: true })(view)
  return `${text.replace(/\n{3,}/g, '\n\n').trimEnd()}\n`
}

interface TagView {
  readonly name: string
  readonly file: string
  readonly doc: string
  readonly operations: readonly object[]
}

function tagView(tag: Tag, model: ApiModel, links: ReadonlySet<string>, settings: ReferenceSettings): TagView {
  const operations = model.operations.filter((operation) => operation.tag === tag.name)
  return {
    name: plain(tag.name),
    file: tag.file,
    doc: paragraph(tag.doc),
    operations: operations.map((operation) => operationView(operation, links, settings)),
  }
}

function operationView(operation: Operation, links: ReadonlySet<string>, settings: ReferenceSettings): object {
  const { type } = resultCall(operation.result, noMentions())
  const input = takesInput(operation)
    ? `input${needsInput(operation) ? '' : '?'}: ${operation.inputName}`
    : 'input?: {}'
  return {
    functionName: operation.functionName,
    anchor: operation.functionName.toLowerCase(),
    summary: plain(operation.summary === '' ? operation.operationId : operation.summary).replace(/\.$/, ''),
    method: operation.method,
    path: plain(operation.path),
    deprecated: operation.deprecated,
    doc: paragraph(operation.doc),
    signature: `docker.${operation.functionName}(${input}, options?: RequestOptions): Promise<${type}>`,
    type: `\`${type.replaceAll('|', '\\|')}\``,
    gives: linkedCode(type, links),
    inputs: inputProperties(operation).map((property) => propertyView(property, links)),
    success: plain(operation.successes.map(({ doc }) => doc).find((doc) => doc !== '') ?? ''),
    errors: operation.errors.map(({ status, doc }) => ({ status, errorClass: errorClass(status), doc: cell(doc) })),
    example: settings.examples.get(operation.operationId),
  }
}

function propertyView(property: Property, links: ReadonlySet<string>): object {
  return {
    name: plain(property.name).replaceAll('|', '\\|'),
    required: property.required,
    type: linkedType(property.type, links),
    doc: cell(property.deprecated && !/deprecated/i.test(property.doc) ? `Deprecated. ${property.doc}` : property.doc),
  }
}

function typeView(type: TypeDeclaration, links: ReadonlySet<string>): object {
  const { shape } = type
  const base = { name: type.name, deprecated: type.deprecated, doc: paragraph(type.doc) }
  if (shape.kind === 'alias') return { ...base, alias: linkedType(shape.type, links) }
  return {
    ...base,
    extends: shape.extends.map((name) => `[\`${name}\`](#${name.toLowerCase()})`).join(', '),
    properties: shape.properties.map((property) => propertyView(property, links)),
  }
}

function linkedType(type: TypeRef, links: ReadonlySet<string>): string {
  return linkedCode(printType(type, noMentions()), links)
}

/** Code in which the names of types are links. Code spans can't hold links, so each name gets a span of its own. */
function linkedCode(code: string, links: ReadonlySet<string>): string {
  const names = [...new Set(code.match(/\b[A-Z_]\w*\b/g))].filter((name) => links.has(name))
  const shown = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
  const [only] = names
  if (only !== undefined && only === code) return `[\`${code}\`](${modelsPage}#${only.toLowerCase()})`
  const linked = names.map((name) => `[${name}](${modelsPage}#${name.toLowerCase()})`)
  return `\`${shown(code)}\`${linked.length === 0 ? '' : ` (${linked.join(', ')})`}`
}

const modelsPage = 'models.md'

/** A text on one line, for a heading or a list. */
function plain(text: string): string {
  return commentText(text)
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('<', '&lt;')
    .trim()
}

/** A text of several paragraphs. HTML of the document stays visible as text. */
function paragraph(text: string): string {
  return outsideCode(commentText(text), (part) => part.replaceAll('<', '&lt;'))
}

/** A text in a table's cell. */
function cell(text: string): string {
  const lines = commentText(text).replaceAll('|', '\\|').trim()
  return outsideCode(lines, (part) => part.replaceAll('<', '&lt;')).replace(/\n+/g, '<br>')
}

function outsideCode(text: string, change: (part: string) => string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join('')
}
