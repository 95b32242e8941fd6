import { InvalidInputError } from '../errors.js'
import { own } from '../member.js'
import type { OperationInput, PathEncoding } from '../operation.js'
import type { OperationPlan } from './plan.js'

/**
 * The path of a request: the template with its parameters in place, each escaped so that it can't reach another
 * endpoint.
 *
 * @throws InvalidInputError for an empty value, a `.` or `..` segment, or text that is no Unicode
 */
export function buildPath({ path }: OperationPlan, input: OperationInput): string {
  let text = ''
  for (const part of path) {
    text += typeof part === 'string' ? part : encodePathValue(own(input, part.input), part.encoding, part.what)
  }
  return text
}

function encodePathValue(value: unknown, encoding: PathEncoding, what: string): string {
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw new InvalidInputError(`${what} must be a string, not ${value === null ? 'null' : typeof value}`)
  }
  const text = encoding === 'name' ? String(value).replace(/^\//, '') : String(value)
  if (text === '') throw new InvalidInputError(`${what} is empty`)
  const segments = encoding === 'segments' ? text.split('/') : [text]
  return segments.map((segment) => encodeSegment(segment, what)).join('/')
}

function encodeSegment(segment: string, what: string): string {
  if (segment === '') throw new InvalidInputError(`${what} has an empty part between its slashes`)
  if (segment.split(/[/\\]/).some((part) => part === '.' || part === '..')) {
    throw new InvalidInputError(`${what} must not have "." or ".." as a part: it would name another endpoint`)
  }
  try {
    // A path may hold these two as they are, and engines and people read image names better so.
    return encodeURIComponent(segment).replaceAll('%3A', ':').replaceAll('%40', '@')
  } catch (cause) {
    throw new InvalidInputError(`${what} is not valid Unicode`, { cause })
  }
}
