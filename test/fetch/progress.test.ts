import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { createProgress } from '../../generator/fetch/progress.js'

function stream(isTTY: boolean): { readonly stream: PassThrough & { isTTY: boolean }; text(): string } {
  const plain = new PassThrough()
  return { stream: Object.assign(plain, { isTTY }), text: () => String(plain.read() ?? '') }
}

test('a terminal sees how far it is, and then nothing of it', () => {
  const { stream: terminal, text } = stream(true)
  const progress = createProgress(terminal)
  progress.show(50_000, 200_000)
  progress.show(60_000, 200_000)
  expect(text()).toMatch(/50 kB of 200 kB \(25 %\)$/)
  progress.clear()
  progress.clear()
  expect(text()).toBe('\u001b[2K\u001b[1G')
})

test('a server that does not say the size gives no share of it', () => {
  const { stream: terminal, text } = stream(true)
  createProgress(terminal).show(1, undefined)
  expect(text()).toMatch(/1 kB$/)
})

test('a log sees nothing', () => {
  const { stream: log, text } = stream(false)
  const progress = createProgress(log)
  progress.show(1, 2)
  progress.clear()
  expect(text()).toBe('')
})
