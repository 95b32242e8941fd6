/** Numbers and choices that a seed decides, so that a finding can be repeated. */
export interface Random {
  /** A whole number from 0 up to, and without, the bound. */
  below(bound: number): number
  pick<Item>(items: readonly Item[]): Item
}

/** Mulberry32: small, fast, and good enough to choose mutations with. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (bound: number): number => Math.floor(next() * bound)
  return {
    below,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new RangeError('there is nothing to pick from')
      return item
    },
  }
}

/** Texts that have ended strings, comments, templates, paths or lines before. */
export const oddTexts: readonly string[] = [
  '',
  ' ',
  '*/',
  '/*',
  '//',
  '`',
  ['$', '{process.exit(1)}'].join(''),
  "'",
  '"',
  "';x='",
  '\\',
  '\\u0027',
  '\n',
  '\r\nexport const x = 1',
  '\t',
  '../../x',
  '/etc/x',
  '..',
  'C:\\x',
  '__proto__',
  'constructor',
  'toString',
  'class',
  'default',
  'await',
  'input',
  'options',
  'client',
  'body',
  'Record',
  'Promise',
  'Docker',
  'any',
  'undefined',
  '1st',
  'a-b',
  'a.b',
  'a b',
  'A',
  'a',
  '{a}',
  '{{x}}',
  '<script>',
  '-->',
  '@internal',
  '{@link x}',
  '```',
  '| a |',
  '#/definitions/',
  '#/definitions/Nothing',
  'ünï',
  '名前',
  '😀',
  '\ud800',
  '\u202e',
  '\u2028',
  '\u0000',
  '\u001b[2J',
  '\ufeff',
  'x'.repeat(10_000),
  '~',
  'null',
  'yes',
  '1.0',
  '0x10',
  '.inf',
  '<<',
  '&a',
  '*a',
  '!!js/function',
]
