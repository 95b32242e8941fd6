import type { RequestOptions } from '../../runtime/index.js'
import { type Call, record } from './record.js'

/** The request line, then the headers that an operation decides on, then the body where there is one. */
export type Row = readonly [name: string, row: { given: Call; want: readonly string[] }]

/** A row of a call with an input. */
export function row(name: string, operation: string, input: object | undefined, ...want: readonly string[]): Row {
  return [name, { given: { operation, input }, want }]
}

/** A row of a call with options. */
export function withOptions(name: string, operation: string, options: RequestOptions, ...want: readonly string[]): Row {
  return [name, { given: { operation, options }, want }]
}

/** The header of a JSON body. */
export const json = 'content-type: application/json'
/** Headers of every request, or that state what is compared anyway. */
const plainHeaders = ['host', 'content-length', 'accept']

/** What a call puts on the wire, in the words of a row. */
export async function sent(call: Call): Promise<string[]> {
  const { method, target, headers, body } = await record(call)
  const lines = [...headers].flatMap(([name, values]) => values.map((value) => `${name}: ${value}`))
  const told = lines.filter((line) => !plainHeaders.some((name) => line.startsWith(`${name}: `)))
  const kept = told.filter((line) => line !== 'connection: keep-alive').sort()
  return [`${method} ${target}`, ...kept, ...(body.length === 0 ? [] : [body.toString()])]
}
