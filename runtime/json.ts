import { randomUUID } from 'node:crypto'

/**
 * JSON with whole numbers of any size.
 *
 * Engines send int64 and uint64: memory limits (`9223372036854771712`), the pids limit (`18446744073709551615`),
 * versions of swarm objects. A JavaScript number holds whole numbers exactly only to 2^53.
 */

/** A text's strings, which must stay as they are, and its long numbers. */
const stringsAndLongNumbers = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]{15,}/g

/** Stands before the digits while a number is carried as a string. Nobody outside can know it. */
const mark = `bigint:${randomUUID()}:`
const marked = new RegExp(`"${mark}(-?\\d+)"`, 'g')

/** A whole number in a request that JavaScript has rounded before it came here: sending it on would be a guess. */
export class RoundedNumberError extends RangeError {
  override readonly name = 'RoundedNumberError'
}

/**
 * Parses JSON; whole numbers that a `number` would round become a `bigint`, all others stay numbers.
 *
 * @throws SyntaxError where the text is no JSON
 */
export function parseJsonWithBigint(text: string): unknown {
  let found = false
  const carried = text.replace(stringsAndLongNumbers, (token) => {
    if (!/^-?\d+$/.test(token) || Number.isSafeInteger(Number(token))) return token
    found = true
    return `"${mark}${token}"`
  })
  if (!found) return JSON.parse(text)
  return JSON.parse(carried, (_, value: unknown) => {
    return typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value
  })
}

/**
 * Writes JSON; a `bigint` becomes a whole number.
 *
 * @returns undefined for what JSON has no text for, as a function
 * @throws TypeError for a value that refers to itself; RoundedNumberError for a whole number that is rounded already
 */
export function stringifyJson(value: unknown): string | undefined {
  let found = false
  const text = JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'bigint') {
      found = true
      return mark + String(member)
    }
    if (typeof member === 'number' && Number.isInteger(member) && !Number.isSafeInteger(member)) {
      throw new RoundedNumberError(`${member} is past the whole numbers that a number holds exactly; give a bigint`)
    }
    return member
  })
  return found ? text.replace(marked, '$1') : text
}
