/** A time as an engine sends it, to the nanosecond. */
export interface EngineTime {
  /** To the millisecond; what is left of the second is in {@link nanoseconds}. */
  readonly date: Date
  /** Nanoseconds within the second, 0 to 999 999 999. */
  readonly nanoseconds: number
  /** Nanoseconds since 1970. */
  readonly epochNanoseconds: bigint
}

const rfc3339 = /^(\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|z|[+-]\d{2}:\d{2})$/

/**
 * Reads a time of an engine, as `2024-05-01T12:00:00.123456789Z`.
 *
 * Models keep times as the strings that engines send, because a `Date` would lose the nanoseconds.
 *
 * @returns undefined for the empty text and for Go's zero time (`0001-01-01T00:00:00Z`), both of which mean never or
 * not set, as the `FinishedAt` of a container that is running; and for what is no time
 */
export function parseEngineTime(text: string | null | undefined): EngineTime | undefined {
  const parts = rfc3339.exec(text ?? '')
  if (parts === null) return undefined
  const [, second = '', fraction = '', zone = ''] = parts
  const milliseconds = Date.parse(`${second.replace(/[t ]/, 'T')}${zone.toUpperCase()}`)
  if (Number.isNaN(milliseconds) || milliseconds === zeroTime) return undefined
  const nanoseconds = Number(fraction.padEnd(9, '0').slice(0, 9))
  return {
    date: new Date(milliseconds + Math.floor(nanoseconds / 1_000_000)),
    nanoseconds,
    epochNanoseconds: BigInt(milliseconds) * 1_000_000n + BigInt(nanoseconds),
  }
}

const zeroTime = Date.parse('0001-01-01T00:00:00Z')
