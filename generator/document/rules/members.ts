import { quote } from '../diagnostic.js'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, type Pointer } from '../json.js'
import { describe, type Findings, member } from './findings.js'

/** What a value can be: of a kind, or one of these texts. */
export type Kind = 'text' | 'true or false' | 'mapping' | 'list of texts' | 'anything' | readonly string[]

/** The members that a mapping can have, each with what its value can be. */
export type Kinds = Readonly<Record<string, Kind>>

/** Checks the members of an extension: that each is known, and its value what it can be. */
export function checkMembers(findings: Findings, pointer: Pointer, object: JsonObject, kinds: Kinds): void {
  const known = Object.keys(kinds)
  for (const name of Object.keys(object)) {
    if (known.includes(name)) continue
    findings.error([...pointer, name], {
      rule: 'unknown-extension',
      message: `${quote(name)} is no member of ${pointer.at(-1)}, and the client would be made without what is meant`,
      mend: known.length === 0 ? 'remove it' : `use one of ${known.join(', ')}`,
    })
  }
  checkKinds(findings, pointer, object, kinds)
}

/** Checks the values of those members that are there. */
export function checkKinds(findings: Findings, pointer: Pointer, object: JsonObject, kinds: Kinds): void {
  for (const [name, kind] of Object.entries(kinds)) {
    const value = member(object, name)
    if (value === undefined || isOfKind(value, kind)) continue
    const wanted =
      typeof kind !== 'string' ? `one of ${kind.join(', ')}` : kind === 'true or false' ? kind : `a ${kind}`
    const message = `${name} is ${describe(value)}, where ${wanted} is needed; the client would not be what was meant`
    const mend = 'correct it in the document, or in the overlay that sets it'
    findings.error([...pointer, name], { rule: 'bad-extension', message, mend, at: 'value' })
  }
}

function isOfKind(value: JsonValue, kind: Kind): boolean {
  switch (kind) {
    case 'anything':
      return true
    case 'text':
      return typeof value === 'string'
    case 'true or false':
      return typeof value === 'boolean'
    case 'mapping':
      return isJsonObject(value)
    case 'list of texts':
      return isJsonArray(value) && value.every((item) => typeof item === 'string')
    default:
      return typeof value === 'string' && kind.includes(value)
  }
}
