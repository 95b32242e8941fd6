import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonSplitter } from '../../runtime/streams/json-splitter.js'
import { JsonStream, type JsonStreamOptions } from '../../runtime/streams/json-stream.js'
import { chunked, collect, context, cut, cutPlaces, outcome, source, streamError, vectors } from './support.js'

function hasAux(value: unknown): value is { aux: unknown } {
  return typeof value === 'object' && value !== null && 'aux' in value
}

const containers = fc.array(
  fc.oneof(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), fc.array(fc.jsonValue({ maxDepth: 2 }))),
  { maxLength: 6 },
)
const anything = fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 6 })
const spaced = fc.constantFrom(
  ['', '\n'],
  ['', '\r\n'],
  ['\x1e', '\n'],
  ['\x1e', ''],
  ['', ' \t\n\r '],
  ['\n\n', '\x1e'],
)

function encode(values: readonly unknown[], [before, after]: readonly string[], indent: number): Buffer {
  return Buffer.from(values.map((value) => `${before}${JSON.stringify(value, null, indent)}${after}`).join(''))
}

function normal(values: readonly unknown[]): unknown {
  return JSON.parse(JSON.stringify(values))
}

function read(bytes: Buffer, places: readonly number[] = [], options?: JsonStreamOptions) {
  return outcome(new JsonStream<unknown>(source(cut(bytes, places)), options))
}

describe('JSON values', () => {
  it('are the same in every framing, however they are cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(anything, spaced, fc.constantFrom(0, 2), cutPlaces, async (values, frame, indent, places) => {
        const got = await read(encode(values, frame, indent), places)
        expect(got).toEqual({ values: normal(values), error: undefined })
      }),
    )
  })

  it('need nothing between objects, arrays, strings and literals', async () => {
    await fc.assert(
      fc.asyncProperty(containers, cutPlaces, async (values, places) => {
        const mixed = values.flatMap((value) => [value, true, 'a"\\', null, false])
        expect(await read(encode(mixed, ['', ''], 0), places)).toEqual({ values: normal(mixed), error: undefined })
      }),
    )
  })

  it('that are cut end in an error at the byte, after the values before it', async () => {
    await fc.assert(
      fc.asyncProperty(containers, spaced, cutPlaces, fc.nat(600), async (values, frame, places, at) => {
        const bytes = encode(values, frame, 0)
        const end = Math.min(at, bytes.length)
        const { values: got, error } = await read(bytes.subarray(0, end), places)
        expect(got).toEqual(normal(values.slice(0, got.length)))
        const before = encode(values.slice(0, got.length), frame, 0)
        const rest = bytes.subarray(before.length, end).toString('latin1')
        const between = end <= before.length || [...rest].every((character) => ' \t\r\n\x1e'.includes(character))
        if (between) expect(error).toBeUndefined()
        else expect(streamError(error)).toMatchObject({ offset: end, message: expect.stringContaining('cut short') })
      }),
    )
  })

  it('of many chunks take a time that is linear in their bytes', async () => {
    const text = Buffer.from(JSON.stringify({ text: 'é'.repeat(2_000_000) }))
    const chunks = cut(
      text,
      Array.from({ length: text.length / 100 }, (_, index) => index * 100),
    )
    const splitter = new JsonSplitter(context)
    const texts = chunks.flatMap((chunk) => [...splitter.push(chunk)])
    expect(texts.map((value) => value.text.length)).toEqual([text.length - 2_000_000])
  })

  it.each([
    ['nothing', { given: '', want: [] }],
    ['blanks only', { given: ' \r\n\x1e\n', want: [] }],
    ['a number at the end', { given: '1 -2.5e+3', want: [1, -2500] }],
    ['a number before an object', { given: '12{"a":1}3', want: [12, { a: 1 }, 3] }],
    ['adjacent literals', { given: 'truefalsenull', want: [true, false, null] }],
    ['brackets in strings', { given: '{"a":"}]\\"{"}["[\\\\"]', want: [{ a: '}]"{' }, ['[\\']] }],
    ['pretty printed', { given: '{\n  "a": [\n    1\n  ]\n}\n', want: [{ a: [1] }] }],
    [
      'several on a line',
      { given: '{"a":1}\n{"b":2}{"c":3}\n{"d":4}\n', want: [{ a: 1 }, { b: 2 }, { c: 3 }, { d: 4 }] },
    ],
    ['an object and a number on a line', { given: '{"a":1}2\n[3]\n', want: [{ a: 1 }, 2, [3]] }],
    ['pretty printed after a line', { given: '[1]\n{\n"a":\n2}\n[3]\n', want: [[1], { a: 2 }, [3]] }],
  ])('%s', async (_, { given, want }) => {
    const bytes = Buffer.from(given)
    expect(await read(bytes)).toEqual({ values: want, error: undefined })
    expect(await read(bytes, [...bytes.keys()])).toEqual({ values: want, error: undefined })
  })

  it.each([
    ['a page of HTML', { given: '{"a":1}\n<html>', offset: 8 }],
    ['a closing bracket', { given: '[1]]', offset: 3 }],
    ['brackets that don’t match', { given: '1 {"a":1]', offset: 2 }],
    ['an unquoted name', { given: '\n{a:1}', offset: 1 }],
    ['a wrong literal', { given: 'trux', offset: 0 }],
    ['a line with an unquoted name', { given: '{}\n{"a":1,b:2}\n{}\n', offset: 3 }],
    ['a line with a record that ends early', { given: '{}\n{"a":"b\x1e{"c":1}\n', offset: 10 }],
    ['a line with something behind its value', { given: '{}\n{} <html>\n', offset: 6 }],
    ['a record that ends early', { given: '\x1e{"a":"b\x1e{"c":1}', offset: 8 }],
    ['a literal that is cut', { given: '[] nul', offset: 6 }],
    ['a number that is cut', { given: '[] 1e', offset: 5 }],
    ['an escape that is cut', { given: '"\\', offset: 2 }],
  ])('%s is an error at its byte', async (_, { given, offset }) => {
    for (const places of [[], [...given].map((_, index) => index)]) {
      expect(streamError((await read(Buffer.from(given), places)).error).offset).toBe(offset)
    }
  })

  it('of one line without an end take a time that is linear in their bytes', () => {
    const count = 500_000
    const splitter = new JsonSplitter(context)
    expect([...splitter.push(Buffer.from('{}'.repeat(count)))]).toHaveLength(count)
  })

  it('above the limit are refused before they are gathered', () => {
    const splitter = new JsonSplitter(context, 1000)
    const chunk = Buffer.from(`"${'a'.repeat(600)}`)
    expect([...splitter.push(chunk)]).toEqual([])
    expect(() => [...splitter.push(Buffer.from('a'.repeat(600)))]).toThrow(/longer than 1000 bytes/)
  })
})

describe('a JSON stream', () => {
  it('parses with the function it is given', async () => {
    const parse = (text: string) => ({ text })
    expect((await read(Buffer.from('9223372036854771712'), [], { parse })).values).toEqual([
      { text: '9223372036854771712' },
    ])
  })

  it('can be read once', async () => {
    const stream = new JsonStream(source([Buffer.from('1 2')]))
    expect(await stream.wait()).toBe(2)
    expect(() => stream[Symbol.asyncIterator]()).toThrow(/can be read once/)
    await expect(stream.wait()).rejects.toThrow(/can be read once/)
  })

  it('gives undefined when it is waited for and has no value', async () => {
    expect(await new JsonStream(source([])).wait()).toBeUndefined()
  })

  it('frees its source when the loop is left, and when an error is reported', async () => {
    const left = chunked([Buffer.from('1 2 3 '), Buffer.from('4 ')])
    for await (const value of new JsonStream(source(left))) if (value === 1) break
    expect(left.destroyed).toBe(true)
    const failed = chunked([Buffer.from('{"errorDetail":{"message":"x"}}'), Buffer.from('4 ')])
    await expect(new JsonStream(source(failed), { progress: true }).wait()).rejects.toThrow('x')
    expect(failed.destroyed).toBe(true)
  })

  it('is dropped by asyncDispose', async () => {
    const body = chunked([Buffer.from('1 ')])
    const stream = new JsonStream(source(body))
    await stream[Symbol.asyncDispose]()
    expect(body.destroyed).toBe(true)
    await expect(collect(stream)).rejects.toThrow(/was destroyed/)
  })

  it.each([
    ['message and code', { given: { errorDetail: { code: 7, message: 'm' }, error: 'e' }, want: ['m', 7] }],
    ['no message', { given: { errorDetail: { message: '' }, error: 'e' }, want: ['e', undefined] }],
    ['nothing at all', { given: { errorDetail: {} }, want: [expect.stringContaining('without a text'), undefined] }],
  ])('reports a failure with %s', async (_, { given, want }) => {
    const { values, error } = await read(Buffer.from(`{"stream":"a"}\r\n${JSON.stringify(given)}\r\n`), [], {
      progress: true,
    })
    expect(values).toEqual([{ stream: 'a' }])
    expect([streamError(error).message, streamError(error).code]).toEqual(want)
  })

  it('gives an errorDetail as a value where it reports no progress', async () => {
    const value = { errorDetail: { message: 'of an event' } }
    expect((await read(Buffer.from(JSON.stringify(value)))).values).toEqual([value])
  })
})

describe('the json_message_stream rows of the behaviour vectors', () => {
  it.each(vectors('json_message_stream').map((row) => [row.in, row] as const))('%j', async (given, row) => {
    const { values, error } = await read(Buffer.from(given), [], { progress: true })
    expect(error !== undefined).toBe(row.error !== null)
    const aux = values.flatMap((value) => (hasAux(value) ? [JSON.stringify(value.aux)] : []))
    expect(aux).toEqual(row.aux ?? [])
    // For code 401 Docker's client puts its own text in place of the engine's, which ours keeps with the code.
    if (given.includes('401')) expect(streamError(error)).toMatchObject({ message: 'unauthorized', code: 401 })
    else if (given.includes('errorDetail')) expect(streamError(error).message).toBe(row.error)
  })
})
