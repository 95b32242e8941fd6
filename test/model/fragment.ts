import { parseDocument, UnusableInputError, validateDocument } from '../../generator/document/index.js'
import { emitFiles } from '../../generator/emit/emit.js'
import { buildModel } from '../../generator/model/build.js'
import type { ApiModel } from '../../generator/model/ir.js'
import { toSwagger } from '../../generator/model/swagger.js'
import { templateFolder } from '../../generator/package.js'

/** Parts of a Swagger document in YAML; what is left out is filled in. */
export interface Fragment {
  readonly definitions?: string
  readonly paths?: string
  readonly tags?: string
}

const somePath = `
/_ping:
  get: { operationId: SystemPing, tags: [System], responses: { 200: { description: fine } } }
`

function indented(text: string): string {
  return text.trim().replaceAll('\n', '\n  ')
}

/** A whole document with the fragment in it. */
export function documentText({ definitions = '', paths = somePath, tags = '[]' }: Fragment): string {
  return [
    "swagger: '2.0'",
    "info: { title: Fragment, version: '1.42' }",
    'consumes: [application/json]',
    'produces: [application/json]',
    `tags: ${tags}`,
    `paths:\n  ${indented(paths)}`,
    definitions === '' ? 'definitions: {}' : `definitions:\n  ${indented(definitions)}`,
    '',
  ].join('\n')
}

/** The model of a fragment, which has to pass the validation. */
export function modelOf(fragment: Fragment): ApiModel {
  const document = parseDocument(documentText(fragment), 'fragment.yaml')
  const errors = validateDocument(document).filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new UnusableInputError(errors)
  return unvalidatedModelOf(fragment)
}

/** The model of a fragment that the validation may refuse. */
export function unvalidatedModelOf(fragment: Fragment): ApiModel {
  const { root } = parseDocument(documentText(fragment), 'fragment.yaml')
  return buildModel(toSwagger(root), { file: 'fragment.yaml', sha256: '0' })
}

/** The files of a model. */
export function filesOf(model: ApiModel, runtime = 'docker-engine-client/runtime'): ReadonlyMap<string, string> {
  return emitFiles(model, {
    generator: 'docker-client-gen v0',
    runtime,
    templates: templateFolder,
    packageName: 'docker-engine-client/v1.42',
  })
}

/** A file without the comment at its head and without imports. */
export function bodyOf(files: ReadonlyMap<string, string>, path: string): string {
  const text = files.get(path) ?? ''
  return text
    .replace(/^\/\/.*\n/, '')
    .replace(/^import [^;]*;\n/gm, '')
    .trim()
}

/** The models of definitions as TypeScript. */
export function modelsText(definitions: string, paths?: string): string {
  return bodyOf(filesOf(modelOf(paths === undefined ? { definitions } : { definitions, paths })), 'models.ts')
}
