import { distinctNames, typeName } from './naming.js'
import type { Definitions } from './resolve.js'

/** The names of all types: deterministic, and the same in whatever order the document has its parts. */

/** What the suffix of the answers' form is, where requests and answers hold different things. */
export const outputSuffix = 'Output'

/** Gives types their names. */
export interface TypeNames {
  /** The name of a definition, or of its form in answers. */
  ofDefinition(definition: string, form: 'own' | 'output'): string
  /** The name of an inline type: the wanted one where nothing else has it. `origin` tells its claimants apart. */
  ofInline(wanted: string, origin: string): string
  /** The name of an operation's input. */
  ofInput(operationId: string): string
}

/**
 * The names of a document's types.
 *
 * Definitions keep theirs. Inline types can clash with them and with each other, and which do is known only when all
 * have been seen; so the types are built twice, and the names that are wanted the first time are settled before the
 * second.
 */
export interface NameClaims {
  /** Gives every type the name that it wants, and remembers it. */
  readonly wanted: TypeNames
  /** The names after every type has wanted one. */
  settle(): TypeNames
}

/** Begins to name the types of a document. */
export function claimNames(definitions: Definitions): NameClaims {
  const used = new Set<string>()
  const own = distinctNames(definitions.names, typeName, used)
  const split = definitions.names.filter((name) => definitions.isSplit(name))
  const output = distinctNames(split, (name) => (own.get(name) ?? typeName(name)) + outputSuffix, used)
  const ofDefinition: TypeNames['ofDefinition'] = (definition, form) =>
    (form === 'output' ? output : own).get(definition) ?? typeName(definition)

  const inline = new Map<string, string>()
  const inputs = new Map<string, string>()
  const remember = (claims: Map<string, string>, key: string, name: string): string => {
    claims.set(key, name)
    return name
  }
  return {
    wanted: {
      ofDefinition,
      ofInline: (wanted, origin) => remember(inline, inlineKey(wanted, origin), typeName(wanted)),
      ofInput: (operationId) => remember(inputs, operationId, typeName(`${typeName(operationId)}Input`)),
    },
    settle() {
      const inlineNames = distinctNames(inline.keys(), (key) => inline.get(key) ?? key, used)
      const inputNames = distinctNames(inputs.keys(), (key) => inputs.get(key) ?? key, used)
      return {
        ofDefinition,
        ofInline: (wanted, origin) => inlineNames.get(inlineKey(wanted, origin)) ?? typeName(wanted),
        ofInput: (operationId) => inputNames.get(operationId) ?? typeName(operationId),
      }
    },
  }
}

/** One schema may become two types, by direction, which want different names. */
function inlineKey(wanted: string, origin: string): string {
  return `${origin} ${wanted}`
}
