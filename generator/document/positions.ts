import { type Alias, isAlias, isMap, isScalar, isSeq, type ParsedNode, type YAMLMap } from 'yaml'
import type { Place } from './diagnostic.js'
import type { Pointer } from './json.js'

/** Which position of a member is meant: that of its name, or that of what it holds. */
export type Side = 'key' | 'value'

/** Turns offsets of a text into places. Lines are counted as far as somebody asks; most runs ask little. */
export function createLineIndex(text: string, file: string): (offset: number) => Place {
  const starts = [0]
  const byteOrderMark = text.charCodeAt(0) === 0xfeff ? 1 : 0
  return (offset) => {
    extendLines(starts, text, offset)
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    const column = offset - (starts[low] ?? 0) + 1
    return { file, line: low + 1, column: low === 0 ? Math.max(1, column - byteOrderMark) : column }
  }
}

/** Counts lines until one begins behind the offset. */
function extendLines(starts: number[], text: string, offset: number): void {
  for (let last = starts.at(-1) ?? 0; last <= offset; ) {
    const end = text.indexOf('\n', last)
    if (end === -1) return
    last = end + 1
    starts.push(last)
  }
}

interface Member {
  readonly key: number
  readonly value: ParsedNode | null
}

/** What {@link createLocator} works on: the parsed tree, and what every alias in it stands for. */
export interface LocatedTree {
  readonly contents: ParsedNode | null
  readonly targets: ReadonlyMap<Alias, ParsedNode>
}

/**
 * Finds the offset of a member of a document.
 *
 * A pointer that leads to nothing is answered with the nearest ancestor that exists: a corrected document has members
 * that its text never had. The `key` side is the member's name (for a list item, the item itself). The `value` side of
 * a mapping or list in block style is its first line, which says less than its name: the name is given for it too.
 */
export function createLocator(tree: LocatedTree): (pointer: Pointer, side: Side) => number {
  const indexes = new Map<YAMLMap, Map<string, Member>>()

  function step(node: ParsedNode, key: string | number): Member | undefined {
    if (isSeq(node)) {
      const item = typeof key === 'number' || /^\d+$/.test(key) ? node.items[Number(key)] : undefined
      return item === undefined ? undefined : { key: item.range[0], value: item }
    }
    if (!isMap(node)) return undefined
    let index = indexes.get(node)
    if (index === undefined) {
      index = new Map(
        node.items.map(({ key, value }) => [isScalar(key) ? String(key.value) : '', { key: key.range[0], value }]),
      )
      indexes.set(node, index)
    }
    return index.get(String(key))
  }

  function locate(pointer: Pointer, side: Side): number {
    let member: Member = { key: tree.contents?.range[0] ?? 0, value: tree.contents }
    let complete = true
    for (const key of pointer) {
      const holder = isAlias(member.value) ? tree.targets.get(member.value) : member.value
      const next = holder ? step(holder, key) : undefined
      if (next === undefined) {
        complete = false
        break
      }
      member = next
    }
    const { key, value } = member
    if (side === 'key' || !complete || value === null) return key
    return (isMap(value) || isSeq(value)) && value.flow !== true ? key : value.range[0]
  }
  return locate
}
