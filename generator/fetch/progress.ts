import { clearLine, cursorTo } from 'node:readline'
import type { WriteStream } from 'node:tty'

/** A line that says how far a download is. */
export interface Progress {
  show(this: void, received: number, total: number | undefined): void
  /** Takes the line away, for whatever is to be written next. */
  clear(this: void): void
}

const pause = 100

/** Shows progress on a terminal; where the stream is none, a log is spared it. */
export function createProgress(stream: Pick<WriteStream, 'isTTY' | 'write'> & NodeJS.WritableStream): Progress {
  let shown: number | undefined
  const erase = (): void => {
    clearLine(stream, 0)
    cursorTo(stream, 0)
  }
  return {
    show: (received, total) => {
      if (!stream.isTTY || (shown !== undefined && Date.now() - shown < pause)) return
      shown = Date.now()
      erase()
      const part = total === undefined ? '' : ` of ${kilobytes(total)} (${Math.floor((received * 100) / total)} %)`
      stream.write(`${kilobytes(received)}${part}`)
    },
    clear: () => {
      if (shown === undefined) return
      shown = undefined
      erase()
    },
  }
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} kB`
}
