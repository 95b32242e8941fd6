import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Docker } from '../../generated/v1.42/index.js'
import { exampleFolder } from '../../generator/package.js'
import { clientOf } from './client.js'
import { containerContentExamples, containerExamples } from './operation-examples/containers.js'
import { storageAndNetworkExamples, systemExamples } from './operation-examples/engine.js'
import { imageExamples } from './operation-examples/images.js'
import { type Registry, startRegistry } from './registry.js'
import { describeWithEngine } from './with-engine.js'

const cases = [
  ...containerExamples,
  ...containerContentExamples,
  ...imageExamples,
  ...storageAndNetworkExamples,
  ...systemExamples,
]

describeWithEngine('the example of', (engine) => {
  const client = clientOf(engine)
  const home = process.cwd()
  let registry: Registry
  let docker: Docker
  let folder: string
  beforeAll(async () => {
    registry = await startRegistry()
    docker = withRegistry(client, registry.host)
    vi.stubEnv('REGISTRY_PASSWORD', registry.credentials.password)
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await client.close()
    await registry.stop()
  })
  // Examples read and write files in the current folder, as their readers would.
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'operation-examples-'))
    process.chdir(folder)
  })
  afterEach(async () => {
    process.chdir(home)
    await rm(folder, { recursive: true, force: true })
  })

  test('each is run here', async () => {
    const files = (await readdir(exampleFolder)).map((name) => name.replace(/\.ts$/, ''))
    expect(cases.map(([name]) => name).sort()).toEqual(files.sort())
  })

  test.each(cases)('%s does what it shows', async (name, { given, want, left }) => {
    const example = await exampleOf(name)
    await given?.(docker)
    const print = vi.spyOn(console, 'log').mockImplementation(() => {})
    try {
      await example(docker)
      expect(print.mock.calls).toEqual(want)
    } finally {
      print.mockRestore()
    }
    await left?.(docker)
  })
})

async function exampleOf(name: string): Promise<(docker: Docker) => Promise<unknown>> {
  const module: unknown = await import(`../../templates/examples/${name}.ts`)
  if (typeof module === 'object' && module !== null && 'example' in module && typeof module.example === 'function') {
    const { example } = module
    return async (docker) => Reflect.apply(example, undefined, [docker])
  }
  throw new Error(`${name}.ts exports no example`)
}

/** The same client, for which `registry.example` is this registry. */
function withRegistry(docker: Docker, host: string): Docker {
  return new Proxy(docker, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...input: unknown[]): unknown => Reflect.apply(member, target, replaced(input, host))
    },
  })
}

function replaced(values: readonly unknown[], host: string): unknown[] {
  return values.map((value) => {
    if (typeof value === 'string') return value.replace('registry.example', host)
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
    const entries = Object.entries(value)
    const contents = replaced(
      entries.map(([, content]) => content),
      host,
    )
    return Object.fromEntries(entries.map(([key], index) => [key, contents[index]]))
  })
}
