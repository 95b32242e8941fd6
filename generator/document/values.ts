import { type Alias, isAlias, isMap, isScalar, type ParsedNode, type YAMLMap } from 'yaml'
import { quote } from './diagnostic.js'
import type { JsonObject, JsonValue } from './json.js'
import { type Limits, raiseMend } from './limits.js'
import type { Refuse } from './repair.js'

/** A parsed tree as JSON values, and the node that every alias of it stands for. */
export interface Conversion {
  readonly value: JsonValue
  readonly targets: ReadonlyMap<Alias, ParsedNode>
  readonly duplicates: readonly DuplicateKey[]
}

/** A key that its mapping already has, with the offsets of both. */
export interface DuplicateKey {
  readonly name: string
  readonly offset: number
  readonly first: number
}

/** How far a conversion is. */
interface Progress {
  readonly limits: Limits
  readonly refuse: Refuse
  readonly anchors: Map<string, ParsedNode>
  readonly targets: Map<Alias, ParsedNode>
  readonly duplicates: DuplicateKey[]
  /** The mappings and lists that are being converted: what an alias must not stand for. */
  readonly open: Set<ParsedNode>
  nodes: number
  aliasedNodes: number
  aliasDepth: number
}

/**
 * Converts a parsed tree to JSON values.
 *
 * Not `yaml`'s own `toJS`: this one gives objects without a prototype, has its bounds where the place is known, and
 * finds double keys in linear time. An alias becomes a copy, so that whoever changes one place changes no other.
 */
export function convertTree(contents: ParsedNode | null, limits: Limits, refuse: Refuse): Conversion {
  const targets = new Map<Alias, ParsedNode>()
  const duplicates: DuplicateKey[] = []
  const counts = { nodes: 0, aliasedNodes: 0, aliasDepth: 0 }
  const progress = {
    limits,
    refuse,
    anchors: new Map<string, ParsedNode>(),
    targets,
    duplicates,
    open: new Set<ParsedNode>(),
    ...counts,
  }
  return { value: convert(contents, progress), targets, duplicates }
}

function convert(node: ParsedNode | null, progress: Progress): JsonValue {
  if (node === null) return null
  count(node, progress)
  if (isAlias(node)) return convertAlias(node, progress)
  // Inside an alias the anchors were seen before; what they stood for then is in `targets`.
  if (progress.aliasDepth === 0 && node.anchor !== undefined) progress.anchors.set(node.anchor, node)
  if (isScalar(node)) return convertScalar(node.value, node.range[0], progress.refuse)
  progress.open.add(node)
  // The parser has seen how deep the text is nested; aliases can nest what they stand for deeper.
  if (progress.open.size > progress.limits.depth) refuseDepth(progress.refuse, node.range[0], progress.limits.depth)
  const value = isMap(node) ? convertMap(node, progress) : node.items.map((item) => convert(item, progress))
  progress.open.delete(node)
  return value
}

function count(node: ParsedNode, progress: Progress): void {
  const { limits, refuse } = progress
  progress.nodes++
  if (progress.aliasDepth > 0) progress.aliasedNodes++
  if (progress.nodes > limits.nodes) refuseSize(refuse, node.range[0], 'values', 'nodes', limits.nodes)
  if (progress.aliasedNodes > limits.aliasedNodes) {
    refuseSize(refuse, node.range[0], 'values from aliases', 'aliasedNodes', limits.aliasedNodes)
  }
}

function convertAlias(alias: Alias.Parsed, progress: Progress): JsonValue {
  const { targets, refuse } = progress
  const target = targets.get(alias) ?? progress.anchors.get(alias.source)
  if (target === undefined) {
    const message = `the alias ${quote(`*${alias.source}`)} stands for nothing: no anchor before it has this name`
    return refuse(alias.range[0], 'unknown-anchor', message, 'write the value itself')
  }
  if (progress.open.has(target)) {
    const message = `the alias ${quote(`*${alias.source}`)} is inside of what it stands for, which has no end`
    return refuse(alias.range[0], 'recursive-alias', message, 'use a $ref to a definition')
  }
  targets.set(alias, target)
  progress.aliasDepth++
  const value = convert(target, progress)
  progress.aliasDepth--
  return value
}

function convertMap(map: YAMLMap.Parsed, progress: Progress): JsonObject {
  const object: Record<string, JsonValue> = Object.create(null)
  for (const { key, value } of map.items) {
    const name = keyName(key, progress.refuse)
    if (Object.hasOwn(object, name)) addDuplicate(name, key, map, progress)
    else object[name] = convert(value, progress)
  }
  return object
}

function addDuplicate(name: string, key: ParsedNode, map: YAMLMap.Parsed, progress: Progress): void {
  // The search for the first is linear, and so a document of doubles must not ask for many.
  if (progress.aliasDepth > 0 || progress.duplicates.length >= 20) return
  const first = map.items.find((item) => keyName(item.key, progress.refuse) === name)?.key.range[0] ?? 0
  progress.duplicates.push({ name, offset: key.range[0], first })
}

function keyName(key: ParsedNode, refuse: Refuse): string {
  if (isScalar(key)) return String(key.value)
  return refuse(
    key.range[0],
    'key-not-text',
    'a key is a mapping or list, where only a text can be one',
    'quote the key',
  )
}

function convertScalar(value: unknown, offset: number, refuse: Refuse): JsonValue {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  return refuse(offset, 'not-json', `${quote(String(value))} has no counterpart in JSON`, 'quote it, if it is a text')
}

/** Refuses a document that is nested too deep. */
export function refuseDepth(refuse: Refuse, offset: number, maximum: number): never {
  const message = `mappings and lists are nested more than ${maximum} deep here`
  return refuse(offset, 'too-deep', message, raiseMend('depth'))
}

/** Refuses a document that is larger than a limit. */
export function refuseSize(refuse: Refuse, offset: number, what: string, limit: keyof Limits, maximum: number): never {
  const message = `the document has more ${what} than the ${maximum} that are accepted`
  return refuse(offset, 'too-large', message, raiseMend(limit))
}
