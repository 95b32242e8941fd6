import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import markdownIt from 'markdown-it'
import { describe, expect, it } from 'vitest'
import { filesOf, modelOf } from '../model/fragment.js'

const generated = new URL('../../generated/v1.42/', import.meta.url)

function committedPages(): ReadonlyMap<string, string> {
  const names = readdirSync(generated, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
  const pages = names.filter((name) => name.endsWith('.md'))
  return new Map(pages.map((name) => [name, readFileSync(new URL(name, generated), 'utf8')]))
}

/** The anchors of a page, as GitHub makes them of headings. */
function anchorsOf(page: string): Set<string> {
  const headings = [...page.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title)
  return new Set(
    headings.map((title) => {
      const text = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
      return text.replace(/[^\p{Letter}\p{Number}_ -]/gu, '').replaceAll(' ', '-')
    }),
  )
}

function brokenLinks(pages: ReadonlyMap<string, string>): { readonly broken: string[]; readonly count: number } {
  const broken: string[] = []
  let count = 0
  const anchors = new Map([...pages].map(([path, text]) => [path, anchorsOf(text)]))
  for (const [path, text] of pages) {
    for (const [link, target = ''] of text.matchAll(/(?<!\\)\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/i.test(target)) continue
      count++
      const [file = '', anchor] = target.split('#')
      const page = file === '' ? path : posix.join(posix.dirname(path), file)
      const found = anchors.get(page)
      if (found === undefined || (anchor !== undefined && !found.has(anchor))) broken.push(`${path}: ${link}`)
    }
  }
  return { broken, count }
}

/** What a reader of Markdown makes of a page, and its first block. */
function tokensOf(page: string): {
  readonly tokens: readonly { type: string; content: string }[]
  readonly first: string
} {
  const blocks = markdownIt({ html: true }).parse(page, {})
  return { tokens: blocks.flatMap((block) => [block, ...(block.children ?? [])]), first: blocks[0]?.content ?? '' }
}

const hostile = `
/things/{id}:
  get:
    operationId: ThingGet
    tags: ['A](x) | <b>']
    summary: 'List | <script>alert(1)</script> \`a|b\` [x](y'
    description: "One \`\\n\\n<img src=x onerror=alert(1)> \`\\n\\n\`\`\`\\n<raw>"
    parameters:
      - { name: id, in: path, required: true, type: string, description: "a | b\\n\\n<script>" }
      - { name: 'q|\`', in: query, type: string, enum: ['a|b', 'c\`d'] }
    responses:
      200: { description: '<b>ok</b>', schema: { type: object, properties: { 'p|\`x': { type: string, enum: ['\`|'] } } } }
      404: { description: 'no | such\\n<i>' }`

describe('the reference', () => {
  const pages = committedPages()

  it('has a page for each tag and one for the types', () => {
    expect([...pages.keys()]).toEqual(
      expect.arrayContaining(['README.md', 'reference/container.md', 'reference/models.md']),
    )
  })

  it('has links that lead to a page and a heading that are there', () => {
    const { broken, count } = brokenLinks(pages)
    expect(count).toBeGreaterThan(500)
    expect(broken).toEqual([])
  })

  it('has as many cells in each row as its table has columns', () => {
    const all = new Map([...pages, ...filesOf(modelOf({ paths: hostile }))].filter(([path]) => path.endsWith('.md')))
    for (const [path, text] of all) {
      for (const table of text.match(/(?:^\|.*\|\n)+/gm) ?? []) {
        const counts = table
          .trim()
          .split('\n')
          .map((row) => row.replace(/\\\\/g, '').match(/(?<!\\)\|/g)?.length)
        expect(new Set(counts).size, `${path}: ${table}`).toBe(1)
      }
    }
  })

  it('shows HTML of the document as text', () => {
    const files = filesOf(modelOf({ paths: hostile }))
    for (const [path, text] of files) {
      if (!path.endsWith('.md')) continue
      const outsideCode = text.replace(/^```[\s\S]*?^```$/gm, '').replace(/(`+)[^`\n](?:.*?[^`])?\1(?!`)/g, '')
      const tags = outsideCode.match(/<(?!!-- @generated|br>)[^\s]*/g)
      expect(tags, `${path}\n${outsideCode}`).toBe(null)
    }
  })

  it('ends a block of code that the document leaves open', () => {
    const page = filesOf(modelOf({ paths: hostile })).get('reference/a-x-b.md') ?? ''
    expect(page.match(/^```/gm)?.length).toBe(4)
    expect(page).toContain('<raw>\n```\n')
  })

  it('has a comment at its head that the name of no file can end', () => {
    const model = modelOf({})
    const files = filesOf({ ...model, source: { ...model.source, file: 'a---><img src=y>---!>.json' } })
    for (const [path, text] of files) {
      if (!path.endsWith('.md')) continue
      const { tokens, first } = tokensOf(text)
      expect(tokens.filter(({ type }) => type.startsWith('html_'))).toHaveLength(1)
      expect(first).toMatch(/^<!-- (?:(?!--|[<>]).)* -->\n$/)
    }
  })

  it('has no HTML behind a fence of tildes', () => {
    const text = JSON.stringify('~~~\n``` \n~~~\n<img src=x onerror=alert(1)>\n\n```\n')
    const definitions = `Thing: { type: object, description: ${text} }`
    const tags = `[{ name: System, description: ${text} }]`
    const files = filesOf(modelOf({ definitions, tags }))
    for (const path of ['README.md', 'reference/system.md', 'reference/models.md']) {
      const { tokens } = tokensOf(files.get(path) ?? '')
      expect(tokens.filter(({ type }) => type.startsWith('html_'))).toHaveLength(1)
      expect(tokens.some(({ content }) => content.includes('All '))).toBe(true)
    }
  })
})
