import type { ApiModel } from '../model/ir.js'
import { stringLiteral } from './print.js'

/** The folder's entry: the class, the functions, the models, and what callers need of the runtime. */
export function emitIndex(model: ApiModel, header: string, runtime: string): string {
  // By name, so that a model wins over a type of the runtime that is called the same.
  const models = model.types.map(({ name }) => `  ${name},\n`).join('')
  const lines = [
    "export { Docker } from './docker.js';",
    ...(models === '' ? [] : [`export type {\n${models}} from './models.js';`]),
    ...model.tags.map((tag) => `export * from './operations/${tag.file}.js';`),
    `export * from ${stringLiteral(runtime)};`,
  ]
  return `${header}\n${lines.join('\n')}\n`
}
