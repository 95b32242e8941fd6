import { Transform, type TransformCallback } from 'node:stream'

/** More digits than a chunk's size can need. */
const maxSizeLine = 1024

/** Takes the body out of `Transfer-Encoding: chunked`. What is no chunk, or breaks off, ends it with an error. */
export class ChunkedBody extends Transform {
  #line = ''
  /** Bytes that are missing of the chunk; undefined while a line is read. */
  #missing: number | undefined
  #state: 'size' | 'afterChunk' | 'trailer' | 'done' = 'size'

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    let rest = chunk
    while (rest.length > 0 && this.#state !== 'done') {
      const used = this.#missing === undefined ? this.#takeLine(rest) : this.#takeData(rest, this.#missing)
      if (used === undefined) {
        callback(malformed())
        return
      }
      rest = rest.subarray(used)
    }
    callback()
  }

  override _flush(callback: TransformCallback): void {
    callback(this.#state === 'done' ? null : malformed())
  }

  #takeData(bytes: Buffer, missing: number): number {
    const part = bytes.subarray(0, missing)
    this.push(part)
    this.#missing = missing - part.length
    if (this.#missing === 0) {
      this.#missing = undefined
      this.#state = 'afterChunk'
    }
    return part.length
  }

  #takeLine(bytes: Buffer): number | undefined {
    const end = bytes.indexOf(0x0a)
    this.#line += bytes.subarray(0, end === -1 ? bytes.length : end).toString('latin1')
    if (this.#line.length > maxSizeLine) return undefined
    if (end === -1) return bytes.length
    const line = this.#line.replace(/\r$/, '')
    this.#line = ''
    return this.#understand(line) ? end + 1 : undefined
  }

  #understand(line: string): boolean {
    if (this.#state === 'afterChunk') {
      this.#state = 'size'
      return line === ''
    }
    if (this.#state === 'trailer') {
      if (line === '') this.#finish()
      return true
    }
    const size = /^([0-9a-f]{1,13})\s*(?:;|$)/i.exec(line)?.[1]
    if (size === undefined) return false
    const length = Number.parseInt(size, 16)
    if (length === 0) this.#state = 'trailer'
    else this.#missing = length
    return true
  }

  #finish(): void {
    this.#state = 'done'
    this.push(null)
  }
}

function malformed(): Error {
  return new Error('the chunks of the answer are malformed or cut')
}
