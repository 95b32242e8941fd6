import { type Duplex, PassThrough, type Readable } from 'node:stream'
import { DockerStreamError, type OperationContext } from '../errors.js'

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

/** The body that follows a head: as long as it says, else all that comes. */
export function bodyAfterHead(connection: Duplex, head: ResponseHead): Readable {
  const length = Number(head.headers.get('content-length') ?? Number.NaN)
  if (!Number.isInteger(length)) return connection
  const body = new PassThrough()
  let missing = length
  const take = (chunk: Buffer): void => {
    const part = chunk.subarray(0, missing)
    missing -= part.length
    body.write(part)
    if (missing === 0) finish()
  }
  const finish = (): void => {
    connection.off('data', take).off('end', finish).off('error', finish)
    body.end()
  }
  if (missing === 0) body.end()
  else connection.on('data', take).on('end', finish).on('error', finish)
  return body
}
