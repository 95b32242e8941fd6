import type { NamedParameter, OperationDescriptor, PathEncoding, ValueEncoding } from '../operation.js'

/** A path parameter of an operation. */
export interface PlannedPathValue {
  /** Its name in the input. */
  readonly input: string
  readonly encoding: PathEncoding
  /** How errors name it, as `ContainerInspect: id`. */
  readonly what: string
}

/** A query or header parameter of an operation. */
export interface PlannedValue {
  /** Its name in the input. */
  readonly input: string
  /** Its name on the wire. */
  readonly name: string
  readonly encoding: ValueEncoding
  /** Sent where the caller gives none. */
  readonly always: string | undefined
  /** How errors name it, as `ContainerList: filters`. */
  readonly what: string
}

/** An operation as its requests are made from it: what its descriptor says, put in order once for all calls. */
export interface OperationPlan {
  /** The names that an input may have. */
  readonly known: ReadonlySet<string>
  /** The path template: texts, and the values between them. */
  readonly path: readonly (string | PlannedPathValue)[]
  readonly query: readonly PlannedValue[]
  readonly headers: readonly PlannedValue[]
}

const plans = new WeakMap<OperationDescriptor, OperationPlan>()

/** The plan of an operation, made at its first call. */
export function planOf(operation: OperationDescriptor): OperationPlan {
  const found = plans.get(operation)
  if (found !== undefined) return found
  const plan = makePlan(operation)
  plans.set(operation, plan)
  return plan
}

function makePlan(operation: OperationDescriptor): OperationPlan {
  const path = pathParts(operation)
  const query = plannedValues(operation, operation.query)
  const headers = plannedValues(operation, operation.headers)
  const inPath = path.flatMap((part) => (typeof part === 'string' ? [] : part))
  const names = [...inPath, ...query, ...headers].map(({ input }) => input)
  return { known: new Set(operation.body === undefined ? names : [...names, 'body']), path, query, headers }
}

/** A split by an expression with a group gives, in turns, the texts and what the group found between them. */
function pathParts({ operationId, path, pathParameters }: OperationDescriptor): (string | PlannedPathValue)[] {
  return path.split(/\{([^}]+)\}/).map((part, index) => {
    if (index % 2 === 0) return part
    return { input: part, encoding: pathParameters?.[part] ?? 'segment', what: `${operationId}: ${part}` }
  })
}

function plannedValues(
  { operationId }: OperationDescriptor,
  parameters: Readonly<Record<string, ValueEncoding | NamedParameter>> = {},
): PlannedValue[] {
  return Object.entries(parameters).map(([input, parameter]) => {
    const what = `${operationId}: ${input}`
    if (typeof parameter === 'string') return { input, name: input, encoding: parameter, always: undefined, what }
    return { input, name: parameter.name, encoding: parameter.encoding, always: parameter.always, what }
  })
}
