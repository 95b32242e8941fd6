import fc from 'fast-check'
import markdownIt from 'markdown-it'
import { describe, expect, it } from 'vitest'
import { codeSpan } from '../../generator/emit/doc.js'
import { cell, code, inTable, linkText, oneLine, paragraphs } from '../../generator/emit/markdown.js'

type Rows = readonly (readonly [given: string, want: string])[]

const lines: Rows = [
  ['a <script>alert(1)</script>', 'a &lt;script>alert(1)&lt;/script>'],
  ['`<name>` and <b>', '`<name>` and &lt;b>'],
  ['`` a`<b> `` <b>', '`` a`<b> `` &lt;b>'],
  ['lone ` <b>', 'lone &#96; &lt;b>'],
  ['\\`<b>\\`', '&#96;&lt;b>&#96;'],
  ['` `` `<b>` ', '` `` `&lt;b>&#96;'],
  ['two\nlines', 'two lines'],
  ['a\u202eb\u0007', 'ab'],
  ['~~~ hello', '\\~~~ hello'],
  ['# a', '\\# a'],
  ['> a', '\\> a'],
  ['- a', '\\- a'],
  ['12. a', '12\\. a'],
  ['---', '\\---'],
  ['[a]: /b', '\\[a]: /b'],
  ['*a* and -1', '*a* and -1'],
  ['\\\\`<b>`', '\\\\`<b>`'],
  ['[a](/b "c") and [`d`](/e(f))', '[a](/b "c") and [`d`](/e(f))'],
  ['[a](`)<b>`', '[a\\](`)<b>`'],
  ['[a](/b "`")<b>`', '[a\\](/b "`")<b>`'],
  ['[a][`]<b>`', '[a\\][`]<b>`'],
  ['http://a/`<b>` `<c>`', 'http://a/&#96;&lt;b>&#96; `<c>`'],
]

const texts: Rows = [
  ['one\n\ntwo <b>', 'one\n\ntwo &lt;b>'],
  ['` x\n` <b> `', '&#96; x\n` <b> `'],
  ['```\n<a>\n```\n<b>', '```\n<a>\n```\n&lt;b>'],
  ['```\n<a>', '```\n<a>\n```'],
  ['```js\n<a>\n   ```\n<b>', '```js\n<a>\n```\n&lt;b>'],
  ['~~~\n``` \n~~~\n<b>\n```\n', '````\n``` \n````\n&lt;b>\n```\n\n```'],
  ['```js |a|\n|-|\n```', '```js\n|-|\n```'],
  ['````\n```\n<a>\n````', '````\n```\n<a>\n````'],
  ['- ~~~\n<b>', '- \\~~~\n&lt;b>'],
  ['a\n===\nb\n---', 'a\n\\===\nb\n\\---'],
  ['[All operations]: /a', '\\[All operations]: /a'],
  ['|a|b|\n|-|-|\n| ` | <b> ` |', '|a|b|\n|-|-|\n| ` \\| <b> ` |'],
  ['- x\n  ```\n<script>\n  ```', '- x\n  &#96;&#96;&#96;\n&lt;script>\n  &#96;&#96;&#96;'],
]

const cells: Rows = [
  ['a | b', 'a \\| b'],
  ['`a|b`', '`a\\|b`'],
  ['a \\| b', 'a \\\\\\| b'],
  ['a\n\n- b', 'a<br>- b'],
  ['```\nx | <y>\n```', '`x \\| <y>`'],
  ['<br>', '&lt;br>'],
  ['~~~\n<y>\n~~~', '`<y>`'],
]

describe('Markdown of the document', () => {
  it.each(lines)('the line %j', (given, want) => expect(oneLine(given)).toBe(want.trimEnd()))
  it.each(texts)('the text %j', (given, want) => expect(paragraphs(given)).toBe(want))
  it.each(cells)('the cell %j', (given, want) => expect(cell(given)).toBe(want))

  it('has code with backticks, and links with brackets', () => {
    expect(code('a `b` c')).toBe('`` a `b` c ``')
    expect(inTable(code("'a' | 'b'"))).toBe("`'a' \\| 'b'`")
    expect(linkText('a](javascript:x)[b')).toBe('a\\](javascript:x)\\[b')
  })

  it('shows an empty text as code, not as a mark that pairs with another', () => {
    expect(code('')).toBe('`""`')
    expect(codeSpan('')).toBe('`""`')
  })

  it('is made in time that grows with the text, and for any number of backticks', () => {
    expect(inTable('\\'.repeat(500_000))).toHaveLength(500_000)
    expect(codeSpan('` '.repeat(500_000))).toHaveLength(1_000_006)
    const runs = Array.from({ length: 1000 }, (_, index) => '`'.repeat(index + 1)).join(' ')
    expect(oneLine(`${runs} www.${'`a`'.repeat(100_000)}`)).toContain('&#96;')
    expect(paragraphs(`a\n${':'.repeat(500_000)}x`)).toHaveLength(500_003)
    expect(oneLine('](a'.repeat(200_000))).toContain('\\](a')
  })
})

/** What a reader of CommonMark and tables makes of a page. */
function read(page: string): { readonly html: string[]; readonly last: string; readonly cells: number } {
  const blocks = markdownIt({ html: true }).parse(page, {})
  const tokens = blocks.flatMap((block) => [block, ...(block.children ?? [])])
  const html = tokens.filter(({ type }) => type.startsWith('html_')).map(({ content }) => content.trim())
  const last = blocks.at(-1)?.type === 'paragraph_close' && blocks.at(-1)?.level === 0 ? blocks.at(-2)?.content : ''
  return { html, last: last ?? '', cells: blocks.filter(({ type }) => type === 'td_open').length }
}

describe('what a reader of Markdown sees', () => {
  const pieces = [
    ...[
      '`',
      '``',
      '```',
      '~~~',
      '````',
      '\n',
      '\n',
      '\n\n',
      '<b>',
      '<img src=x>',
      '<!--',
      '<script>',
      '</a>',
      ' ',
      '  ',
    ],
    ...[
      '[',
      ']',
      '[a]',
      '(',
      ')',
      '](',
      '][',
      ']:',
      '/u',
      '"',
      "'",
      '\\',
      '|',
      '|-|',
      '|a|\n|-|\n',
      '---',
      '===',
      '#',
      '>',
    ],
    ...[
      '- ',
      '1. ',
      '* ',
      '    ',
      '\t',
      '[^',
      '!',
      '&lt;',
      'x',
      '=',
      '*',
      '_',
      '<',
      '- ~~~',
      '> ```',
      '<https://a>',
      '\r',
      '$',
    ],
  ]
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(''))
  const runs = { numRuns: 1000 }

  it('has no HTML of the document, and goes on behind its texts', () => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        const row = `| ${[cell(a), inTable(code(b)), inTable(oneLine(c))].join(' | ')} |`
        const page = [
          `# [${linkText(a)}](x.md)`,
          `${oneLine(a)}. ${code(b)}`,
          `- [x](#x): ${oneLine(c)}`,
          paragraphs(b),
          `| a | b | c |\n| --- | --- | --- |\n${row}`,
          paragraphs(c),
          `${code(a)}: ${oneLine(b)}`,
          paragraphs(a),
          'the end',
        ]
        const { html, last } = read(page.join('\n\n'))
        expect(html.filter((tag) => tag !== '<br>')).toEqual([])
        expect(last).toBe('the end')
        expect(read(`| a | b | c |\n| --- | --- | --- |\n${row}`).cells).toBe(3)
      }),
      runs,
    )
  })

  it('is a link of ours, wherever the text of the document would have it lead', () => {
    fc.assert(
      fc.property(text, (given) => {
        const tokens = markdownIt().parseInline(`[${linkText(given)}](ours.md)`, {})[0]?.children ?? []
        const targets = tokens.filter(({ type }) => type === 'link_open').map((link) => link.attrGet('href'))
        expect(targets).toEqual(['ours.md'])
      }),
      runs,
    )
  })
})
