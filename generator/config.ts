import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, relative } from 'node:path'
import {
  type Diagnostic,
  isJsonObject,
  isLimit,
  isLimitValue,
  isVersionName,
  type JsonValue,
  type Limits,
  limitNames,
  type Place,
  quote,
  UnusableInputError,
} from './document/index.js'
import { completeLimits } from './document/limits.js'
import { parseDocument, type SpecDocument } from './document/parse.js'
import { readFileBytes } from './document/sources/bytes.js'
import { decodeText } from './document/sources/decode.js'

/** The name of the file in which a project keeps its settings. */
export const configFile = 'docker-client-gen.config.json'

/** The settings of a project. Each is the option of the same name; paths are relative to the file's folder. */
export interface Config {
  readonly spec?: string
  readonly out?: string
  readonly overlays?: readonly string[]
  readonly only?: readonly string[]
  readonly runtime?: string
  readonly corrections?: boolean
  readonly clean?: boolean
  readonly limits?: Partial<Limits>
}

/**
 * Reads the settings of a project.
 *
 * @param path the file; by default {@link configFile} in the working directory, which need not exist
 * @returns the settings, with paths that are relative to the working directory
 * @throws UnusableInputError where the file cannot be read, is no JSON, or holds what is no setting, with every place
 */
export async function loadConfig(path?: string): Promise<Config> {
  if (path === undefined && !existsSync(configFile)) return {}
  const file = path ?? configFile
  const bytes = await readFileBytes(file, completeLimits(), (rule, message, mend, cause) => {
    throw new UnusableInputError([problem({ file, line: 1, column: 1 }, rule, message, mend)], { cause })
  })
  return relocate(readConfig(decodeText(bytes, file), file), dirname(file))
}

function problem(place: Place, rule: string, message: string, mend: string): Diagnostic {
  return { severity: 'error', rule, message, mend, place }
}

/**
 * The settings in a text.
 *
 * @throws UnusableInputError where it is no JSON, or holds what is no setting
 */
export function readConfig(text: string, file: string): Config {
  const place = { file, line: 1, column: 1 }
  const mend = `give an object such as { "spec": "v1.42", "out": "src/docker" }`
  if (!/^\ufeff?\s*\{/.test(text)) {
    throw new UnusableInputError([problem(place, 'bad-config', 'the settings are no JSON object', mend)])
  }
  // YAML's reader finds the place of a mistake better, and JSON's finds what only YAML takes.
  const document = parseDocument(text, file)
  try {
    JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    const message = `this is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`
    throw new UnusableInputError([problem(place, 'bad-config', message, 'comments and loose commas are not JSON')])
  }
  return readSettings(document)
}

const names: readonly (keyof Config)[] = [
  'spec',
  'out',
  'overlays',
  'only',
  'runtime',
  'corrections',
  'clean',
  'limits',
]

function readSettings(document: SpecDocument): Config {
  const problems: Diagnostic[] = []
  const { root } = document
  const { $schema: _, ...settings } = root
  for (const name of Object.keys(settings)) {
    if (names.some((known) => known === name)) continue
    const message = `there is no setting ${quote(name)}`
    problems.push(problem(document.place([name]), 'unknown-setting', message, `use ${names.join(', ')}`))
  }
  const fail = (name: string, wanted: string): undefined => {
    const message = `${quote(name)} is not what the setting takes`
    problems.push(problem(document.place([name], 'value'), 'bad-setting', message, `give ${wanted}`))
  }
  const spec = text(root['spec'], () => fail('spec', 'a version name, a path or a URL'))
  const out = text(root['out'], () => fail('out', 'the path of a folder'))
  const overlays = texts(root['overlays'], () => fail('overlays', 'a list of paths'))
  const only = texts(root['only'], () => fail('only', 'a list of tags and operationIds'))
  const runtime = text(root['runtime'], () => fail('runtime', 'a module specifier, or "copy"'))
  const corrections = flag(root['corrections'], () => fail('corrections', 'true or false'))
  const clean = flag(root['clean'], () => fail('clean', 'true or false'))
  const limits = limitsIn(root['limits'], () => fail('limits', `whole numbers by the names ${limitNames}`))
  if (problems.length > 0) throw new UnusableInputError(problems)
  return {
    ...(spec === undefined ? {} : { spec }),
    ...(out === undefined ? {} : { out }),
    ...(overlays === undefined ? {} : { overlays }),
    ...(only === undefined ? {} : { only }),
    ...(runtime === undefined ? {} : { runtime }),
    ...(corrections === undefined ? {} : { corrections }),
    ...(clean === undefined ? {} : { clean }),
    ...(limits === undefined ? {} : { limits }),
  }
}

function text(value: JsonValue | undefined, fail: () => undefined): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  return fail()
}

function texts(value: JsonValue | undefined, fail: () => undefined): string[] | undefined {
  if (value === undefined) return undefined
  if (!Array.isArray(value)) return fail()
  const list = value.filter((item) => typeof item === 'string')
  return list.length === value.length ? list : fail()
}

function flag(value: JsonValue | undefined, fail: () => undefined): boolean | undefined {
  return value === undefined || typeof value === 'boolean' ? value : fail()
}

function limitsIn(value: JsonValue | undefined, fail: () => undefined): Partial<Limits> | undefined {
  if (value === undefined) return undefined
  if (!isJsonObject(value)) return fail()
  const isGood = Object.entries(value).every(([name, limit]) => isLimit(name) && isLimitValue(limit))
  return isGood ? value : fail()
}

/** The settings with paths that are relative to the working directory, where the file was in another folder. */
function relocate(config: Config, folder: string): Config {
  const move = (path: string): string => (isAbsolute(path) ? path : relative('.', join(folder, path)) || '.')
  const { spec, out, overlays } = config
  return {
    ...config,
    ...(spec === undefined ? {} : { spec: isPath(spec) ? asPath(move(spec)) : spec }),
    ...(out === undefined ? {} : { out: move(out) }),
    ...(overlays === undefined ? {} : { overlays: overlays.map((path) => (isPath(path) ? asPath(move(path)) : path)) }),
  }
}

/** Whether a document is named by its path: not by its version or URL, and not as standard input. */
function isPath(source: string): boolean {
  return source !== '-' && !isVersionName(source) && !/^[a-z][a-z0-9+.-]+:/i.test(source)
}

/** A path that cannot be taken for the name of a version. */
function asPath(path: string): string {
  return isPath(path) ? path : `./${path}`
}
