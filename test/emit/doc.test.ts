import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { docComment, wrapText } from '../../generator/emit/doc.js'
import { lineWidth } from '../../generator/emit/print.js'

const long = 'word '.repeat(40).trim()

const table: readonly [name: string, row: { readonly given: readonly string[]; readonly want: string }][] = [
  ['nothing', { given: ['', '  '], want: '' }],
  ['one line', { given: ['An IP address.'], want: '/** An IP address. */\n' }],
  ['paragraphs', { given: ['One.', 'Two.'], want: '/**\n * One.\n *\n * Two.\n */\n' }],
  ['the end of a comment', { given: ['a */ evil() /*'], want: '/** a *\\/ evil() /* */\n' }],
  ['an end that a hidden character splits', { given: ['a *\u200b/ b'], want: '/** a *\\/ b */\n' }],
  ['tags and braces', { given: ['@param {x} me@host @a'], want: '/** \\@param \\{x\\} me@host \\@a */\n' }],
  ['code keeps tags and braces', { given: ['use `{@link x}`'], want: '/** use `{@link x}` */\n' }],
  ['no tag in code', { given: ['use `a @param b`'], want: '/** use `a \\@param b` */\n' }],
  [
    'no tag in a block of code',
    {
      given: ['```\n@type {any}\n a @internal\n```'],
      want: '/**\n * ```\n * \\@type {any}\n *  a \\@ internal\n * ```\n */\n',
    },
  ],
  [
    'no word that strips a declaration',
    { given: ['a@internal @inter\u200bnal'], want: '/** a@ internal \\@ internal */\n' },
  ],
  ['no blanks at the ends of lines', { given: [`a  \n${' '.repeat(200)}\nb`], want: '/**\n * a\n *\n * b\n */\n' }],
  ['templates stay text', { given: ['\u0024{evil()} `\u0024{x}`'], want: '/** $\\{evil()\\} `\u0024{x}` */\n' }],
  ['control and bidi characters', { given: ['a\u0007b\u202ec\u2066d\u0085e'], want: '/** a bcd e */\n' }],
  ['line separators', { given: ['a\u2028b\rc'], want: '/**\n * a\n * b\n * c\n */\n' }],
  ['half of a character', { given: ['a\ud83d b'], want: '/** a\ufffd b */\n' }],
  [
    'a long list item keeps its indentation',
    { given: [`- ${long}`], want: `/**\n * - ${'word '.repeat(23).trim()}\n *   ${'word '.repeat(17).trim()}\n */\n` },
  ],
  [
    'a code block stays as it is',
    {
      given: [`\`\`\`\n{ "a":   1 } ${long}\n\`\`\``],
      want: `/**\n * \`\`\`\n * { "a":   1 } ${long}\n * \`\`\`\n */\n`,
    },
  ],
  ['a word longer than a line', { given: ['x'.repeat(200)], want: `/**\n * ${'x'.repeat(200)}\n */\n` }],
  [
    'a code span is not broken',
    {
      given: [`${'word '.repeat(22)}\`a b c d e f g h i j k\` end`],
      want: `/**\n * ${'word '.repeat(22).trim()}\n * \`a b c d e f g h i j k\` end\n */\n`,
    },
  ],
]

describe('doc comments', { timeout: 20_000 }, () => {
  it.each(table)('%s', (_, { given, want }) => expect(docComment(given)).toBe(want))

  it('writes tags with texts of the document below the rest', () => {
    const tags = [{ head: '@throws NotFoundError (404)', text: 'no\nsuch */ @thing' }, { head: '@deprecated' }]
    expect(docComment(['Gone.'], '  ', tags)).toBe(
      '  /**\n   * Gone.\n   *\n   * @throws NotFoundError (404) no such *\\/ \\@thing\n   * @deprecated\n   */\n',
    )
  })

  it('are one comment, whatever the text is', () => {
    const nasty = fc.array(fc.constantFrom('*/', '*', '/', '`', '\n', '@x', '{', '\u2028', '\u200b', 'a ', '```', '//'))
    fc.assert(
      fc.property(nasty, fc.string({ unit: 'binary' }), (parts, text) => {
        const comment = docComment([parts.join(''), text], '', [{ head: '@throws X', text: parts.join('') }])
        const file = ts.createSourceFile('a.ts', `${comment}const a = 1`, ts.ScriptTarget.ES2022)
        expect(file.statements).toHaveLength(1)
        expect(file.statements[0]?.getText(file)).toBe('const a = 1')
      }),
      { numRuns: 100 },
    )
  })

  it('have the tags that the generator gives them, and no other', () => {
    const pieces = [
      '@',
      '@type',
      '@internal',
      '@ ',
      ' ',
      '`',
      '\n',
      '```\n',
      '~~~\n',
      '{',
      '}',
      '(',
      '*',
      '\t',
      '\\',
      '- ',
      long,
    ]
    const nasty = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(nasty, nasty, (doc, text) => {
        const comment = docComment([doc], '', [{ head: '@throws X', text }, { head: '@deprecated' }])
        const file = ts.createSourceFile('a.ts', `${comment}export const a = 1`, ts.ScriptTarget.ES2022, true)
        const tags = file.statements.flatMap((statement) => ts.getJSDocCommentsAndTags(statement))
        const names = tags.flatMap((tag) => (ts.isJSDoc(tag) ? (tag.tags ?? []) : [])).map((tag) => tag.tagName.text)
        expect(names).toEqual(['throws', 'deprecated'])
        expect(comment).not.toContain('@internal')
        expect(comment).not.toMatch(/[ \t]$/m)
      }),
      { numRuns: 1000 },
    )
  })

  it('keep to the width where words allow it', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.'), minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(fc.array(word), (words) => {
        for (const line of wrapText(words.join(' '), lineWidth)) expect(line.length).toBeLessThanOrEqual(lineWidth)
      }),
    )
  })
})
