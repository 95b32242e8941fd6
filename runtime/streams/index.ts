/** Streams of the engine: logs, attached processes, JSON values and bytes. */

export { type BlobLike, type ByteSource, toReadable, type WebByteReader, type WebByteStream } from './body-source.js'
export { ByteStream } from './byte-stream.js'
export { FrameDecoder, type Framing, type LogChunk } from './frames.js'
export { type HijackedSource, HijackedStream } from './hijacked-stream.js'
export { JsonStream, type JsonStreamOptions } from './json-stream.js'
export type { LogLine } from './log-lines.js'
export { type LogLinesOptions, LogStream } from './log-stream.js'
export { decodePathStat, type PathStat, type PathType } from './path-stat.js'
export type { StreamSource } from './source.js'
export { formatTimestamp, type Timestamp } from './timestamp.js'
