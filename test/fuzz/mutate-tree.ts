import { oddTexts, type Random } from './random.js'

/** JSON that may be changed in place. */
export type Tree = null | boolean | number | string | Tree[] | { [name: string]: Tree }

/** A member that a mutation changes: the mapping or list that holds it, and its name there. */
interface Spot {
  readonly holder: Tree[] | { [name: string]: Tree }
  readonly key: string
}

type TreeMutation = (spot: Spot, spots: readonly Spot[], random: Random) => void

const oddValues: readonly Tree[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e21,
  [],
  {},
  [null],
  [[]],
  { type: 'string' },
  { type: 'array' },
  { type: 'object', properties: {} },
  { type: ['string', 'null'] },
  { type: 'object', additionalProperties: { type: 'integer' } },
  { type: 'string', enum: ["'", '\\', '\n', '*/', ''] },
  { type: 'integer', enum: [0, 1, -1] },
  { allOf: [] },
  { allOf: [{ type: 'object', properties: { A: { type: 'string' } } }, { properties: { A: { type: 'integer' } } }] },
  { properties: { ['__proto__']: { type: 'string' }, constructor: {}, 'a-b': {} } },
]

const types = ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null', 'file', 'any', 'date']

const mutations: Readonly<Record<string, TreeMutation>> = {
  'delete a member': ({ holder, key }) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1)
    else delete holder[key]
  },
  'double a member': ({ holder, key }, _, random) => {
    const copy = structuredClone(get({ holder, key }))
    if (Array.isArray(holder)) holder.push(copy)
    else holder[random.pick([`${key}2`, key.toUpperCase(), key.toLowerCase(), ` ${key}`, `${key}-`])] = copy
  },
  'rename a member': (spot, _, random) => {
    const value = get(spot)
    if (Array.isArray(spot.holder)) return
    delete spot.holder[spot.key]
    define(spot.holder, random.pick(oddTexts), value)
  },
  'set an odd text': (spot, _, random) => set(spot, random.pick(oddTexts)),
  'set an odd value': (spot, _, random) => set(spot, structuredClone(random.pick(oddValues))),
  'set another type': ({ holder, key }, _, random) => {
    const target = get({ holder, key })
    if (typeof target === 'object' && target !== null && !Array.isArray(target)) target['type'] = random.pick(types)
    else set({ holder, key }, random.pick(types))
  },
  'refer elsewhere': ({ holder, key }, spots, random) => {
    const name = random.pick([...spots.map((spot) => spot.key).slice(0, 400), 'Nothing'])
    set({ holder, key }, { $ref: `#/definitions/${name}` })
  },
  'copy another member': (spot, spots, random) => set(spot, structuredClone(get(random.pick(spots)))),
  'wrap in a list': (spot) => set(spot, [get(spot)]),
  'nest deeply': (spot, _, random) => {
    const depth = random.pick([3, 30, 300])
    let value = get(spot)
    for (let n = 0; n < depth; n++) value = { type: 'array', items: value }
    set(spot, value)
  },
  'add many': (spot, _, random) => {
    const properties: Tree = {}
    for (let n = random.pick([10, 1000]); n > 0; n--) properties[`P${n}`] = { type: 'string' }
    set(spot, { type: 'object', properties })
  },
  'add a keyword': (spot, _, random) => {
    const target = get(spot)
    const name = random.pick(keywords)
    if (typeof target === 'object' && target !== null && !Array.isArray(target)) {
      target[name] = structuredClone(random.pick([...oddValues, ...oddTexts, true]))
    }
  },
}

const keywords = [
  ...['x-nullable', 'required', 'enum', 'format', 'default', 'allOf', 'additionalProperties', 'description'],
  ...['discriminator', 'readOnly', 'minItems', 'collectionFormat', 'consumes', 'produces', 'tags', 'deprecated'],
  ...[
    'x-docker-encoding',
    'x-docker-schema',
    'x-docker-always',
    'x-docker-filters',
    'x-docker-result',
    'x-docker-body',
  ],
  ...['x-docker-response', 'x-docker-request', 'x-docker-runtime', 'x-docker-unversioned'],
]

function get({ holder, key }: Spot): Tree {
  return (Array.isArray(holder) ? holder[Number(key)] : holder[key]) ?? null
}

function set({ holder, key }: Spot, value: Tree): void {
  if (Array.isArray(holder)) holder[Number(key)] = value
  else define(holder, key, value)
}

/** Not by assignment, which `__proto__` would take for another meaning. */
function define(holder: { [name: string]: Tree }, name: string, value: Tree): void {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true })
}

function spotsOf(root: Tree): Spot[] {
  const spots: Spot[] = []
  const open: Tree[] = [root]
  for (let tree = open.pop(); tree !== undefined; tree = open.pop()) {
    if (typeof tree !== 'object' || tree === null) continue
    for (const [key, value] of Object.entries(tree)) {
      spots.push({ holder: tree, key })
      open.push(value)
    }
  }
  return spots
}

/** Changes a tree in a way that its seed decides, and says how. */
export function mutateTree(root: Tree, random: Random): string {
  const spots = spotsOf(root)
  const how = random.pick(Object.keys(mutations))
  mutations[how]?.(random.pick(spots), spots, random)
  return how
}
