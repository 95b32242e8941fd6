import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeRegistryAuth, splitAuth } from '../../runtime/auth/registry-auth.js'
import { InvalidInputError } from '../../runtime/errors.js'
import { sharedFile } from './shared-file.js'

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const decode = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))

const encoded: [name: string, { given: Parameters<typeof encodeRegistryAuth>[0]; want: unknown }][] = [
  [
    'a user and a password',
    { given: { username: 'jane', password: 'pw' }, want: { username: 'jane', password: 'pw' } },
  ],
  ['members that are undefined', { given: { username: 'jane', email: undefined }, want: { username: 'jane' } }],
  ['an identity token', { given: { identitytoken: 't' }, want: { identitytoken: 't' } }],
  ['nothing', { given: {}, want: {} }],
  [
    'auth alone',
    {
      given: { auth: base64('jane:a:b'), serveraddress: 'r.example.com' },
      want: { username: 'jane', password: 'a:b', serveraddress: 'r.example.com' },
    },
  ],
  [
    'auth beside a user name',
    { given: { auth: base64('jane:pw'), username: 'joe' }, want: { auth: base64('jane:pw'), username: 'joe' } },
  ],
  ['auth that is no user:password', { given: { auth: 'dG90bwo=' }, want: { auth: 'dG90bwo=' } }],
  [
    'credentials by registry',
    {
      given: { 'https://index.docker.io/v1/': { auth: base64('jane:pw') }, 'r.example.com': { identitytoken: 't' } },
      want: {
        'https://index.docker.io/v1/': { username: 'jane', password: 'pw' },
        'r.example.com': { identitytoken: 't' },
      },
    },
  ],
  ['a registry called auth', { given: { auth: { username: 'jane' } }, want: { auth: { username: 'jane' } } }],
]

const refused: [name: string, { given: unknown; names: string }][] = [
  ['a text that is already encoded', { given: base64('{"password":"hunter2"}'), names: 'not encoded' }],
  ['null', { given: null, names: 'object' }],
  ['a list', { given: [{ password: 'hunter2' }], names: 'object' }],
  ['a password that is a number', { given: { password: 12345 }, names: '"password"' }],
  [
    'null inside',
    { given: { username: null }, names: '"username" of registry credentials must be a string, not null' },
  ],
  ['a list inside', { given: { 'r.example.com': { password: ['hunter2'] } }, names: '"password"' }],
]

describe('encodeRegistryAuth', () => {
  test.each(encoded)('encodes %s', (_name, { given, want }) => {
    expect(decode(encodeRegistryAuth(given))).toEqual(want)
  })

  test.each(refused)('refuses %s', (_name, { given, names }) => {
    const attempt = (): unknown => Reflect.apply(encodeRegistryAuth, undefined, [given])
    expect(attempt).toThrow(InvalidInputError)
    expect(attempt).toThrow(names)
    expect(attempt).not.toThrow(/hunter2|12345/)
  })

  test('pads, and uses the URL-safe alphabet', () => {
    const given = { username: 'jane', password: 's3cr3t?>', serveraddress: 'registry.example.com' }
    expect(encodeRegistryAuth(given)).toBe(
      'eyJ1c2VybmFtZSI6ImphbmUiLCJwYXNzd29yZCI6InMzY3IzdD8-Iiwic2VydmVyYWRkcmVzcyI6InJlZ2lzdHJ5LmV4YW1wbGUuY29tIn0=',
    )
  })

  test('any text survives, in whole groups of four safe characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (username, password) => {
        const header = encodeRegistryAuth({ username, password })
        expect(header).toMatch(/^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}==|[A-Za-z0-9_-]{3}=)?$/)
        expect(decode(header)).toEqual({ username, password })
      }),
    )
  })

  const vectors = sharedFile('wire/request-vectors.json')
  test.skipIf(vectors === undefined)('agrees with every request vector that decodes one', () => {
    const rows = headerRows(JSON.parse(readFileSync(vectors ?? '', 'utf8')))
    expect(rows.length).toBeGreaterThan(1)
    for (const { decoded, header } of rows) expect(encodeRegistryAuth(decoded)).toBe(header)
  })
})

describe('splitAuth', () => {
  const rows: [name: string, { given: string; want: ReturnType<typeof splitAuth> }][] = [
    ['user and password', { given: base64('jane:pw'), want: { username: 'jane', password: 'pw' } }],
    ['colons in the password', { given: base64('jane::p:w:'), want: { username: 'jane', password: ':p:w:' } }],
    ['an empty password', { given: base64('jane:'), want: { username: 'jane', password: '' } }],
    ['NUL padding', { given: base64('jane:pw\0\0'), want: { username: 'jane', password: 'pw' } }],
    ['nothing but NULs', { given: base64('jane:\0\0'), want: { username: 'jane', password: '' } }],
    [
      'line breaks',
      {
        given: `${base64('jane:pw').slice(0, 4)}\r\n${base64('jane:pw').slice(4)}`,
        want: { username: 'jane', password: 'pw' },
      },
    ],
    ['letters beyond ASCII', { given: base64('jané:pä:ß'), want: { username: 'jané', password: 'pä:ß' } }],
    ['no colon', { given: base64('jane'), want: undefined }],
    ['no user', { given: base64(':pw'), want: undefined }],
    ['no base64', { given: 'jane:pw', want: undefined }],
    ['nothing', { given: '', want: undefined }],
  ]
  test.each(rows)('%s', (_name, { given, want }) => {
    expect(splitAuth(given)).toEqual(want)
  })
})

interface HeaderRow {
  readonly decoded: Record<string, string>
  readonly header: string
}

function headerRows(document: unknown): HeaderRow[] {
  if (Array.isArray(document)) return document.flatMap(headerRows)
  if (typeof document !== 'object' || document === null) return []
  const inputs = member(member(document, 'inputs'), 'headers_decoded')
  const sent = member(member(document, 'expect'), 'headers')
  const rows = ['X-Registry-Auth', 'X-Registry-Config'].flatMap((name) => {
    const header = member(sent, name)
    const decoded = member(inputs, name)
    if (typeof header !== 'string' || typeof decoded !== 'object' || decoded === null) return []
    return [{ decoded: { ...decoded }, header }]
  })
  return [...rows, ...Object.values(document).flatMap(headerRows)]
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
