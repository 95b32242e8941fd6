import type { Docker } from '../../../generated/v1.42/index.js'
import type { ApiModel, Operation, Property, TypeRef } from '../../../generator/model/ir.js'
import { BadRequestError, JsonStream, NotFoundError } from '../../../runtime/index.js'

/** Values of filters that take no fixed ones: whatever finds nothing, in a form that the engine reads. */
const samples: Readonly<Record<string, string>> = {
  before: 'sweep-plain',
  exited: '0',
  expose: '80/tcp',
  publish: '80/tcp',
  since: 'sweep-plain',
  stars: '3',
  until: '1000h',
}

/** The same for images, where `before` and `since` are images. */
const imageSamples: Readonly<Record<string, string>> = { ...samples, before: 'busybox:latest', since: 'busybox:latest' }

/** Filters that engines of API 1.41 do not know: their descriptions say so. */
const newer: readonly string[] = ['imageList until', 'volumePrune all']

/** What came of asking an engine for every filter. */
export interface FilterAnswers {
  readonly count: number
  /** Those whose refusal, or its absence, is not as the model says. */
  readonly unexpected: readonly string[]
}

/** Asks the engine for every filter that the model knows, with each of its fixed values, and for one it does not. */
export async function sweepFilters(docker: Docker, model: ApiModel): Promise<FilterAnswers> {
  const operations = model.operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'filters'))
  const unexpected: string[] = []
  let count = 0
  for (const operation of operations) {
    const ask = async (filter: string, value: readonly string[], isRefused: boolean): Promise<void> => {
      const refusal = await refusalOf(docker, operation, { [filter]: value })
      const what = `${operation.functionName} ${filter}=${String(value)}`
      if ((refusal !== undefined) !== isRefused) unexpected.push(`${what}: ${String(refusal ?? 'passed')}`)
    }
    for (const filter of filtersOf(model, operation)) {
      count += 1
      const isNewer = newer.includes(`${operation.functionName} ${filter.name}`)
      for (const value of valuesOf(operation, filter)) await ask(filter.name, value, isNewer)
    }
    // Events pass over what they do not know.
    await ask('no-such-filter', ['x'], operation.functionName !== 'systemEvents')
  }
  return { count, unexpected }
}

function filtersOf(model: ApiModel, { parameters }: Operation): readonly Property[] {
  const type = parameters.find(({ name }) => name === 'filters')?.type
  const shape = model.types.find(({ name }) => type?.kind === 'reference' && name === type.name)?.shape
  return shape?.kind === 'interface' ? shape.properties : []
}

function valuesOf({ functionName }: Operation, { name, type }: Property): string[][] {
  const value: TypeRef | undefined = type.kind === 'runtime' ? type.parameter : undefined
  if (value?.kind === 'literals') return value.values.map((each) => [String(each)])
  if (functionName === 'buildPrune' && ['inuse', 'shared', 'private'].includes(name)) return [[]]
  return [[(functionName.startsWith('image') ? imageSamples : samples)[name] ?? 'nothing']]
}

/** What the engine says against a filter; that there is no registry to search in is something else. */
async function refusalOf(docker: Docker, operation: Operation, filters: object): Promise<unknown> {
  const method: unknown = Reflect.get(docker, operation.functionName)
  if (typeof method !== 'function') throw new Error(`there is no ${operation.functionName}`)
  const further = { term: 'x', since: 1, until: 1 }
  const names = operation.parameters.map(({ name }) => name)
  const input = Object.fromEntries(Object.entries({ filters, ...further }).filter(([name]) => names.includes(name)))
  if (operation.functionName !== 'systemEvents') for (const name of ['since', 'until']) delete input[name]
  try {
    const result: unknown = await Reflect.apply(method, docker, [input])
    if (result instanceof JsonStream) await result.wait()
    return undefined
  } catch (error) {
    // The engine knows the filter, and looks for what it names.
    if (error instanceof NotFoundError) return undefined
    if (operation.functionName === 'imageSearch' && !String(error).includes('filter')) return undefined
    if (error instanceof BadRequestError || String(error).includes('filter')) return error
    throw error
  }
}
