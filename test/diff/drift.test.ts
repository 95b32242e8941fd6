import { describe, expect, test } from 'vitest'
import { formatDrift } from '../../generator/index.js'

const lines = (count: number, text: (n: number) => string): string =>
  `${Array.from({ length: count }, (_, n) => text(n)).join('\n')}\n`

describe('the drift of a folder', () => {
  test('is a unified diff', () => {
    const before = 'a\nb\nc\nd\ne\n'
    const drift = [{ path: 'x.ts', kind: 'changed' as const, before, after: before.replace('c', 'C') }]
    expect(formatDrift(drift, 'out')).toBe('--- a/out/x.ts\n+++ b/out/x.ts\n@@ -1,5 +1,5 @@\n a\n b\n-c\n+C\n d\n e')
  })

  test('names files that come and go', () => {
    const drift = [
      { path: 'new.ts', kind: 'added' as const, before: '', after: 'a\n' },
      { path: 'old.ts', kind: 'removed' as const, before: 'b\n', after: '' },
    ]
    expect(formatDrift(drift, '.')).toBe(
      '--- /dev/null\n+++ b/new.ts\n@@ -0,0 +1,1 @@\n+a\n--- a/old.ts\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-b',
    )
  })

  test('is cut where it is long', () => {
    const long = { path: 'x.ts', kind: 'added' as const, before: '', after: lines(1000, String) }
    const text = formatDrift([long], '.')
    expect(text.split('\n')).toHaveLength(121)
    expect(text).toMatch(/\n… and 883 more lines$/)
    const many = formatDrift(
      Array.from({ length: 50 }, (_, n) => ({ ...long, path: `${n}.ts` })),
      '.',
    )
    expect(many).toMatch(/\n… and 40 more files$/)
  })

  test('ends soon where nothing is the same', () => {
    const files = { before: lines(20_000, (n) => `a${n}`), after: lines(20_000, (n) => `b${n}`) }
    const text = formatDrift([{ path: 'x.ts', kind: 'changed', ...files }], '.')
    expect(text).toBe('--- a/x.ts\n+++ b/x.ts\n@@ nearly every line is another @@')
  })

  test('shows what would move the cursor', () => {
    const text = formatDrift([{ path: 'x.ts', kind: 'removed', before: 'a\u001b[2J\tb\n', after: '' }], '.')
    expect(text.endsWith('-a\\u{1b}[2J\tb')).toBe(true)
  })
})
