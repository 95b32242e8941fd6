import { InvalidInputError } from '../errors.js'

/**
 * A point in time for `since`, `until` and the like:
 *
 * - a `Date`
 * - a number or a text of digits: seconds since 1970, which may have a fraction
 * - an RFC 3339 text, also shortened to `2024-05-01` or `2024-05-01T12:30`; UTC where it names no offset
 * - a Go duration, as `10m` or `1h30m`: so long before now (and `-5m` so long after)
 *
 * Only a text has room for nanoseconds: a `Date` holds milliseconds, and a number of today's seconds about half a
 * microsecond.
 */
export type Timestamp = Date | number | string

const nanosecondsPerSecond = 1_000_000_000n
const secondsPattern = /^-?\d+(?:\.\d{1,9})?$/
const durationPattern = /^([+-]?)((?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/
const durationPartPattern = /(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g
const dateTimePattern =
  /^(\d{4}-\d\d-\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?)?(Z|z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/
const nanosecondsPerUnit: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: nanosecondsPerSecond,
  m: 60n * nanosecondsPerSecond,
  h: 3600n * nanosecondsPerSecond,
}

/**
 * Writes a point in time as the engine takes it: `seconds` or `seconds.nanoseconds`, with nothing rounded. The engine
 * answers with status 500 to RFC 3339.
 *
 * @param now milliseconds since 1970 that durations count back from.
 * @throws InvalidInputError where it is none.
 */
export function formatTimestamp(value: Timestamp, now: number = Date.now()): string {
  if (typeof value === 'string') return formatText(value, now)
  if (typeof value === 'number') return formatNumber(value)
  const milliseconds = value.getTime()
  if (Number.isNaN(milliseconds)) throw refuse('an invalid Date')
  return formatNanoseconds(BigInt(milliseconds) * 1_000_000n)
}

function formatText(text: string, now: number): string {
  if (secondsPattern.test(text)) return text
  const duration = durationPattern.exec(text)
  if (duration !== null) {
    const length = durationNanoseconds(duration[2] ?? '')
    const nowNanoseconds = BigInt(Math.floor(now)) * 1_000_000n
    const time = duration[1] === '-' ? nowNanoseconds + length : nowNanoseconds - length
    return String(floorDivide(time, nanosecondsPerSecond))
  }
  const time = dateTimeNanoseconds(text)
  if (time === undefined) throw refuse(JSON.stringify(text))
  return formatNanoseconds(time)
}

function formatNumber(value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) throw refuse(String(value))
  if (Number.isInteger(value)) return String(value === 0 ? 0 : value)
  const text = Math.abs(value) < 1e-6 ? value.toFixed(9) : String(value)
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const nanoseconds = BigInt(whole) * nanosecondsPerSecond + fractionNanoseconds(fraction)
  return formatNanoseconds(value < 0 ? -nanoseconds : nanoseconds)
}

function formatNanoseconds(time: bigint): string {
  const seconds = floorDivide(time, nanosecondsPerSecond)
  const nanoseconds = time - seconds * nanosecondsPerSecond
  return `${seconds}.${String(nanoseconds).padStart(9, '0')}`
}

function durationNanoseconds(parts: string): bigint {
  let total = 0n
  for (const [, whole = '', fraction = '', unit = ''] of parts.matchAll(durationPartPattern)) {
    const size = nanosecondsPerUnit[unit] ?? 0n
    total += BigInt(whole || '0') * size + (BigInt(fraction || '0') * size) / 10n ** BigInt(fraction.length)
  }
  return total
}

function dateTimeNanoseconds(text: string): bigint | undefined {
  const match = dateTimePattern.exec(text)
  if (match === null) return undefined
  const [, date = '', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match
  const midnight = Date.parse(`${date}T00:00:00Z`)
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date)
  if (!exists || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const seconds = midnight / 1000 + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offsetSeconds(zone)
  return BigInt(seconds) * nanosecondsPerSecond + fractionNanoseconds(fraction)
}

function offsetSeconds(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(4, 6)) * 60
  return zone.startsWith('-') ? -seconds : seconds
}

function fractionNanoseconds(digits: string): bigint {
  return BigInt(digits.slice(0, 9).padEnd(9, '0'))
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  return dividend % divisor < 0n ? quotient - 1n : quotient
}

function refuse(got: string): InvalidInputError {
  return new InvalidInputError(
    `${got} is not a time: give a Date, seconds since 1970, RFC 3339 as "2024-05-01T12:00:00Z", or a duration as "10m"`,
  )
}
