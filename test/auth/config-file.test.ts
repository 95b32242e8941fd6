import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  allCredentialsIn,
  configFilePath,
  credentialsIn,
  parseConfigFile,
  readConfigFile,
} from '../../runtime/auth/config-file.js'
import { DockerError } from '../../runtime/errors.js'
import { base64, expectNoSecret, rejection, temporaryHome } from './temporary-home.js'

const hub = 'https://index.docker.io/v1/'
const auth = base64('jane:hunter2')
const jane = { username: 'jane', password: 'hunter2' }

describe('configFilePath', () => {
  const file = (...parts: string[]): string => join(...parts, 'config.json')
  const rows: [name: string, { given: Parameters<typeof configFilePath>[0]; want: string }][] = [
    ['option', { given: { config: 'c', env: { DOCKER_CONFIG: 'd', HOME: 'h' } }, want: file('c') }],
    ['DOCKER_CONFIG', { given: { env: { DOCKER_CONFIG: 'd', HOME: 'h' }, homedir: 'o' }, want: file('d') }],
    ['homedir', { given: { env: { DOCKER_CONFIG: '', HOME: 'h' }, homedir: 'o' }, want: file('o', '.docker') }],
    ['HOME', { given: { env: { HOME: 'h', USERPROFILE: 'h' } }, want: file('h', '.docker') }],
  ]
  test.each(rows)('%s', (_name, { given, want }) => {
    expect(configFilePath(given)).toBe(want)
  })
})

const found: [name: string, { given: unknown; key: string; want: unknown }][] = [
  ['auth', { given: { 'r.io': { auth } }, key: 'r.io', want: { ...jane, serveraddress: 'r.io' } }],
  [
    'a password with colons',
    {
      given: { 'r.io': { auth: base64('j:a:b:') } },
      key: 'r.io',
      want: { username: 'j', password: 'a:b:', serveraddress: 'r.io' },
    },
  ],
  [
    'an identity token beside an auth without a password',
    {
      given: { 'r.io': { auth: base64('u:'), identitytoken: 'tok-5ecret' } },
      key: 'r.io',
      want: { username: 'u', password: '', identitytoken: 'tok-5ecret', serveraddress: 'r.io' },
    },
  ],
  [
    'a registry token alone',
    { given: { 'r.io': { registrytoken: 't' } }, key: 'r.io', want: { registrytoken: 't', serveraddress: 'r.io' } },
  ],
  [
    'plain members and an e-mail address',
    {
      given: { 'r.io': { ...jane, email: 'j@x', auth: null } },
      key: 'r.io',
      want: { ...jane, email: 'j@x', serveraddress: 'r.io' },
    },
  ],
  ['Docker Hub', { given: { [hub]: { auth } }, key: hub, want: { ...jane, serveraddress: hub } }],
  [
    'an older key with https',
    {
      given: { 'https://r.io:5000/v1/': { auth } },
      key: 'r.io:5000',
      want: { ...jane, serveraddress: 'https://r.io:5000/v1/' },
    },
  ],
  [
    'an older key with http',
    { given: { 'http://r.io': { auth } }, key: 'r.io', want: { ...jane, serveraddress: 'http://r.io' } },
  ],
  [
    'the very key before an older one',
    {
      given: { 'https://r.io': { auth: base64('x:y') }, 'r.io': { auth } },
      key: 'r.io',
      want: { ...jane, serveraddress: 'r.io' },
    },
  ],
  ['an entry without anything', { given: { 'r.io': {} }, key: 'r.io', want: undefined }],
  ['an entry that is null', { given: { 'r.io': null }, key: 'r.io', want: undefined }],
  ['another port', { given: { 'r.io:1': { auth } }, key: 'r.io', want: undefined }],
  ['a name that every object has', { given: {}, key: 'constructor', want: undefined }],
  [
    'a broken entry of another registry',
    { given: { 'x.io': { auth: '?' }, 'r.io': { auth } }, key: 'r.io', want: { ...jane, serveraddress: 'r.io' } },
  ],
]

const malformed: [name: string, { given: string; says: string }][] = [
  ['no JSON', { given: `{"auths": {"r.io": {"password": "hunter2"`, says: 'not valid JSON' }],
  ['a secret alone', { given: 'hunter2', says: 'not valid JSON' }],
  ['a list', { given: '["hunter2"]', says: 'must be an object' }],
  ['auths that are a list', { given: '{"auths": ["hunter2"]}', says: 'auths must be an object' }],
  ['an entry that is a text', { given: '{"auths": {"r.io": "hunter2"}}', says: 'auths of r.io must be an object' }],
  ['a password that is a list', { given: '{"auths": {"r.io": {"password": ["hunter2"]}}}', says: 'password of r.io' }],
  ['a secret in a key', { given: '{"auths": {"https://u:hunter2@r.io": 1}}', says: 'auths of r.io' }],
  ['a store that is a number', { given: '{"credsStore": 1}', says: 'credsStore must be a string' }],
  ['helpers that are a text', { given: '{"credHelpers": "x"}', says: 'credHelpers must be an object' }],
  ['a helper that is an object', { given: '{"credHelpers": {"r.io": {}}}', says: 'credHelpers of r.io' }],
]

describe('a config.json', () => {
  test.each(found)('gives the credentials of %s', (_name, { given, key, want }) => {
    expect(credentialsIn(parseConfigFile(JSON.stringify({ auths: given }), 'x'), key)).toEqual(want)
  })

  test.each(malformed)('is refused, and never shown, with %s', async (_name, { given, says }) => {
    const home = temporaryHome()
    const path = home.config(given)
    const error = await rejection(readConfigFile({ env: home.env }))
    expect(error).toBeInstanceOf(DockerError)
    expect(String(error)).toContain(path)
    expect(String(error)).toContain(says)
  })

  test.each(['hunter2', base64('hunter2'), base64(':hunter2')])('an auth like %s names file and registry', (broken) => {
    const file = parseConfigFile(JSON.stringify({ auths: { 'https://r.io/v1/': { auth: broken } } }), '/c/config.json')
    for (const read of [() => credentialsIn(file, 'r.io'), () => allCredentialsIn(file)]) {
      expect(read).toThrow(DockerError)
      expect(read).toThrow(/\/c\/config\.json .* r\.io /)
      expect(read).not.toThrow(broken)
    }
  })

  test.each(['', ' \n', '{}', '{"auths": null, "credsStore": null, "credHelpers": null}', '{"credsStore": ""}'])(
    'without anything in it (%j) has no credentials',
    async (text) => {
      const home = temporaryHome()
      home.config(text)
      const file = await readConfigFile({ env: home.env })
      expect([file.auths.size, file.credsStore, file.credHelpers.size]).toEqual([0, undefined, 0])
    },
  )

  test('that is absent has no credentials', async () => {
    const { home, env } = temporaryHome()
    expect((await readConfigFile({ env })).auths.size).toBe(0)
    expect((await readConfigFile({ env, config: join(home, 'none') })).auths.size).toBe(0)
  })

  test('that can not be read is an error with its path and code', async () => {
    const { home, env } = temporaryHome()
    const path = join(home, '.docker', 'config.json')
    mkdirSync(path, { recursive: true })
    const error = await rejection(readConfigFile({ env }))
    expect(error).toBeInstanceOf(DockerError)
    expect(String(error)).toContain(`${path} (EISDIR)`)
  })

  test('helpers, store and all credentials are read', () => {
    const document = {
      auths: { 'r.io': { auth }, 'x.io': {} },
      credsStore: 'a',
      credHelpers: { 'y.io': 'b', 'z.io': '' },
    }
    const file = parseConfigFile(JSON.stringify(document), 'x')
    expect(file.credsStore).toBe('a')
    expect([...file.credHelpers]).toEqual([
      ['y.io', 'b'],
      ['z.io', ''],
    ])
    expect([...allCredentialsIn(file)]).toEqual([['r.io', { ...jane, serveraddress: 'r.io' }]])
  })

  test('any JSON is understood or refused with a DockerError that shows nothing of it', () => {
    const value = fc.jsonValue({ maxDepth: 3 })
    fc.assert(
      fc.property(value, value, (auths, credHelpers) => {
        try {
          allCredentialsIn(parseConfigFile(JSON.stringify({ auths, credHelpers, psFormat: 'hunter2' }), 'x'))
        } catch (error) {
          expect(error).toBeInstanceOf(DockerError)
          expectNoSecret(error)
        }
      }),
    )
  })
})
