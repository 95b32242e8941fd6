import { extensionText, parameterEncoding } from './extensions.js'
import { declareFilters } from './filters.js'
import type { Encoding, Parameter, TypeRef } from './ir.js'
import { distinctNames, inputName, isIdentifier, pascalCase } from './naming.js'
import { type OperationSource, requestSite } from './operations.js'
import type { Schema, SwaggerParameter } from './swagger.js'
import { isDeprecated, text } from './texts.js'

/** The path, query and header parameters of an operation. */

const places = ['path', 'query', 'header'] as const

/** Path parameters come first: what an operation acts on is what a caller thinks of first. */
export function buildParameters(source: OperationSource): Parameter[] {
  const parameters = places.flatMap((where) =>
    (source.operation.parameters ?? [])
      .filter((parameter) => parameter.in === where)
      .map((parameter) => ({
        where,
        parameter,
        key: `${isIdentifier(parameter.name) ? 0 : 1}${places.indexOf(where)} ${parameter.name}`,
      })),
  )
  const names = inputNames(parameters.map(({ key }) => key))
  return parameters.map(({ where, parameter, key }) => {
    return buildParameter(source, parameter, where, names.get(key) ?? inputName(parameter.name))
  })
}

/** Where parameters want one name, the one that has it on the wire gets it; else the path's goes before the query's. */
function inputNames(keys: readonly string[]): Map<string, string> {
  const wireName = (key: string): string => key.slice(key.indexOf(' ') + 1)
  return distinctNames(keys, (key) => inputName(wireName(key)), new Set(['body']))
}

function buildParameter(
  source: OperationSource,
  parameter: SwaggerParameter,
  where: Parameter['where'],
  name: string,
): Parameter {
  const origin = `${source.origin}/parameters/${name}`
  const encoding = encodingOf(parameter, where, origin)
  const always = parameter['x-docker-always']
  const reference = parameter['x-docker-reference']
  return {
    where,
    wireName: parameter.name,
    name,
    type: parameterType(source, parameter, encoding, name),
    required: parameter.required === true,
    encoding,
    doc: text(parameter.description),
    deprecated: isDeprecated(parameter),
    ...(parameter.default === undefined ? {} : { default: JSON.stringify(parameter.default) }),
    ...(always === undefined ? {} : { always: extensionText(always, 'x-docker-always', origin) }),
    ...(reference === undefined ? {} : { reference: extensionText(reference, 'x-docker-reference', origin) }),
  }
}

const listEncodings: Readonly<Record<string, Encoding>> = {
  csv: 'csv',
  ssv: 'ssv',
  tsv: 'tsv',
  pipes: 'pipes',
  multi: 'repeat',
}

function encodingOf(parameter: SwaggerParameter, where: Parameter['where'], origin: string): Encoding {
  const corrected = parameter['x-docker-encoding']
  if (corrected !== undefined) return parameterEncoding(corrected, where, origin)
  if (where === 'path') return 'segment'
  if (parameter.type !== 'array') return 'plain'
  return listEncodings[parameter.collectionFormat ?? 'csv'] ?? 'csv'
}

function parameterType(
  source: OperationSource,
  parameter: SwaggerParameter,
  encoding: Encoding,
  name: string,
): TypeRef {
  const { builder } = source
  const site = requestSite(source, pascalCase(name), `parameters/${name}`)
  const filters = parameter['x-docker-filters']
  if (filters !== undefined) return declareFilters(builder, site.name, filters, site.origin)
  const corrected = parameter['x-docker-schema']
  if (corrected !== undefined) return builder.typeOf(corrected, site)
  if (encoding === 'timestamp') return { kind: 'runtime', name: 'Timestamp' }
  if (encoding === 'auth') return { kind: 'runtime', name: 'RegistryAuth' }
  const own = builder.typeOf(parameterSchema(parameter), site)
  return encoding === 'repeat' && own.kind !== 'array' ? { kind: 'array', items: own } : own
}

/** The part of a parameter that is a schema: its `required` is of another kind. */
function parameterSchema(parameter: SwaggerParameter): Schema {
  const { required: _, ...schema } = parameter
  return schema
}
