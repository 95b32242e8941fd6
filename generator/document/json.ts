/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonObject | JsonArray

/**
 * A JSON object. Those that come from a document have no prototype, so that a definition called `constructor` or
 * `__proto__` is a member like any other: ask with `Object.hasOwn` and `Object.keys`, never with a method of the object.
 */
export interface JsonObject {
  readonly [name: string]: JsonValue
}

/** A JSON array. */
export type JsonArray = readonly JsonValue[]

/** Whether a value is an object, and neither an array nor `null`. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value is an array. `Array.isArray` alone does not narrow a readonly array. */
export function isJsonArray(value: JsonValue | undefined): value is JsonArray {
  return Array.isArray(value)
}

/** The way to a member: the names and indexes from the root. */
export type Pointer = readonly (string | number)[]

/** A way as a JSON pointer (RFC 6901). */
export function formatPointer(pointer: Pointer): string {
  return pointer.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
