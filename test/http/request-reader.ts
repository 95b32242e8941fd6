/** A request as it came over the wire. */
export interface Heard {
  readonly method: string
  /** The request line's target, as it was sent. */
  readonly target: string
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  /** Empty where the script is run at the head. */
  readonly body: Buffer
  /** The connection that it came on: 1 for the first. */
  readonly connection: number
}

type Head = Omit<Heard, 'body' | 'connection'>

/** Reads the requests of one connection, without the help of `node:http`: it must not forgive what engines don't. */
export class RequestReader {
  readonly #connection: number
  readonly #when: 'head' | 'whole'
  readonly #hear: (request: Heard) => void
  #bytes: Buffer = Buffer.alloc(0)
  #head: Head | undefined
  #handedOver: Heard | undefined

  constructor(connection: number, when: 'head' | 'whole', hear: (request: Heard) => void) {
    this.#connection = connection
    this.#when = when
    this.#hear = hear
  }

  /** Takes bytes; what it returns belongs to a request that has taken over the connection. */
  push(chunk: Buffer): Buffer | undefined {
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    for (;;) {
      if (this.#head === undefined && !this.#readHead()) return undefined
      const head = this.#head
      if (head === undefined) return undefined
      const read = readBody(head, this.#bytes)
      if (read === undefined) return undefined
      this.#bytes = this.#bytes.subarray(read.after)
      this.#head = undefined
      const request = { ...head, body: read.body, connection: this.#connection }
      if (head.headers.has('upgrade')) {
        this.#handedOver = request
        return this.#bytes
      }
      if (this.#when === 'whole') this.#hear(request)
    }
  }

  /** Tells of the request that has taken over the connection. */
  handOver(): void {
    if (this.#handedOver !== undefined) this.#hear(this.#handedOver)
  }

  #readHead(): boolean {
    const end = this.#bytes.indexOf('\r\n\r\n')
    if (end === -1) return false
    this.#head = parseHead(this.#bytes.subarray(0, end).toString('latin1'))
    this.#bytes = this.#bytes.subarray(end + 4)
    if (this.#when === 'head' && !this.#head.headers.has('upgrade')) {
      this.#hear({ ...this.#head, body: Buffer.alloc(0), connection: this.#connection })
    }
    return true
  }
}

function parseHead(text: string): Head {
  const [line = '', ...lines] = text.split('\r\n')
  const [method = '', target = '', version] = line.split(' ')
  if (version !== 'HTTP/1.1') throw new Error(`no request line: ${line}`)
  const headers = new Map<string, string[]>()
  for (const each of lines) {
    const [, name = '', value = ''] = /^([^:\s]+):[ \t]*(.*)$/.exec(each) ?? []
    if (name === '') throw new Error(`no header: ${each}`)
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value])
  }
  return { method, target, headers }
}

function readBody({ headers }: Head, bytes: Buffer): { body: Buffer; after: number } | undefined {
  if (headers.get('transfer-encoding')?.[0] === 'chunked') return readChunks(bytes)
  const length = Number(headers.get('content-length')?.[0] ?? 0)
  return bytes.length < length ? undefined : { body: bytes.subarray(0, length), after: length }
}

function readChunks(bytes: Buffer): { body: Buffer; after: number } | undefined {
  const chunks: Buffer[] = []
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd === -1) return undefined
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16)
    const end = lineEnd + 2 + size
    if (bytes.length < end + 2) return undefined
    if (size === 0) return { body: Buffer.concat(chunks), after: end + 2 }
    chunks.push(bytes.subarray(lineEnd + 2, end))
    at = end + 2
  }
}
