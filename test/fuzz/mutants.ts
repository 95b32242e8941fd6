import { stringify } from 'yaml'
import { applyOverlays, loadCorrections, parseDocument } from '../../generator/document/index.js'
import { specFolder } from '../../generator/package.js'
import { mutateText } from './mutate-text.js'
import { mutateTree, type Tree } from './mutate-tree.js'
import { createRandom, type Random } from './random.js'

/** A document that was changed, and in which ways. */
export interface Mutant {
  readonly text: string
  readonly how: readonly string[]
}

type Mapping = { [name: string]: Tree }

/**
 * What makes mutants of a document. It is corrected first, so that what corrections add is changed as well. Most
 * mutants are made of a few of its paths, which takes a fraction of the time and changes the chances little.
 */
export async function mutantMaker(text: string): Promise<(seed: number) => Mutant> {
  const document = parseDocument(text, 'spec.yaml')
  const { root } = applyOverlays(document.root, '1.42', 'spec.yaml', await loadCorrections(specFolder))
  const corrected = mapping(JSON.parse(JSON.stringify(root)))
  return (seed) => {
    const random = createRandom(seed)
    const whole = random.below(40) === 0
    const tree = whole ? structuredClone(corrected) : slice(corrected, random)
    const how: string[] = [whole ? 'the whole document' : 'a slice']
    const changes = 1 + random.below(2)
    // Writing YAML takes longer than all the rest, and JSON is YAML as well.
    const write = random.below(4) === 0 ? stringify : (value: Tree) => JSON.stringify(value, undefined, 1)
    if (random.below(3) > 0) {
      for (let n = 0; n < changes; n++) how.push(mutateTree(tree, random))
      return { text: write(tree), how }
    }
    let mutated = write(tree)
    for (let n = 0; n < changes; n++) {
      const change = mutateText(mutated, random)
      mutated = change.text
      how.push(change.how)
    }
    return { text: mutated, how }
  }
}

function mapping(tree: Tree | undefined): Mapping {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree) ? tree : {}
}

/** Some paths of a document, and the definitions that they need. */
function slice(document: Mapping, random: Random): Mapping {
  const all = mapping(document['paths'])
  const names = Array.from({ length: 2 + random.below(4) }, () => random.pick(Object.keys(all)))
  const paths: Mapping = {}
  for (const name of names) paths[name] = structuredClone(all[name] ?? null)
  const definitions: Mapping = {}
  const open = referencesIn(paths)
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const definition = mapping(document['definitions'])[name]
    if (definition === undefined || Object.hasOwn(definitions, name)) continue
    definitions[name] = structuredClone(definition)
    open.push(...referencesIn(definition))
  }
  return { ...structuredClone({ ...document, paths: {}, definitions: {} }), paths, definitions }
}

function referencesIn(tree: Tree): string[] {
  return [...JSON.stringify(tree).matchAll(/#\/definitions\/(\w+)/g)].flatMap(([, name]) => name ?? [])
}
