import { existsSync, readFileSync } from 'node:fs'

/** Where this package's own files are, both from its sources and from its build. */

function findRoot(): URL {
  for (let folder = new URL('./', import.meta.url); ; ) {
    if (existsSync(new URL('package.json', folder))) return folder
    const above = new URL('../', folder)
    if (above.href === folder.href) throw new Error('the package.json of docker-engine-client is missing')
    folder = above
  }
}

/** The package's folder. */
export const packageRoot: URL = findRoot()

/** The folder of the committed documents and their corrections. */
export const specFolder: URL = new URL('spec/', packageRoot)

/** The folder of the handlebars templates. */
export const templateFolder: URL = new URL('templates/', packageRoot)

/** The folder of the examples that the reference shows. */
export const exampleFolder: URL = new URL('examples/', templateFolder)

/** The sources of the runtime, which `--runtime copy` copies. */
export const runtimeFolder: URL = new URL('runtime/', packageRoot)

/** The generator's name and version, as the headers of its output state it. */
export function generatorName(): string {
  const { version } = JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')) as { version: string }
  return `docker-client-gen v${version}`
}
