import { describe, expect, it } from 'vitest'
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
]

const texts: Rows = [
  ['one\n\ntwo <b>', 'one\n\ntwo &lt;b>'],
  ['` x\n` <b> `', '&#96; x\n` <b> `'],
  ['```\n<a>\n```\n<b>', '```\n<a>\n```\n&lt;b>'],
  ['```\n<a>', '```\n<a>\n```'],
  ['- x\n  ```\n<script>\n  ```', '- x\n  &#96;&#96;&#96;\n&lt;script>\n  &#96;&#96;&#96;'],
]

const cells: Rows = [
  ['a | b', 'a \\| b'],
  ['`a|b`', '`a\\|b`'],
  ['a \\| b', 'a \\\\\\| b'],
  ['a\n\n- b', 'a<br>- b'],
  ['```\nx | <y>\n```', '`x \\| <y>`'],
  ['<br>', '&lt;br>'],
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
})
