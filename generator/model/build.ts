import type { Builder } from './builder.js'
import { type ApiModel, irVersion, type Operation, type Tag } from './ir.js'
import { distinctNames, fileName } from './naming.js'
import { buildOperations, untagged } from './operations.js'
import { type Definitions, resolveDefinitions } from './resolve.js'
import type { SwaggerDocument } from './swagger.js'
import { text } from './texts.js'
import { claimNames, type TypeNames } from './type-names.js'
import { declarations, typeBuilder } from './types.js'

/** The document's bytes, as the model remembers them. */
export interface ModelSource {
  readonly file: string
  readonly sha256: string
}

/**
 * Builds the intermediate representation of a validated and corrected document.
 *
 * @throws ExtensionError for a vendor extension that is not understood
 */
export function buildModel(document: SwaggerDocument, source: ModelSource): ApiModel {
  const definitions = resolveDefinitions(document)
  const claims = claimNames(definitions)
  buildParts(document, definitions, claims.wanted)
  const { builder, operations } = buildParts(document, definitions, claims.settle())
  return {
    irVersion,
    title: text(document.info.title),
    apiVersion: text(document.info.version),
    source,
    tags: buildTags(document, operations),
    types: declarations(builder),
    operations,
  }
}

function buildParts(
  document: SwaggerDocument,
  definitions: Definitions,
  names: TypeNames,
): { readonly builder: Builder; readonly operations: Operation[] } {
  const builder = typeBuilder(document, definitions, names)
  return { builder, operations: buildOperations(document, builder) }
}

/** Declared tags first, then those that operations use without a declaration; tags without operations are left out. */
function buildTags(document: SwaggerDocument, operations: readonly Operation[]): Tag[] {
  const used = new Set(operations.map(({ tag }) => tag))
  const declared = (document.tags ?? []).filter(({ name }) => used.has(name))
  const docs = new Map(declared.map(({ name, description }) => [name, text(description)]))
  const names = [...new Set([...declared.map(({ name }) => name), ...used])]
  const files = distinctNames(names, fileName, new Set())
  return names.map((name) => {
    const doc = docs.get(name) ?? (name === untagged ? 'Operations that the document puts under no tag.' : '')
    return { name, file: files.get(name) ?? fileName(name), doc }
  })
}
