import type { ApiModel, Operation } from '../model/ir.js'
import { takesInput } from './input.js'
import { stringLiteral } from './print.js'

/**
 * The folder's entry: the class, the functions, the models, and what callers need of the runtime.
 *
 * What is of the document is exported by name, so that it wins over anything of the runtime that is called the same.
 */
export function emitIndex(
  model: ApiModel,
  operations: ReadonlyMap<string, readonly Operation[]>,
  header: string,
  runtime: string,
): string {
  const types = model.types.map(({ name }) => name)
  const lines = [
    "export { Docker } from './docker.js';",
    ...(types.length === 0 ? [] : [exportNames('export type', types, './models.js')]),
    ...model.tags.map(({ name, file }) => {
      const own = operations.get(name) ?? []
      const inputs = own.filter(takesInput).map(({ inputName }) => `type ${inputName}`)
      const names = [...own.map(({ functionName }) => functionName), ...inputs]
      return exportNames('export', names, `./operations/${file}.js`)
    }),
    `export * from ${stringLiteral(runtime)};`,
  ]
  return `${header}\n${lines.join('\n')}\n`
}

function exportNames(keyword: string, names: readonly string[], from: string): string {
  return `${keyword} {\n${names.map((name) => `  ${name},\n`).join('')}} from ${stringLiteral(from)};`
}
