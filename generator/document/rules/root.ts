import { quote } from '../diagnostic.js'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.js'
import { raiseMend } from '../limits.js'
import { describe, expectMapping, type Findings, member } from './findings.js'
import { checkKeywords, rootVocabulary } from './keywords.js'
import { checkName, createNameRegister } from './names.js'
import { checkTexts } from './operations.js'
import { checkCycles } from './references.js'
import { checkSchema } from './schemas.js'

/** Checks that the document says to be Swagger 2.0. Where it is something else, nothing else about it matters. */
export function checkVersion(findings: Findings): boolean {
  const { root } = findings.document
  const swagger = member(root, 'swagger')
  if (swagger === '2.0') return true
  const openapi = member(root, 'openapi')
  const mend = "give a Swagger 2.0 document, which says swagger: '2.0'"
  if (swagger === undefined && openapi !== undefined) {
    const message = `this is an OpenAPI document of version ${describe(openapi)}, which is not understood`
    findings.error(['openapi'], { rule: 'not-swagger-2', message, mend: 'give the Swagger 2.0 document of the engine' })
    return false
  }
  // An unquoted 2.0 is a number, which is 2: what is meant is clear, but other tools would refuse it.
  if (swagger === 2) {
    const message = 'the swagger version is the number 2, not the text "2.0"'
    findings.error(['swagger'], { rule: 'not-swagger-2', message, mend: "quote it: swagger: '2.0'", at: 'value' })
    return true
  }
  const message = `the swagger version is ${describe(swagger)}, and only "2.0" is understood`
  findings.error(['swagger'], { rule: 'not-swagger-2', message, mend, at: 'value' })
  return false
}

/** Checks the members of the root but `paths` and `definitions`. */
export function checkRoot(findings: Findings): void {
  const { root } = findings.document
  checkKeywords(findings, [], root, rootVocabulary)
  const basePath = member(root, 'basePath')
  if (basePath !== undefined && (typeof basePath !== 'string' || !/^\/[\w./~-]*$/.test(basePath))) {
    const message = `the basePath is ${describe(basePath)}, which is no path that requests could be sent below`
    findings.error(['basePath'], { rule: 'bad-path', message, mend: 'write it like /v1.42', at: 'value' })
  } else if (basePath !== undefined) warnOfBasePath(findings, basePath)
  for (const name of ['consumes', 'produces'])
    checkTexts(findings, [name], member(root, name), `${name} of the document`)
  checkTagList(findings, member(root, 'tags'))
}

/** The client puts the version of the document before its paths, and nothing else. */
function warnOfBasePath(findings: Findings, basePath: string): void {
  const info = member(findings.document.root, 'info')
  const version = isJsonObject(info) ? member(info, 'version') : undefined
  if (typeof version !== 'string' || basePath === `/v${version}`) return
  findings.warning(['basePath'], {
    rule: 'other-base-path',
    message: `the basePath is ${quote(basePath)}, but the client sends requests below ${quote(`/v${version}`)}, after the version of the document`,
    mend: 'make the basePath or the version of the document what is meant',
    at: 'value',
  })
}

function checkTagList(findings: Findings, tags: JsonValue | undefined): void {
  if (tags === undefined) return
  if (!isJsonArray(tags)) {
    const message = `tags is ${describe(tags)}, where a list is needed`
    findings.error(['tags'], { rule: 'not-a-list', message, mend: 'give a list of tags', at: 'value' })
    return
  }
  tags.forEach((tag, index) => {
    const name = isJsonObject(tag) ? member(tag, 'name') : undefined
    const at = ['tags', index, 'name']
    if (typeof name === 'string') checkName(findings, at, name, 'the tag', 'the name of a file')
    else {
      const message = `a tag's name is ${describe(name)}, where a text is needed`
      findings.error(at, { rule: 'not-a-text', message, mend: 'give every tag a name', at: 'value' })
    }
  })
}

/** The definitions; empty where there are none, or no mapping. */
export function readDefinitions(findings: Findings): JsonObject {
  const definitions = member(findings.document.root, 'definitions')
  if (definitions === undefined) return {}
  return expectMapping(findings, ['definitions'], definitions, 'definitions') ?? {}
}

/** Checks every definition, their names, and that none is made of itself. */
export function checkDefinitions(findings: Findings, definitions: JsonObject): void {
  const names = Object.keys(definitions)
  if (names.length > findings.limits.definitions) {
    findings.error(['definitions'], {
      rule: 'too-large',
      message: `the document has ${names.length} definitions, and ${findings.limits.definitions} are accepted`,
      mend: raiseMend('definitions'),
    })
    return
  }
  const register = createNameRegister(findings, {
    what: 'definition',
    rule: 'duplicate-key',
    clashRule: 'definition-clash',
    fold: (name) => name.toLowerCase(),
  })
  for (const [name, schema] of Object.entries(definitions)) {
    const pointer = ['definitions', name]
    checkName(findings, pointer, name, 'the definition', 'the name of a type')
    register(name, pointer)
    checkSchema(findings, pointer, schema, definitions)
  }
  checkCycles(findings, definitions)
}

/** The paths, or `undefined` (and an error) where the document has none. */
export function readPaths(findings: Findings): JsonObject | undefined {
  const paths = member(findings.document.root, 'paths')
  if (isJsonObject(paths)) return paths
  const found = paths === undefined ? 'has no paths' : `has paths that are ${describe(paths)}`
  findings.error(['paths'], {
    rule: 'no-paths',
    message: `the document ${found}, so that there is nothing to make a client of`,
    mend: `check that ${quote(findings.document.file)} is the whole document`,
    at: 'value',
  })
  return undefined
}
