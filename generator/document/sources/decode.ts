import { UnusableInputError } from '../diagnostic.js'

/**
 * The text of a document, which has to be UTF-8. A byte order mark stays: it belongs to the checksum.
 *
 * @throws UnusableInputError at the first byte that is not UTF-8, or where the bytes are UTF-16 or UTF-32
 */
export function decodeText(bytes: Uint8Array, file: string): string {
  const [first, second, third] = bytes
  const wide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  // Without a mark, every other byte of an ASCII text is zero.
  const unmarked = (first === 0 && second !== 0) || (first !== 0 && second === 0 && third !== 0)
  if (bytes.length > 1 && (wide || unmarked)) {
    throw encodingError(file, 'this is a text in UTF-16 or UTF-32, or no text at all', 1, 1)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    const lines = longestText(bytes).split('\n')
    throw encodingError(file, 'the byte here is not UTF-8', lines.length, (lines.at(-1)?.length ?? 0) + 1)
  }
}

function encodingError(file: string, message: string, line: number, column: number): UnusableInputError {
  const mend = 'save the document as a text in UTF-8'
  return new UnusableInputError([
    { severity: 'error', rule: 'not-utf-8', message, mend, place: { file, line, column } },
  ])
}

/** The start of the bytes as far as they are UTF-8. */
function longestText(bytes: Uint8Array): string {
  let low = 0
  let high = bytes.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (decodeStart(bytes, middle) !== undefined) low = middle
    else high = middle - 1
  }
  return decodeStart(bytes, low) ?? ''
}

/** The first bytes as text, without a character that is cut off at their end; `undefined` where they are not UTF-8. */
function decodeStart(bytes: Uint8Array, length: number): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true })
  } catch {
    return undefined
  }
}
