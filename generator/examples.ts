import { readdir, readFile } from 'node:fs/promises'

/** The examples of operations that the reference shows: one program of each, as `templates/examples` has them. */

const importLine = /^import .* from '(?!\.)[^']+'$/gm
const exampleBody = /^export async function example\(docker: Docker\): Promise<void> \{\n(.*?)^\}$/ms

/**
 * Reads the examples.
 *
 * @param folder has `containerList.ts` and so on, each of which exports `async function example(docker)`
 * @returns what a reader sees, by the operation's function name: the packages that it imports, and what it does with
 *   a client that is called `docker`
 * @throws Error where a file has no such function
 */
export async function readExamples(folder: URL): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort()
  const examples = names.map(async (name): Promise<[string, string]> => {
    const source = await readFile(new URL(name, folder), 'utf8')
    return [name.slice(0, -'.ts'.length), shown(source.replaceAll('\r\n', '\n'), name)]
  })
  return new Map(await Promise.all(examples))
}

function shown(source: string, name: string): string {
  const body = exampleBody.exec(source)?.[1]
  if (body === undefined) throw new Error(`templates/examples/${name} exports no \`async function example(docker)\``)
  const imports = source.match(importLine) ?? []
  const statements = body.replace(/^ {2}/gm, '').trimEnd()
  return imports.length === 0 ? statements : `${imports.join('\n')}\n\n${statements}`
}
