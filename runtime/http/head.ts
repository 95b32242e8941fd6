import { type Duplex, pipeline, type Readable, Transform, type TransformCallback } from 'node:stream'
import { DockerStreamError, type OperationContext } from '../errors.js'
import { ignore } from '../streams/source.js'
import { ChunkedBody } from './chunked.js'

/** The head of an answer on a connection that node:http does not see, because it may be handed over. */
export interface ResponseHead {
  readonly status: number
  /** By lower-case name; repeated ones joined by a comma. */
  readonly headers: ReadonlyMap<string, string>
  /** Bytes that came with the head. */
  readonly rest: Buffer
}

/** Engines' heads have some hundred bytes; a peer that sends no end to one is none. */
const maxHead = 64 * 1024

/** Gathers the head of an answer, however it is cut. */
export class HeadReader {
  readonly #context: OperationContext
  #bytes: Buffer = Buffer.alloc(0)

  constructor(context: OperationContext) {
    this.#context = context
  }

  /**
   * Takes the next bytes.
   *
   * @returns the head, once it is whole
   * @throws DockerStreamError where it is no head
   */
  push(chunk: unknown): ResponseHead | undefined {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    this.#bytes = Buffer.concat([this.#bytes, bytes])
    for (;;) {
      const end = headEnd(this.#bytes)
      if (end === undefined) {
        if (this.#bytes.length > maxHead || !looksLikeHead(this.#bytes)) throw this.#malformed()
        return undefined
      }
      const head = this.#parse(this.#bytes.subarray(0, end.start).toString('latin1'), this.#bytes.subarray(end.after))
      // 100 Continue and its like come before the answer.
      if (head.status >= 200 || head.status === 101) return head
      this.#bytes = head.rest
    }
  }

  #parse(text: string, rest: Buffer): ResponseHead {
    const [statusLine = '', ...lines] = text.split(/\r?\n/)
    const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(statusLine)?.[1]
    if (status === undefined) throw this.#malformed()
    const headers = new Map<string, string>()
    for (const line of lines) {
      const colon = line.indexOf(':')
      if (colon < 1) continue
      const name = line.slice(0, colon).trim().toLowerCase()
      const value = line.slice(colon + 1).trim()
      const before = headers.get(name)
      headers.set(name, before === undefined ? value : `${before}, ${value}`)
    }
    return { status: Number(status), headers, rest }
  }

  #malformed(): DockerStreamError {
    const { operationId } = this.#context
    return new DockerStreamError(`${operationId}: the answer is no HTTP; is this endpoint a Docker engine?`, {
      operationId,
      offset: 0,
    })
  }
}

/** Engines have ended a head with a bare LF, so the blank line counts in each form. */
function headEnd(bytes: Buffer): { start: number; after: number } | undefined {
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) {
    const start = bytes[at - 1] === 0x0d ? at - 1 : at
    if (bytes[at + 1] === 0x0a) return { start, after: at + 2 }
    if (bytes[at + 1] === 0x0d && bytes[at + 2] === 0x0a) return { start, after: at + 3 }
  }
  return undefined
}

function looksLikeHead(bytes: Buffer): boolean {
  const begin = bytes.subarray(0, 5).toString('latin1')
  return 'HTTP/'.startsWith(begin) || begin === 'HTTP/'
}

/** The body that follows a head: in chunks, as long as the head says, or all that comes. With it ends the connection. */
export function bodyAfterHead(connection: Duplex, head: ResponseHead): Readable {
  const coding = head.headers.get('transfer-encoding')?.toLowerCase()
  const length = Number(head.headers.get('content-length') ?? Number.NaN)
  if (coding === 'chunked') return pipeline(connection, new ChunkedBody(), ignore)
  return Number.isInteger(length) ? pipeline(connection, new MeasuredBody(length), ignore) : connection
}

/** So many bytes, of what may go on after them. */
class MeasuredBody extends Transform {
  #missing: number

  constructor(length: number) {
    super()
    this.#missing = length
    if (length === 0) this.push(null)
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    const part = chunk.subarray(0, this.#missing)
    if (part.length > 0) {
      this.#missing -= part.length
      this.push(part)
      if (this.#missing === 0) this.push(null)
    }
    callback()
  }

  override _flush(callback: TransformCallback): void {
    callback(this.#missing === 0 ? null : new Error('the answer is shorter than its head says'))
  }
}
