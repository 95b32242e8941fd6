import { quote } from '../diagnostic.js'
import type { JsonObject, Pointer } from '../json.js'
import type { Findings } from './findings.js'

/** The keywords of one kind of object: those that are understood, and those that would change what it means. */
export interface Vocabulary {
  /** The kind of object, with its article. */
  readonly kind: string
  readonly known: ReadonlySet<string>
  /** Keywords that are not understood, each with what to do instead. Left unread they would make the client wrong. */
  readonly refused: ReadonlyMap<string, string>
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

function refusals(names: string, mend = toSwagger): [string, string][] {
  return words(names).map((name) => [name, mend])
}

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
  refused: new Map([
    ...refusals(
      'oneOf anyOf not if then else',
      'describe the most general form, and note the others in its description',
    ),
    ...refusals('nullable', 'write x-nullable: true'),
    ...refusals('const', 'write an enum of one value'),
    ...refusals('patternProperties propertyNames unevaluatedProperties', 'use additionalProperties'),
    ...refusals('prefixItems additionalItems contains', 'use items with one schema for every item'),
    ...refusals('dependencies dependentSchemas dependentRequired', 'describe the most general form'),
    ...refusals('$defs $dynamicRef $recursiveRef', 'move the schema to definitions'),
    ...refusals('discriminator', 'remove it, and describe the most general form'),
  ]),
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
    ...refusals('style explode', 'use collectionFormat'),
    ...refusals('content', 'use type, or for a body schema'),
    ...refusals('allowReserved nullable oneOf anyOf allOf'),
  ]),
}

/** The `items` of a parameter or header. */
export const itemsVocabulary: Vocabulary = {
  kind: 'a list item',
  known: new Set([...words('type format items collectionFormat default enum'), ...bounds, ...notes]),
  refused: new Map(refusals('oneOf anyOf allOf not nullable const')),
}

/** An operation object. */
export const operationVocabulary: Vocabulary = {
  kind: 'an operation',
  known: new Set([...words('tags operationId consumes produces parameters responses schemes security'), ...notes]),
  refused: new Map([...refusals('requestBody', 'use a parameter with in: body'), ...refusals('callbacks servers')]),
}

/** A response object. */
export const responseVocabulary: Vocabulary = {
  kind: 'a response',
  known: new Set([...words('schema headers'), ...notes]),
  refused: new Map([...refusals('content', 'use schema and produces'), ...refusals('links')]),
}

/** The root of the document. */
export const rootVocabulary: Vocabulary = {
  kind: 'the document',
  known: new Set([
    ...words('swagger info host basePath schemes consumes produces paths definitions parameters responses'),
    ...words('securityDefinitions security tags externalDocs'),
  ]),
  refused: new Map(refusals('components webhooks servers')),
}

/** Reports keywords that are not understood: as an error where they change the meaning, otherwise as a warning. */
export function checkKeywords(findings: Findings, pointer: Pointer, object: JsonObject, vocabulary: Vocabulary): void {
  for (const keyword of Object.keys(object)) {
    if (vocabulary.known.has(keyword) || keyword.startsWith('x-')) continue
    const mend = vocabulary.refused.get(keyword)
    if (mend === undefined) {
      findings.warning([...pointer, keyword], {
        rule: 'unknown-keyword',
        message: `${quote(keyword)} is no keyword of ${vocabulary.kind} in Swagger 2.0, and the client is made without it`,
        mend: 'check its spelling and indentation, or begin its name with x-',
      })
    } else {
      findings.error([...pointer, keyword], {
        rule: 'keyword-not-understood',
        message: `${quote(keyword)} of ${vocabulary.kind} is not understood, and a client made without it would be wrong`,
        mend,
      })
    }
  }
}
