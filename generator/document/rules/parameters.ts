import { quote } from '../diagnostic.js'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, type Pointer } from '../json.js'
import { checkConsistency } from './consistency.js'
import { checkDoubles, type KnownParameter } from './doubles.js'
import { checkParameterExtensions } from './extensions.js'
import { describe, expectMapping, type Findings, member } from './findings.js'
import { checkKeywords, itemsVocabulary, parameterVocabulary } from './keywords.js'
import { nameProblem } from './names.js'
import { checkPlace } from './places.js'
import { checkSchema } from './schemas.js'
import { checkEnum, checkItemsPresent, checkType } from './types.js'

const places = ['path', 'query', 'header', 'body']
const collectionFormats = ['csv', 'ssv', 'tsv', 'pipes', 'multi']

/** Checks a list of parameters, and gives those that an operation can be made with. */
export function checkParameters(
  findings: Findings,
  pointer: Pointer,
  list: JsonValue | undefined,
  definitions: JsonObject,
): readonly KnownParameter[] {
  if (list === undefined) return []
  if (!isJsonArray(list)) {
    const message = `parameters is ${describe(list)}, where a list is needed`
    findings.error(pointer, { rule: 'not-a-list', message, mend: 'give a list of parameters', at: 'value' })
    return []
  }
  const known = list.flatMap((each, index) => checkParameter(findings, [...pointer, index], each, definitions))
  checkDoubles(findings, known)
  return known
}

function checkParameter(
  findings: Findings,
  pointer: Pointer,
  value: JsonValue,
  definitions: JsonObject,
): readonly KnownParameter[] {
  const parameter = expectMapping(findings, pointer, value, 'a parameter')
  if (parameter === undefined) return []
  if (Object.hasOwn(parameter, '$ref')) {
    const message = 'the parameter is a $ref, which is understood in schemas only: the operation would lack it'
    findings.error([...pointer, '$ref'], { rule: 'foreign-reference', message, mend: 'write the parameter out' })
    return []
  }
  checkKeywords(findings, pointer, parameter, parameterVocabulary)
  const name = checkParameterName(findings, pointer, parameter)
  const where = checkIn(findings, pointer, parameter)
  checkParameterExtensions(findings, pointer, parameter)
  if (where !== undefined) checkPlace(findings, pointer, parameter, where)
  const given = member(parameter, 'x-docker-schema')
  if (given !== undefined) checkSchema(findings, [...pointer, 'x-docker-schema'], given, definitions)
  if (where === 'body') checkBody(findings, pointer, parameter, definitions)
  else if (where !== undefined) checkSimple(findings, pointer, parameter)
  return name === undefined || where === undefined ? [] : [{ name, in: where, pointer }]
}

function checkParameterName(findings: Findings, pointer: Pointer, parameter: JsonObject): string | undefined {
  const name = member(parameter, 'name')
  if (typeof name !== 'string') {
    const message = `the parameter's name is ${describe(name)}, where a text is needed`
    findings.error([...pointer, 'name'], { rule: 'bad-parameter-name', message, mend: 'name the parameter' })
    return undefined
  }
  // Slashes and dots are of no harm here: a parameter's name is sent, but never the name of a file.
  const problem = nameProblem(name.replace(/[/\\.]/g, 'x'))
  const badHeader = member(parameter, 'in') === 'header' && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)
  if (problem !== undefined || badHeader) {
    const reason = problem ?? 'is no name that a header can have'
    const message = `the parameter's name ${quote(name)} ${reason}, so that the client cannot send it`
    findings.error([...pointer, 'name'], { rule: 'bad-parameter-name', message, mend: 'correct the name', at: 'value' })
  }
  return name
}

function checkIn(findings: Findings, pointer: Pointer, parameter: JsonObject): string | undefined {
  const where = member(parameter, 'in')
  if (typeof where === 'string' && places.includes(where)) return where
  findings.error([...pointer, 'in'], {
    rule: 'unknown-in',
    message:
      where === 'formData'
        ? 'the parameter is in formData, which is not understood: the engine has no forms'
        : `the parameter's place (in) is ${describe(where)}, which is not known, so that the client cannot send it`,
    mend: `use one of ${places.join(', ')}`,
    at: 'value',
  })
  return undefined
}

function checkBody(findings: Findings, pointer: Pointer, parameter: JsonObject, definitions: JsonObject): void {
  const schema = member(parameter, 'schema')
  if (schema !== undefined) {
    checkSchema(findings, [...pointer, 'schema'], schema, definitions)
    return
  }
  findings.error([...pointer, 'schema'], {
    rule: 'body-without-schema',
    message: 'the body has no schema, so that the client does not know what to send',
    mend: 'add schema: {} where it can be anything, or type string and format binary for bytes',
  })
}

function checkSimple(findings: Findings, pointer: Pointer, parameter: JsonObject): void {
  if (Object.hasOwn(parameter, 'schema')) {
    findings.error([...pointer, 'schema'], {
      rule: 'keyword-not-understood',
      message: 'only a body has a schema: the type of this parameter is not understood',
      mend: 'write its type beside its name, as Swagger 2.0 has it',
    })
  } else if (!Object.hasOwn(parameter, 'type')) {
    findings.warning(pointer, {
      rule: 'parameter-without-type',
      message: 'the parameter has no type, and is a text in the client',
      mend: 'add its type',
    })
  }
  checkSimpleType(findings, pointer, parameter)
}

/** Checks the type of a parameter, of a header, or of the items of either. */
export function checkSimpleType(findings: Findings, pointer: Pointer, schema: JsonObject): void {
  checkType(findings, pointer, schema, 'parameter')
  checkEnum(findings, pointer, schema)
  checkItemsPresent(findings, pointer, schema)
  checkConsistency(findings, pointer, schema)
  const format = member(schema, 'collectionFormat')
  if (format !== undefined && !(typeof format === 'string' && collectionFormats.includes(format))) {
    findings.error([...pointer, 'collectionFormat'], {
      rule: 'unknown-collection-format',
      message: `the collectionFormat is ${describe(format)}, which is not known, so that the client cannot send the list`,
      mend: `use one of ${collectionFormats.join(', ')}`,
      at: 'value',
    })
  }
  const items = member(schema, 'items')
  if (items === undefined) return
  const way = [...pointer, 'items']
  const inner = expectMapping(findings, way, items, 'the description of the items')
  if (inner === undefined) return
  if (isJsonObject(items)) checkKeywords(findings, way, inner, itemsVocabulary)
  checkSimpleType(findings, way, inner)
}
