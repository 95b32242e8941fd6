import { open } from 'node:fs/promises'
import { type Limits, raiseMend } from '../limits.js'

/** Reports an error about a source as a whole, and never returns. */
export type Fail = (rule: string, message: string, mend: string, cause?: unknown) => never

/** Reports a source that is larger than the limit. */
export function failSize(fail: Fail, limits: Limits, size?: number): never {
  const found =
    size === undefined ? `has more than the ${limits.bytes} bytes` : `has ${size} bytes, and ${limits.bytes}`
  return fail('too-large', `the document ${found}${size === undefined ? ' that' : ''} are accepted`, raiseMend('bytes'))
}

/** Collects the bytes of a stream, and gives up as soon as they are too many. */
export async function readStreamBytes(
  stream: AsyncIterable<Uint8Array | string>,
  limits: Limits,
  fail: Fail,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  const iterator = stream[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await untilAborted(iterator.next(), signal)
      if (done === true) return Buffer.concat(chunks)
      const chunk = typeof value === 'string' ? Buffer.from(value, 'utf8') : value
      size += chunk.byteLength
      if (size > limits.bytes) failSize(fail, limits)
      chunks.push(chunk)
    }
  } finally {
    // Not awaited: a source that gives no chunk does not answer this either, and nobody needs its answer.
    iterator.return?.()?.catch(() => undefined)
  }
}

/** The promise, or the signal's reason, whichever comes first. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  signal.throwIfAborted()
  let stop = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Reads a file. Its size is looked at first, and watched all the same: a device or a pipe has none to look at. */
export async function readFileBytes(
  location: string,
  limits: Limits,
  fail: Fail,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  try {
    const handle = await open(location, 'r')
    try {
      const stat = await handle.stat()
      if (stat.isDirectory()) fail('unreadable', 'this is a directory', 'give the path of a document in it')
      if (stat.size > limits.bytes) failSize(fail, limits, stat.size)
      return await readStreamBytes(handle.createReadStream({ autoClose: false }), limits, fail, signal)
    } finally {
      await handle.close()
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (typeof code !== 'string') throw error
    // Windows refuses to open a directory where others refuse to read it.
    const [message, mend] = fileProblems.get(code) ?? [`the file cannot be read (${code})`, 'check the path']
    return fail('unreadable', message, mend, error)
  }
}

const fileProblems: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['ENOENT', ['there is no such file', 'check the path, or name a version such as v1.42']],
  ['ENOTDIR', ['there is no such file', 'check the path: a part of it is a file']],
  ['EACCES', ['the file may not be read', 'check its permissions']],
  ['EPERM', ['the file may not be read', 'check its permissions']],
  ['EISDIR', ['this is a directory', 'give the path of a document in it']],
  ['ENAMETOOLONG', ['the path is too long', 'check the path']],
  ['ELOOP', ['the path is a link to itself', 'check the path']],
])
