import type { OpenAPIV2 } from 'openapi-types'

/**
 * The parts of a validated Swagger 2.0 document that the model is built from, with the vendor extensions that
 * corrections add. The shapes are those of Docker's own documents: `$ref` may have siblings, `type` may be a list.
 */

/** A document that has passed `validateDocument`. */
export interface SwaggerDocument extends Pick<OpenAPIV2.Document, 'swagger' | 'info' | 'basePath'> {
  readonly tags?: readonly OpenAPIV2.TagObject[]
  readonly consumes?: readonly string[]
  readonly produces?: readonly string[]
  readonly paths: Readonly<Record<string, PathItem>>
  readonly definitions?: Readonly<Record<string, Schema>>
}

/**
 * A validated document by its own vocabulary. `validateDocument` has checked what is claimed here: give only a root
 * that it found no errors in.
 */
export function toSwagger(root: object): SwaggerDocument {
  return root as SwaggerDocument
}

/** The operations of one path, by lower-case method, and the parameters that they share. */
export type PathItem = Readonly<Partial<Record<HttpMethod, SwaggerOperation>>> & {
  readonly parameters?: readonly SwaggerParameter[]
}

/** The methods that Swagger 2.0 knows, in the order in which operations of one path are listed. */
export const httpMethods = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const

/** A method as it stands in a document. */
export type HttpMethod = (typeof httpMethods)[number]

/** An operation object. */
export interface SwaggerOperation
  extends Pick<OpenAPIV2.OperationObject, 'summary' | 'description' | 'deprecated' | 'consumes' | 'produces' | 'tags'> {
  readonly operationId: string
  readonly parameters?: readonly SwaggerParameter[]
  readonly responses: Readonly<Record<string, SwaggerResponse>>
  /** What a call gives, where the document does not say it. */
  readonly 'x-docker-result'?: ResultCorrection
  /** What the engine insists on in a request body. */
  readonly 'x-docker-body'?: BodyCorrection
  /** The operation works without a version in its path. */
  readonly 'x-docker-unversioned'?: boolean
}

/** `x-docker-result`: see `spec/README.md`. */
export interface ResultCorrection {
  readonly kind: string
  readonly schema?: Schema
  readonly progress?: boolean
  readonly single?: { readonly parameter: string; readonly value: boolean }
  readonly terminal?: string
  readonly detach?: string
  readonly protocol?: string
  readonly accept?: string
}

/** `x-docker-body`: see `spec/README.md`. */
export interface BodyCorrection {
  readonly contentType?: string
  readonly fallback?: unknown
  readonly optional?: boolean
}

/** A parameter object of any kind. */
export interface SwaggerParameter extends Schema {
  readonly name: string
  readonly in: string
  readonly schema?: Schema
  readonly collectionFormat?: string
  readonly 'x-docker-encoding'?: string
  /** The type that the caller gives, where it is not the type on the wire. */
  readonly 'x-docker-schema'?: Schema
  /** Text that is sent where the caller gives no value. */
  readonly 'x-docker-always'?: string
  /** For credentials: the input that names the image whose registry they are for; `*` for all registries. */
  readonly 'x-docker-reference'?: string
  /** The keys of a `filters` parameter, each with its values where they are a closed set. */
  readonly 'x-docker-filters'?: Readonly<Record<string, FilterKey>>
}

/** One key of a `filters` parameter. */
export interface FilterKey {
  readonly description?: string
  readonly values?: readonly string[]
}

/** A response object. */
export interface SwaggerResponse {
  readonly description?: string
  readonly schema?: Schema
}

/** A schema object. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly description?: string
  readonly title?: string
  readonly deprecated?: boolean
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
  readonly allOf?: readonly Schema[]
  /** Names of required properties; a boolean where the schema is a parameter. */
  readonly required?: readonly string[] | boolean
  readonly minItems?: number
  readonly maxItems?: number
  readonly 'x-nullable'?: boolean
  /** What engines send, where it is more than the document promises. */
  readonly 'x-docker-response'?: ResponseFacts
  /** The type that requests may hold beside the one that answers hold. */
  readonly 'x-docker-request'?: Schema
  /** The name of a type that the runtime defines. */
  readonly 'x-docker-runtime'?: string
}

/** The properties that a schema requires. What is no list was warned of, and requires nothing. */
export function requiredNames({ required }: Schema): readonly string[] {
  return Array.isArray(required) ? required : []
}

/** `x-docker-response`: facts about an object in answers. */
export interface ResponseFacts {
  /** Properties that are always there. */
  readonly always?: readonly string[]
  /** Properties that may be null; requests may hold null for them as well, so that an answer can be sent back. */
  readonly null?: readonly string[]
  /** Properties that are never null, whatever the document says of them or of the definition they refer to. */
  readonly notNull?: readonly string[]
}
