import { quote } from '../diagnostic.js'
import type { JsonObject, JsonValue, Pointer } from '../json.js'
import { describe, type Findings, member } from './findings.js'
import { typesOf } from './types.js'

/**
 * What a parameter must be because of its place in the request.
 */

// What these say is for the connection to say: an input would break it, or lead the request to another host.
const connectionHeaders: ReadonlySet<string> = new Set([
  ...['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade', 'te', 'trailer', 'keep-alive'],
])

/** Checks what holds for the parameters of one place, `in`. */
export function checkPlace(findings: Findings, pointer: Pointer, parameter: JsonObject, where: string): void {
  const required = member(parameter, 'required')
  if (required !== undefined && typeof required !== 'boolean') {
    const message = `required is ${describe(required)}, where true or false is needed; the input would be optional`
    findings.error([...pointer, 'required'], {
      rule: 'bad-required',
      message,
      mend: 'write true or false',
      at: 'value',
    })
  }
  if (where === 'path') checkPathParameter(findings, pointer, parameter, required === false || required === undefined)
  if (where === 'header') checkHeader(findings, pointer, member(parameter, 'name'))
  if (where === 'query' || member(parameter, 'collectionFormat') !== 'multi') return
  findings.error([...pointer, 'collectionFormat'], {
    rule: 'unknown-collection-format',
    message: `the collectionFormat is "multi", which is for the query alone: in the ${where} nobody would read the list`,
    mend: 'use csv, ssv, tsv or pipes',
    at: 'value',
  })
}

function checkPathParameter(findings: Findings, pointer: Pointer, parameter: JsonObject, optional: boolean): void {
  if (optional) {
    findings.error(pointer, {
      rule: 'optional-path-parameter',
      message: `the path parameter ${describe(member(parameter, 'name'))} is not required, but without it there is no path that a request could be sent to`,
      mend: 'write required: true',
    })
  }
  if (!typesOf(parameter).includes('array')) return
  findings.error([...pointer, 'type'], {
    rule: 'list-in-path',
    message: 'the path parameter is a list, which is not understood: the client could not write it into the path',
    mend: 'use type: string',
    at: 'value',
  })
}

function checkHeader(findings: Findings, pointer: Pointer, name: JsonValue | undefined): void {
  if (typeof name !== 'string' || !connectionHeaders.has(name.toLowerCase())) return
  findings.error([...pointer, 'name'], {
    rule: 'bad-parameter-name',
    message: `the header ${quote(name)} is for the connection to set, and an input of the client would break the request`,
    mend: 'remove the parameter',
    at: 'value',
  })
}
