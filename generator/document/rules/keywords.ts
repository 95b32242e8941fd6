import { quote } from '../diagnostic.js'
import type { JsonObject, Pointer } from '../json.js'
import type { Findings } from './findings.js'
import { nearestName } from './nearest.js'

/** The keywords of one kind of object: those that are understood, and those that would change what it means. */
export interface Vocabulary {
  /** The kind of object, with its article. */
  readonly kind: string
  readonly known: ReadonlySet<string>
  /** Keywords that are not understood, each with what to do instead. Left unread they would make the client wrong. */
  readonly refused: ReadonlyMap<string, string>
  /** The vendor extensions that the client is made with. */
  readonly extensions: readonly string[]
}

const toSwagger = 'write it as Swagger 2.0'
const bounds = [
  ...['multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'maxLength', 'minLength'],
  ...['pattern', 'maxItems', 'minItems', 'uniqueItems', 'maxProperties', 'minProperties'],
]
// Not of Swagger 2.0, but harmless wherever they are found, and read by nobody.
const notes = ['title', 'description', 'summary', 'example', 'examples', 'deprecated', 'externalDocs']

function words(text: string): string[] {
  return text.split(' ')
}

function refusals(names: string, mend = toSwagger): readonly (readonly [string, string])[] {
  return words(names).map((name) => [name, mend] as const)
}

// What JSON Schema and OpenAPI 3 say with a schema. Elsewhere in a document these names mean nothing good either.
const schemaRefusals: readonly (readonly [string, string])[] = [
  ...refusals('oneOf anyOf not if then else', 'describe the most general form, and note the others in its description'),
  ...refusals('nullable', 'write x-nullable: true'),
  ...refusals('const', 'write an enum of one value'),
  ...refusals('patternProperties propertyNames unevaluatedProperties', 'use additionalProperties'),
  ...refusals(
    'prefixItems additionalItems unevaluatedItems contains minContains maxContains',
    'use items with one schema for every item',
  ),
  ...refusals('dependencies dependentSchemas dependentRequired', 'describe the most general form'),
  ...refusals(
    '$defs $id $anchor $dynamicAnchor $recursiveAnchor $dynamicRef $recursiveRef',
    'move the schema to the definitions of the document, and refer to it as #/definitions/Name',
  ),
  ...refusals(
    'contentEncoding contentMediaType contentSchema',
    'write type: string, with format: binary where it is bytes',
  ),
  ...refusals('discriminator', 'remove it, and describe the most general form'),
]

/** A schema object, and with it everything from JSON Schema and OpenAPI 3 that a type would get wrong. */
export const schemaVocabulary: Vocabulary = {
  kind: 'a schema',
  known: new Set([
    ...words(
      '$ref type format items properties additionalProperties required enum default allOf readOnly writeOnly xml',
    ),
    ...bounds,
    ...notes,
  ]),
  refused: new Map([...schemaRefusals, ...refusals('definitions', 'move them to the definitions of the document')]),
  extensions: ['x-nullable', 'x-docker-response', 'x-docker-request', 'x-docker-runtime'],
}

/** A parameter object of any kind. */
export const parameterVocabulary: Vocabulary = {
  kind: 'a parameter',
  known: new Set([
    ...words('name in required schema type format allowEmptyValue items collectionFormat default enum'),
    ...bounds,
    ...notes,
  ]),
  refused: new Map([
    ...schemaRefusals,
    ...refusals('style explode', 'use collectionFormat'),
    ...refusals('content', 'use type, or for a body schema'),
    ...refusals('allowReserved allOf properties additionalProperties'),
  ]),
  extensions: [
    ...['x-nullable', 'x-docker-encoding', 'x-docker-schema', 'x-docker-always', 'x-docker-reference'],
    ...['x-docker-filters', 'x-docker-runtime'],
  ],
}

/** The `items` of a parameter or header. */
export const itemsVocabulary: Vocabulary = {
  kind: 'a list item',
  known: new Set([...words('type format items default enum'), ...bounds, ...notes]),
  refused: new Map([
    ...schemaRefusals,
    ...refusals('collectionFormat', 'write it beside the name of the parameter: a list of lists cannot be sent'),
    ...refusals('$ref allOf properties additionalProperties schema'),
  ]),
  extensions: ['x-nullable', 'x-docker-runtime'],
}

/** A header of a response. */
export const headerVocabulary: Vocabulary = {
  ...itemsVocabulary,
  kind: 'a header',
  known: new Set([...itemsVocabulary.known, 'collectionFormat']),
}

/** An operation object. */
export const operationVocabulary: Vocabulary = {
  kind: 'an operation',
  known: new Set([...words('tags operationId consumes produces parameters responses schemes security'), ...notes]),
  refused: new Map([...refusals('requestBody', 'use a parameter with in: body'), ...refusals('callbacks servers')]),
  extensions: ['x-docker-result', 'x-docker-body', 'x-docker-unversioned'],
}

/** A response object. */
export const responseVocabulary: Vocabulary = {
  kind: 'a response',
  known: new Set([...words('schema headers'), ...notes]),
  refused: new Map([...refusals('content', 'use schema and produces'), ...refusals('links')]),
  extensions: [],
}

/** The root of the document. */
export const rootVocabulary: Vocabulary = {
  kind: 'the document',
  known: new Set([
    ...words('swagger info host basePath schemes consumes produces paths definitions parameters responses'),
    ...words('securityDefinitions security tags externalDocs'),
  ]),
  refused: new Map([
    ...refusals('components', 'move the schemas to definitions'),
    ...refusals('webhooks servers openapi $defs jsonSchemaDialect'),
  ]),
  extensions: [],
}

/**
 * Reports keywords that are not understood: as an error where they change the meaning, or where one that does was
 * surely meant; otherwise as a warning.
 */
export function checkKeywords(findings: Findings, pointer: Pointer, object: JsonObject, vocabulary: Vocabulary): void {
  for (const keyword of Object.keys(object)) {
    if (vocabulary.known.has(keyword) || vocabulary.extensions.includes(keyword)) continue
    const at = [...pointer, keyword]
    if (/^x-/i.test(keyword)) checkExtensionName(findings, at, keyword, vocabulary)
    else if (keyword === '<<') refuseMergeKey(findings, at)
    else checkForeign(findings, at, keyword, vocabulary)
  }
}

function checkForeign(findings: Findings, pointer: Pointer, keyword: string, vocabulary: Vocabulary): void {
  const mend = vocabulary.refused.get(keyword)
  const meant =
    mend === undefined ? nearestName(keyword, [...vocabulary.known, ...vocabulary.refused.keys()]) : undefined
  if (mend !== undefined) {
    findings.error(pointer, {
      rule: 'keyword-not-understood',
      message: `${quote(keyword)} of ${vocabulary.kind} is not understood, and a client made without it would be wrong`,
      mend,
    })
  } else if (meant !== undefined) {
    findings.error(pointer, {
      rule: 'misspelt-keyword',
      message: `${quote(keyword)} is no keyword of ${vocabulary.kind}, and the client would be made without what is meant`,
      mend: `did you mean ${quote(meant)}? If not, begin its name with x-`,
    })
  } else {
    findings.warning(pointer, {
      rule: 'unknown-keyword',
      message: `${quote(keyword)} is no keyword of ${vocabulary.kind} in Swagger 2.0, and the client is made without it`,
      mend: 'check its spelling and indentation, or begin its name with x-',
    })
  }
}

/** Extensions of others are nobody's business; but one that is meant for this generator must be one that it knows. */
export function checkExtensionName(
  findings: Findings,
  pointer: Pointer,
  name: string,
  { kind, extensions }: Pick<Vocabulary, 'kind' | 'extensions'>,
): void {
  const meant = nearestName(name, extensions)
  if (!/^x-docker-?/i.test(name) && meant === undefined) return
  const known = extensions.length === 0 ? `${kind} can have none` : `${kind} can have ${extensions.join(', ')}`
  findings.error(pointer, {
    rule: 'unknown-extension',
    message: `${quote(name)} is no extension of ${kind}, and the client would be made without what is meant`,
    mend: meant === undefined ? known : `did you mean ${quote(meant)}? ${known}`,
  })
}

/** Refuses `<<`: YAML 1.2 has no merge keys, so that it would be a member of this name, and what it holds would be lost. */
export function refuseMergeKey(findings: Findings, pointer: Pointer): void {
  findings.error(pointer, {
    rule: 'merge-key',
    message: '"<<" is a merge key, which YAML 1.2 does not have: the client would be made without what it holds',
    mend: 'write the members out',
  })
}
