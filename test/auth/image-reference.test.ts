import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseImageReference, registryOf } from '../../runtime/auth/image-reference.js'
import { credentialKey, registryHost } from '../../runtime/auth/registry-host.js'
import { InvalidInputError } from '../../runtime/errors.js'
import { sharedFile } from './shared-file.js'

const hex = (length: number): string => 'a1'.repeat(length / 2)

const accepted: [given: string, want: Partial<ReturnType<typeof parseImageReference>>][] = [
  ['a', { domain: 'docker.io', path: 'library/a', familiarName: 'a', tag: undefined, apiTag: 'latest' }],
  ['a__b', { path: 'library/a__b' }],
  ['a---b__c_d/e', { domain: 'docker.io', path: 'a---b__c_d/e' }],
  ['index.docker.io/team/app', { domain: 'docker.io', path: 'team/app', familiarName: 'team/app' }],
  ['index.docker.io/app', { path: 'library/app', canonical: 'docker.io/library/app:latest' }],
  ['docker.io/library/a/b', { path: 'library/a/b', familiarName: 'library/a/b' }],
  ['127.0.0.1:5000/x:1', { domain: '127.0.0.1:5000', path: 'x', tag: '1' }],
  ['localhost:5000', { domain: 'docker.io', path: 'library/localhost', tag: '5000' }],
  ['host:5000/x', { domain: 'host:5000', path: 'x', tag: undefined }],
  ['Host.example/x:_T.-', { domain: 'Host.example', tag: '_T.-' }],
  [`x@sha512:${hex(128)}`, { digest: `sha512:${hex(128)}`, tag: undefined, apiTag: `sha512:${hex(128)}` }],
  [`x:1@sha384:${hex(96)}`, { digest: `sha384:${hex(96)}`, tag: '1', familiarString: `x:1@sha384:${hex(96)}` }],
  [`x:${'t'.repeat(128)}`, { tag: 't'.repeat(128) }],
  ['a'.repeat(255 - 'docker.io/library/'.length), { domain: 'docker.io' }],
  [hex(62), { path: `library/${hex(62)}` }],
  [`${hex(64)}:1`, { tag: '1' }],
]

const refused: [name: string, { given: string; says: string }][] = [
  ['nothing', { given: '', says: 'empty' }],
  ['a URL', { given: 'https://reg.example.com/a', says: 'URL' }],
  ['an image id', { given: hex(64), says: 'image id' }],
  ['upper case', { given: 'Alpine', says: 'lower case' }],
  ['an upper case first part', { given: 'TEAM/app', says: 'lower case' }],
  ['a white space', { given: 'a b', says: 'path' }],
  ['a line break at the end', { given: 'alpine\n', says: 'path' }],
  ['a slash at the end', { given: 'a/', says: 'path' }],
  ['a slash at the start', { given: '/a', says: 'path' }],
  ['two slashes', { given: 'a//b', says: 'path' }],
  ['a dot segment', { given: 'a/../b', says: 'path' }],
  ['three underscores', { given: 'a___b', says: 'path' }],
  ['two dots', { given: 'a..b/c', says: 'registry' }],
  ['a dash at the end', { given: 'a-', says: 'path' }],
  ['a registry with an underscore', { given: 'a_b.example/c', says: 'host name' }],
  ['a registry that ends in a dash', { given: 'a-.example/c', says: 'host name' }],
  ['a port without digits', { given: 'host:/c', says: 'port' }],
  ['a port of letters', { given: 'host:http/c', says: 'port' }],
  ['an IPv6 registry', { given: '[fe80::1]/c', says: 'IPv6' }],
  ['an empty tag', { given: 'a:', says: 'tag' }],
  ['a tag that begins with a dash', { given: 'a:-1', says: 'tag' }],
  ['a long tag', { given: `a:${'t'.repeat(129)}`, says: '128' }],
  ['a long name', { given: 'a'.repeat(256 - 'docker.io/library/'.length), says: '255' }],
  ['an empty digest', { given: 'a@', says: 'digest' }],
  ['a short digest', { given: `a@sha256:${hex(62)}`, says: '64' }],
  ['an upper case digest', { given: `a@sha256:${'A'.repeat(64)}`, says: 'lower case' }],
  ['an unknown algorithm', { given: `a@md5:${hex(32)}`, says: 'sha256' }],
  ['two digests', { given: `a@sha256:${hex(64)}@sha256:${hex(64)}`, says: 'digest' }],
]

describe('parseImageReference', () => {
  test.each(accepted)('accepts %s', (given, want) => {
    expect(parseImageReference(given)).toMatchObject(want)
  })

  test.each(refused)('refuses %s', (_name, { given, says }) => {
    expect(() => parseImageReference(given)).toThrow(InvalidInputError)
    expect(() => parseImageReference(given)).toThrow(says)
  })

  test.each(['https://jane:hunter2@reg.example.com/a', 'jane:hunter2@reg.example.com/a'])(
    'does not repeat %s',
    (given) => {
      expect(() => parseImageReference(given)).toThrow(InvalidInputError)
      expect(() => parseImageReference(given)).not.toThrow('hunter2')
    },
  )

  test('the canonical and the familiar form stand for the same image', () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,5}(?:[._-][a-z0-9]{1,5})?$/)
    const domain = fc.constantFrom('', 'docker.io/', 'localhost/', 'reg.example.com:5000/')
    const tag = fc.constantFrom('', ':1', ':v1.2-x_y')
    const digest = fc.constantFrom('', `@sha256:${hex(64)}`)
    fc.assert(
      fc.property(domain, fc.array(part, { minLength: 1, maxLength: 4 }), tag, digest, (host, path, suffix, hash) => {
        // A first part with a dot would be the registry.
        const parsed = parseImageReference(`${host}${host === '' ? 'x/' : ''}${path.join('/')}${suffix}${hash}`)
        const again = parseImageReference(parsed.canonical)
        expect([again.domain, again.path, again.canonical]).toEqual([parsed.domain, parsed.path, parsed.canonical])
        fc.pre(!parsed.familiarName.split('/', 1).some((first) => first.includes('.') && parsed.domain === 'docker.io'))
        expect(parseImageReference(parsed.familiarString).canonical).toBe(parsed.canonical)
      }),
    )
  })

  test('any text gives a reference or an InvalidInputError', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aA0._-/:@[]\n %é') }), (text) => {
        try {
          expect(parseImageReference(text).path).not.toBe('')
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError)
        }
      }),
    )
  })

  test.each(['a', '-', '_', 'a-', 'a.', 'a_', '/', ':', '@', 'a/', 'A', 'x.y/a-'])(
    'is read to its end, a million times %s',
    (unit) => {
      // A pattern that begins anew at each character would take longer than any test may.
      expect(() => parseImageReference(`${unit.repeat(1_000_000)}!`)).toThrow(InvalidInputError)
      expect(() => parseImageReference(`a:${unit.repeat(1_000_000)}!`)).toThrow(InvalidInputError)
      expect(() => parseImageReference(`a@${unit.repeat(1_000_000)}!`)).toThrow(InvalidInputError)
    },
  )

  const vectors = sharedFile('wire/behaviour-vectors.json')
  test.skipIf(vectors === undefined)('agrees with every row of the vectors', () => {
    const rows: { in: string; error: string | null }[] = JSON.parse(readFileSync(vectors ?? '', 'utf8')).image_reference
    expect(rows.length).toBeGreaterThan(10)
    for (const { in: given, error, ...want } of rows) {
      if (error === null) expect(parseImageReference(given)).toMatchObject(want)
      else expect(() => parseImageReference(given), given).toThrow(InvalidInputError)
    }
  })
})

describe('the registry of a reference', () => {
  const rows: [given: string, want: { host: string; key: string }][] = [
    ['alpine', { host: 'docker.io', key: 'https://index.docker.io/v1/' }],
    ['index.docker.io/team/app', { host: 'docker.io', key: 'https://index.docker.io/v1/' }],
    ['localhost:5000/app', { host: 'localhost:5000', key: 'localhost:5000' }],
    ['ghcr.io/team/app:1', { host: 'ghcr.io', key: 'ghcr.io' }],
  ]
  test.each(rows)('%s', (given, { host, key }) => {
    expect(registryOf(given)).toBe(host)
    expect(registryOf(parseImageReference(given))).toBe(host)
    expect(credentialKey(host)).toBe(key)
  })
})

describe('registryHost', () => {
  test.each([
    ['registry.example.com', 'registry.example.com'],
    ['registry.example.com:5000/v1/', 'registry.example.com:5000'],
    ['https://registry.example.com/v1/', 'registry.example.com'],
    ['https://registry.example.com:443', 'registry.example.com:443'],
    ['http://localhost:5000?x=/', 'localhost:5000'],
    ['https://jane:hunter2@registry.example.com/', 'registry.example.com'],
    ['https://[::1]:5000/v2/', '[::1]:5000'],
    ['', ''],
  ])('%s', (given, want) => {
    expect(registryHost(given)).toBe(want)
  })
})
