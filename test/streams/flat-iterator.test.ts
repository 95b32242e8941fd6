import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flatIterator } from '../../runtime/streams/flat-iterator.js'

const source = { release() {}, throwIfStopped() {} }

async function* batches(list: readonly (readonly number[])[]): AsyncGenerator<Iterable<number>, void, undefined> {
  for (const batch of list) yield batch
}

describe('the iterator over batches', () => {
  it('gives every value in order, also to calls that don’t wait for one another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.nat(), { maxLength: 4 })), fc.array(fc.nat(3)), async (list, pauses) => {
        const iterator = flatIterator(batches(list), source)
        const want = list.flat()
        const results: Promise<IteratorResult<number, void>>[] = []
        for (let index = 0; index < want.length + 2; index++) {
          results.push(iterator.next())
          for (let turns = pauses[index] ?? 0; turns > 0; turns--) await Promise.resolve()
        }
        const got = await Promise.all(results)
        expect(got.map(({ value }) => value)).toEqual([...want, undefined, undefined])
        expect(got.map(({ done }) => done ?? false)).toEqual([...want.map(() => false), true, true])
      }),
    )
  })

  it('throws an error once, frees the source, and has ended then', async () => {
    let released = 0
    const failing = function* (): Generator<number, void, undefined> {
      yield 1
      throw new Error('mine')
    }
    const list = async function* (): AsyncGenerator<Iterable<number>, void, undefined> {
      yield failing()
      yield [2]
    }
    const iterator = flatIterator(list(), { ...source, release: () => released++ })
    const results = await Promise.allSettled([iterator.next(), iterator.next(), iterator.next()])
    expect(results).toMatchObject([
      { value: { done: false, value: 1 } },
      { reason: { message: 'mine' } },
      { value: { done: true } },
    ])
    expect(released).toBeGreaterThan(0)
  })

  it('ends with throw, with return and when it is disposed of', async () => {
    for (const end of ['throw', 'return', 'dispose'] as const) {
      let released = false
      const release = (): void => {
        released = true
      }
      const iterator = flatIterator(batches([[1, 2]]), { ...source, release })
      await iterator.next()
      if (end === 'throw') await expect(iterator.throw(new Error('mine'))).rejects.toThrow('mine')
      else if (end === 'return') await iterator.return()
      else await iterator[Symbol.asyncDispose]()
      expect(released).toBe(true)
      expect(await iterator.next()).toEqual({ done: true, value: undefined })
    }
  })
})
