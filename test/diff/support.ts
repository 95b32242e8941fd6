import { type ApiDiff, compareApis } from '../../generator/diff/index.js'
import { loadApi } from '../../generator/load-api.js'
import type { ApiModel } from '../../generator/model/ir.js'

/** What a document of a test is made of: members of `paths` and of `definitions`, as YAML in flow style. */
export interface Given {
  readonly paths?: string
  readonly definitions?: string
}

/** The model of a small document. */
export async function modelOf({ paths = '', definitions = '' }: Given, version = '1.0'): Promise<ApiModel> {
  const text = `swagger: '2.0'
info: { title: A, version: '${version}' }
paths:
  /kept: { get: { operationId: Kept, responses: { 200: { description: '' } } } }
${indent(paths)}
definitions:
  Kept: { type: string }
${indent(definitions)}
`
  const { model } = await loadApi({ spec: '-', stdin: lines(text), corrections: false })
  return model
}

async function* lines(text: string): AsyncGenerator<string> {
  yield text
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ')
}

/** The difference of two small documents. */
export async function diffOf(before: Given, after: Given): Promise<ApiDiff> {
  return compareApis(await modelOf(before), await modelOf(after, '1.1'))
}

/** Changes as short lines: `! rule owner.member`, where `!` says that it breaks callers. */
export function changeLines(diff: ApiDiff): string[] {
  return diff.changes.map(({ rule, breaking, owner, member }) => {
    return `${breaking ? '! ' : ''}${rule} ${member === undefined ? owner : `${owner}.${member}`}`
  })
}
