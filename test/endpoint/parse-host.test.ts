import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseHost, splitHostPort, withoutPassword } from '../../runtime/endpoint/parse-host.js'
import { InvalidInputError } from '../../runtime/errors.js'
import { messageOf } from './surroundings.js'

interface Vector {
  readonly host: string
  readonly error: string | null
  readonly proto?: string
  readonly addr?: string
  readonly basePath?: string
}

function thrown(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new Error('it should have thrown')
}

const vectorFile = '../shared/wire/behaviour-vectors.json'
const vectors = (): { parse_host: Vector[] } => JSON.parse(readFileSync(vectorFile, 'utf8'))

if (!existsSync(vectorFile)) console.log(`parse_host vectors skipped: ${vectorFile} is not there`)

describe.skipIf(!existsSync(vectorFile))('the vectors of moby', () => {
  test.each(existsSync(vectorFile) ? vectors().parse_host : [])('$host', ({ host, error, ...want }) => {
    if (error === null) expect(parseHost(host)).toEqual(want)
    else expect(messageOf(thrown(() => parseHost(host)))).toContain(error)
  })
})

describe('parseHost', () => {
  test.each([
    ['an IPv6 address', { given: 'tcp://[::1]:2375/a', want: { proto: 'tcp', addr: '[::1]:2375', basePath: '/a' } }],
    ['no host', { given: 'tcp://', want: { proto: 'tcp', addr: '', basePath: '' } }],
    ['a relative socket', { given: 'unix://a b', want: { proto: 'unix', addr: 'a b', basePath: '' } }],
    ['ssh with a path', { given: 'ssh://h/run/s', want: { proto: 'ssh', addr: 'h/run/s', basePath: '' } }],
    ['an empty pipe', { given: 'npipe://', want: { proto: 'npipe', addr: '', basePath: '' } }],
  ])('takes %s', (_name, { given, want }) => {
    expect(parseHost(given)).toEqual(want)
  })

  test.each([
    ['host and port alone', { given: '10.0.0.1:2375', want: 'tcp://10.0.0.1:2375' }],
    ['only a scheme mark', { given: '://x', want: 'unix://, npipe://, tcp://, http://, https://, ssh://' }],
    ['a user for tcp', { given: 'tcp://me@h:1', want: 'a user and password' }],
    ['a password for ssh', { given: 'ssh://me:secret@h', want: "use a key, or ssh's agent" }],
    ['a password for http', { given: 'http://me:secret@h', want: 'a user and password' }],
    ['a password with a slash', { given: 'https://me:se/cret@h', want: 'a user and password' }],
    ['a password without a scheme', { given: 'me:secret@h:1', want: '…@h:1' }],
    ['a query', { given: 'tcp://h:1?a=b', want: 'without a query or fragment' }],
    ['a fragment', { given: 'ssh://h#f', want: 'without a query or fragment' }],
    ['a line break', { given: 'tcp://h\r\nX: y', want: 'blank or a control character' }],
    ['a NUL', { given: 'unix:///a\0b', want: 'NUL' }],
  ])('refuses %s', (_name, { given, want }) => {
    const error = thrown(() => parseHost(given))
    expect(error).toBeInstanceOf(InvalidInputError)
    expect(messageOf(error)).toContain('unable to parse docker host')
    expect(messageOf(error)).toContain(want)
    expect(messageOf(error)).not.toMatch(/secret|se\/|cret@/)
  })

  test('never repeats a password, whatever it is made of', () => {
    const password = fc.stringMatching(/^[!-~]{0,8}Zq7Zq7[!-~]{0,8}$/)
    const scheme = fc.constantFrom('tcp://', 'http://', 'https://', 'ssh://', '')
    fc.assert(
      fc.property(scheme, password, (start, secret) => {
        const host = `${start}me:${secret}@host:1`
        // Where the secret itself holds the mark of a scheme there is no telling what is meant.
        fc.pre(!secret.includes('://'))
        expect(messageOf(thrown(() => parseHost(host)))).not.toContain('Zq7Zq7')
      }),
    )
  })
})

describe('splitHostPort', () => {
  const fallback = { host: 'localhost', port: 2375 }
  test.each([
    ['h:1', { host: 'h', port: 1 }],
    ['h', { host: 'h', port: 2375 }],
    ['h:', { host: 'h', port: 2375 }],
    [':5', { host: 'localhost', port: 5 }],
    ['', { host: 'localhost', port: 2375 }],
    ['[::1]', { host: '::1', port: 2375 }],
    ['[fe80::1%25eth0]:7', { host: 'fe80::1%eth0', port: 7 }],
  ])('%s', (given, want) => {
    expect(splitHostPort(given, fallback)).toEqual(want)
  })

  test.each(['h:0', 'h:65536', '::1', 'h:x', '[::1', 'a]b', 'h:1:2'])('refuses %s', (given) => {
    expect(() => splitHostPort(given, fallback)).toThrow(InvalidInputError)
  })
})

test.each([
  ['tcp://me:p@w@h:1', 'tcp://…@h:1'],
  ['me:p@h', '…@h'],
  ['tcp://h:1', 'tcp://h:1'],
  ['ssh://me@h:1/x', 'ssh://me@h:1/x'],
  ['ssh://me:p@h', 'ssh://…@h'],
  ['ssh://me%3Ap@h', 'ssh://…@h'],
  ['ssh://a@p@h', 'ssh://…@h'],
])('withoutPassword(%s)', (given, want) => {
  expect(withoutPassword(given)).toBe(want)
})
