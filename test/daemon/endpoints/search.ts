import { inspect } from 'node:util'

/**
 * Looks for secrets in everything that can be reached from a value: what it prints as, and every property of everything
 * it holds, hidden ones and bytes included.
 *
 * @returns where the first one was found; undefined where there is none
 */
export function findSecret(value: unknown, secrets: readonly string[]): string | undefined {
  const forms = secrets.flatMap(formsOf)
  const printed = [String(value), inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true }), json(value)]
  for (const text of printed) {
    if (forms.some((form) => text.includes(form))) return `what it prints as: ${text}`
  }
  const seen = new Set<unknown>()
  const left: [path: string, value: unknown][] = [['it', value]]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [path, found] = next
    if (seen.has(found)) continue
    seen.add(found)
    const text = textOf(found)
    if (text !== undefined && forms.some((form) => text.includes(form))) return path
    for (const [name, inner] of membersOf(found)) left.push([`${path}.${name}`, inner])
  }
  return undefined
}

/** A secret as it may stand on the wire or in a log. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  // In base64 its first and last characters depend on what is beside it: the middle stays, at one of three offsets.
  const encoded = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(4, -4),
  )
  const forUrls = encoded.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    ...encoded,
    ...forUrls,
  ]
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (ArrayBuffer.isView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')
  }
  return undefined
}

function membersOf(value: unknown): [name: string, value: unknown][] {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || ArrayBuffer.isView(value))
    return []
  if (value === globalThis || value === process) return []
  const entries = value instanceof Map ? [...value] : value instanceof Set ? [...value].map((each) => [each, each]) : []
  const own = Reflect.ownKeys(value).map((key): [string, unknown] => [String(key), read(value, key)])
  return [
    ...own,
    ...entries.flatMap(([key, each]): [string, unknown][] => [
      ['key', key],
      [String(key), each],
    ]),
  ]
}

function read(value: object, key: string | symbol): unknown {
  try {
    return Reflect.get(value, key)
  } catch {
    // A getter that works on other objects only.
    return undefined
  }
}

function json(value: unknown): string {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    return ''
  }
}
