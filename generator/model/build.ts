import { type ApiModel, irVersion, type Operation, type Tag, type TypeDeclaration } from './ir.js'
import { fileName, typeName } from './naming.js'
import { buildOperations, untagged } from './operations.js'
import { resolveDefinitions } from './resolve.js'
import type { SwaggerDocument } from './swagger.js'
import { text, typeBuilder } from './types.js'

/** The document's bytes, as the model remembers them. */
export interface ModelSource {
  readonly file: string
  readonly sha256: string
}

/** Builds the intermediate representation of a validated and corrected document. */
export function buildModel(document: SwaggerDocument, source: ModelSource): ApiModel {
  const types = typeBuilder(document, resolveDefinitions(document))
  const operations = buildOperations(document, types)
  return {
    irVersion,
    title: text(document.info.title),
    apiVersion: text(document.info.version),
    source,
    tags: buildTags(document, operations),
    types: types.declarations(),
    operations: nameInputs(operations, types.declarations()),
  }
}

/** Declared tags first, then those that operations use without a declaration; tags without operations are left out. */
function buildTags(document: SwaggerDocument, operations: readonly Operation[]): Tag[] {
  const used = new Set(operations.map(({ tag }) => tag))
  const declared = (document.tags ?? []).filter(({ name }) => used.has(name))
  const docs = new Map(declared.map(({ name, description }) => [name, text(description)]))
  const names = [...new Set([...declared.map(({ name }) => name), ...used])]
  const files = new Set<string>()
  return names.map((name) => {
    let file = fileName(name)
    for (let n = 2; files.has(file); n++) file = `${fileName(name)}-${n}`
    files.add(file)
    const doc = docs.get(name) ?? (name === untagged ? 'Operations that the document puts under no tag.' : '')
    return { name, file, doc }
  })
}

/** An input type's name gives way to a definition of the same name. */
function nameInputs(operations: readonly Operation[], types: readonly TypeDeclaration[]): Operation[] {
  const declared = new Set(types.map(({ name }) => name))
  return operations.map((operation) => {
    if (!declared.has(operation.inputName)) return operation
    return { ...operation, inputName: `${typeName(operation.operationId)}OperationInput` }
  })
}
