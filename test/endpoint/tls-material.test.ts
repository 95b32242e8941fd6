import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resolveEndpoint } from '../../runtime/endpoint/resolve.js'
import { loadTls, mergeTls } from '../../runtime/endpoint/tls.js'
import { InvalidInputError } from '../../runtime/errors.js'
import type { CertificateName, Certificates } from './certificates.js'
import { makeCertificates, noOpenssl } from './certificates.js'
import { messageOf, rejection, surroundings, temporaryFolder, writeFiles } from './surroundings.js'

if (noOpenssl) console.log(`TLS tests skipped: ${noOpenssl}`)

describe('mergeTls', () => {
  test.each([
    ['nothing', { base: undefined, own: undefined, want: undefined }],
    ['options alone', { base: undefined, own: { ca: 'a' }, want: { options: { ca: 'a' } } }],
    [
      'a base alone',
      {
        base: { options: { directory: 'd' }, caOptional: true },
        own: undefined,
        want: { options: { directory: 'd' }, caOptional: true },
      },
    ],
    [
      'a name over a folder',
      {
        base: { options: { directory: 'd' } },
        own: { serverName: 'n' },
        want: { options: { directory: 'd', serverName: 'n' } },
      },
    ],
    [
      'a folder over a folder',
      {
        base: { options: { directory: 'd' }, caOptional: true },
        own: { directory: 'e' },
        want: { options: { directory: 'e' } },
      },
    ],
    [
      'verify: false stays',
      { base: { options: { verify: false } }, own: { ca: 'a' }, want: { options: { verify: false, ca: 'a' } } },
    ],
  ])('%s', (_name, { base, own, want }) => {
    expect(mergeTls(base, own)).toEqual(want)
  })
})

describe.skipIf(noOpenssl)('TLS', () => {
  let root: string
  let made: Certificates

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'endpoint-certificates-'))
    made = await makeCertificates(root)
  }, 60_000)
  afterAll(() => rm(root, { recursive: true, force: true }))

  const pair = (name: CertificateName) => ({ cert: made.read(name, 'cert.pem'), key: made.read(name, 'key.pem') })

  describe('material that is unusable is told by its file', () => {
    const cases: [string, { given: readonly string[]; want: RegExp }][] = [
      ['an empty folder', { given: [], want: /ca\.pem does not exist: .*DOCKER_CERT_PATH/ }],
      ['no authority', { given: ['cert.pem', 'key.pem'], want: /ca\.pem does not exist/ }],
      ['no key', { given: ['ca.pem', 'cert.pem'], want: /cert\.pem is there, but .*key\.pem is missing/ }],
      ['no certificate', { given: ['ca.pem', 'key.pem'], want: /key\.pem is there, but .*cert\.pem is missing/ }],
    ]
    test.each(cases)('%s', async (_name, { given, want }) => {
      const folder = await temporaryFolder()
      for (const name of given) await copyFile(join(made.folder('client'), name), join(folder, name))
      const env = { DOCKER_HOST: 'tcp://h', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder }
      const error = await rejection(resolveEndpoint({}, surroundings({ env })))
      expect(error).toBeInstanceOf(InvalidInputError)
      expect(messageOf(error)).toMatch(want)
      expect(messageOf(error)).toContain(folder)
    })

    test.each([
      ['a file that is not PEM', { name: 'cert.pem', content: 'secret-rubbish', want: /cert\.pem is not PEM/ }],
      [
        'a certificate that is cut',
        {
          name: 'cert.pem',
          content: '-----BEGIN CERTIFICATE-----\nc2VjcmV0LXJ1YmJpc2g=\n-----END CERTIFICATE-----\n',
          want: /cert\.pem holds no certificate/,
        },
      ],
      [
        'a key that is cut',
        {
          name: 'key.pem',
          content: '-----BEGIN PRIVATE KEY-----\nc2VjcmV0LXJ1YmJpc2g=\n-----END PRIVATE KEY-----\n',
          want: /key\.pem can't be used for TLS/,
        },
      ],
      ['an encrypted key', { name: 'key.pem', content: undefined, want: /passphrase/ }],
      [
        'an encrypted key of which decrypting made no key',
        {
          name: 'key.pem',
          content:
            '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIBvTBXBgkqhkiG9w0BBQ0wSjA=\n-----END ENCRYPTED PRIVATE KEY-----\n',
          want: /passphrase/,
        },
      ],
      ["another's key", { name: 'key.pem', content: 'stranger', want: /belong together/ }],
    ])('%s', async (_name, { name, content, want }) => {
      const folder = await temporaryFolder()
      for (const each of ['ca.pem', 'cert.pem', 'key.pem'])
        await copyFile(join(made.folder('client'), each), join(folder, each))
      const replacement =
        content === undefined
          ? made.read('client', 'encrypted.pem')
          : content === 'stranger'
            ? pair('stranger').key
            : content
      await writeFile(join(folder, name), replacement)
      const error = await rejection(loadTls({ options: { directory: folder } }, 'h'))
      expect(error).toBeInstanceOf(InvalidInputError)
      expect(messageOf(error)).toMatch(want)
      expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/rubbish|c2VjcmV0/)
    })

    test('a wrong passphrase', async () => {
      const options = {
        cert: pair('client').cert,
        key: made.read('client', 'encrypted.pem'),
        passphrase: 'not-this-one',
      }
      const error = await rejection(loadTls({ options }, 'h'))
      expect(messageOf(error)).toMatch(/option tls\.passphrase/)
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('not-this-one')
    })

    test('a path in place of the text', async () => {
      const error = await rejection(loadTls({ options: { ca: '/etc/ca.pem' } }, 'h'))
      expect(messageOf(error)).toMatch(/option tls\.ca is not PEM.*tls\.directory/)
    })

    test('a file that is a folder', async () => {
      const folder = await temporaryFolder()
      await writeFiles(folder, { 'ca.pem/x': '' })
      expect(messageOf(await rejection(loadTls({ options: { directory: folder } }, 'h')))).toMatch(
        /ca\.pem can't be read \(EISDIR\)/,
      )
    })
  })
})
