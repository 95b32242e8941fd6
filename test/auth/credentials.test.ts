import { describe, expect, test } from 'vitest'
import { allCredentials, findCredentials, parseImageReference } from '../../runtime/auth/index.js'
import { DockerError, InvalidInputError } from '../../runtime/errors.js'
import { base64, expectNoSecret, rejection, temporaryHome } from './temporary-home.js'

const hub = 'https://index.docker.io/v1/'
const auth = base64('jane:hunter2')
const jane = { username: 'jane', password: 'hunter2' }
const posix = process.platform !== 'win32'
const answerWith = (user: string): string =>
  `printf '%s' '{"ServerURL":"x","Username":"${user}","Secret":"tok-5ecret"}'`
const none = 'echo "credentials not found in native keychain"; exit 1'

describe('findCredentials, of a file', () => {
  const auths = { [hub]: { auth }, 'r.io:5000': { auth }, 'https://old.io/v1/': { auth } }
  const rows: [name: string, { given: Parameters<typeof findCredentials>[0]; want: string | undefined }][] = [
    ['a name of Docker Hub', { given: 'alpine:3.18', want: hub }],
    ['Docker Hub by its old name', { given: 'index.docker.io/team/app', want: hub }],
    ['Docker Hub as a registry', { given: { registry: 'docker.io' }, want: hub }],
    ['Docker Hub as a URL', { given: { registry: hub }, want: hub }],
    ['a registry with a port', { given: 'r.io:5000/a/b:1', want: 'r.io:5000' }],
    ['the registry itself', { given: { registry: 'https://r.io:5000' }, want: 'r.io:5000' }],
    ['parts', { given: parseImageReference('r.io:5000/a'), want: 'r.io:5000' }],
    ['an older key', { given: 'old.io/a', want: 'https://old.io/v1/' }],
    ['a registry that is not in the file', { given: 'r.io/a', want: undefined }],
    ['an image that looks like a registry', { given: 'r.io:5000', want: hub }],
  ]
  test.each(rows)('%s', async (_name, { given, want }) => {
    const home = temporaryHome()
    home.config({ auths })
    const expected = want === undefined ? undefined : { ...jane, serveraddress: want }
    expect(await findCredentials(given, { env: home.env })).toEqual(expected)
  })

  test('without a file there are none', async () => {
    const { env } = temporaryHome()
    expect(await findCredentials('alpine', { env })).toBeUndefined()
    expect(await allCredentials({ env })).toEqual({})
  })

  test('a name that is no image reference, or a registry that is none, is refused', async () => {
    const { env } = temporaryHome()
    for (const given of ['https://jane:hunter2@r.io/a', { registry: '' }, { registry: 'a b' }, { registry: 'a\nb' }]) {
      expect(await rejection(findCredentials(given, { env }))).toBeInstanceOf(InvalidInputError)
    }
  })

  test('an abort throws its own reason', async () => {
    const { env } = temporaryHome()
    const reason = new Error('enough')
    const signal = AbortSignal.abort(reason)
    expect(await rejection(findCredentials('alpine', { env, signal }))).toBe(reason)
    expect(await rejection(allCredentials({ env, signal }))).toBe(reason)
  })
})

describe('DOCKER_AUTH_CONFIG', () => {
  test('comes before the file, which has the rest', async () => {
    const home = temporaryHome()
    home.config({ auths: { 'r.io': { auth: base64('joe:x') }, 'x.io': { auth: base64('joe:x') } } })
    const env = { ...home.env, DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { 'r.io': { auth } } }) }
    const joe = { username: 'joe', password: 'x', serveraddress: 'x.io' }
    expect(await findCredentials('r.io/a', { env })).toEqual({ ...jane, serveraddress: 'r.io' })
    expect(await findCredentials('x.io/a', { env })).toEqual(joe)
    expect(await allCredentials({ env })).toEqual({ 'r.io': { ...jane, serveraddress: 'r.io' }, 'x.io': joe })
  })

  test('that is malformed is named and not shown', async () => {
    const env = { ...temporaryHome().env, DOCKER_AUTH_CONFIG: '{"auths": {"r.io": {"password": "hunter2' }
    for (const search of [findCredentials('r.io/a', { env }), allCredentials({ env })]) {
      expect(String(await rejection(search))).toContain('DOCKER_AUTH_CONFIG')
    }
  })
})

describe.skipIf(!posix)('findCredentials, with helpers', () => {
  const document = {
    auths: { 'r.io': { auth, email: 'j@x' }, 'h.io': { auth }, 'f.io': { auth } },
    credsStore: 'store',
    credHelpers: { 'h.io': 'special', 'f.io': '' },
  }
  const rows: [name: string, { given: string; asked: readonly string[]; user: string }][] = [
    ['the helper of the registry', { given: 'h.io/a', asked: ['special get h.io'], user: 'special' }],
    ['the store of all others', { given: 'r.io/a', asked: ['store get r.io'], user: 'store' }],
    ['the store, for Docker Hub', { given: 'alpine', asked: [`store get ${hub}`], user: 'store' }],
    ['the file, where the helper is an empty name', { given: 'f.io/a', asked: [], user: 'jane' }],
  ]
  test.each(rows)('asks %s', async (_name, { given, asked, user }) => {
    const home = temporaryHome()
    home.config(document)
    home.helper('store', answerWith('store'))
    home.helper('special', answerWith('special'))
    expect((await findCredentials(given, { env: home.env }))?.username).toBe(user)
    expect(home.asked()).toEqual(asked)
  })

  test('the helper has the last word, and the file its e-mail address and registry token', async () => {
    const home = temporaryHome()
    home.config({
      auths: { 'r.io': { auth, email: 'j@x' }, 't.io': { registrytoken: 'tok-5ecret' } },
      credsStore: 'store',
    })
    home.helper('store', none)
    expect(await findCredentials('r.io/a', { env: home.env })).toBeUndefined()
    expect(await findCredentials('t.io/a', { env: home.env })).toEqual({
      registrytoken: 'tok-5ecret',
      serveraddress: 't.io',
    })
    home.helper('store', answerWith('<token>'))
    const want = { identitytoken: 'tok-5ecret', serveraddress: 'r.io', email: 'j@x' }
    expect(await findCredentials('r.io/a', { env: home.env })).toEqual(want)
  })

  test('a failure is an error, not a search without credentials', async () => {
    const home = temporaryHome()
    home.config(document)
    home.helper('store', 'echo hunter2; exit 1')
    const error = await rejection(findCredentials('r.io/a', { env: home.env }))
    expect(error).toBeInstanceOf(DockerError)
    expect(String(error)).toContain('docker-credential-store, asked for r.io')
    expect(String(await rejection(findCredentials('h.io/a', { env: home.env })))).toContain('docker-credential-special')
  })
})

describe.skipIf(!posix)('allCredentials', () => {
  const list = `[ "$1" = list ] && { printf '%s' '{"r.io":"a","h.io":"b"}'; exit 0; }`
  const document = {
    auths: { 'r.io': { auth }, 'h.io': { auth }, 'a.io': { auth } },
    credHelpers: { 'h.io': 'special', 'n.io': 'empty' },
  }
  const entry = (username: string, serveraddress: string): unknown => ({
    username,
    password: 'tok-5ecret',
    serveraddress,
  })

  test('without a store: the file, and over it the helpers', async () => {
    const home = temporaryHome()
    home.config(document)
    home.helper('special', answerWith('special'))
    home.helper('empty', none)
    expect(await allCredentials({ env: home.env })).toEqual({
      'r.io': { ...jane, serveraddress: 'r.io' },
      'a.io': { ...jane, serveraddress: 'a.io' },
      'h.io': entry('special', 'h.io'),
    })
  })

  test('with a store: all that it lists, and over it the helpers', async () => {
    const home = temporaryHome()
    home.config({ ...document, credsStore: 'store' })
    home.helper('store', `${list}\n${answerWith('store')}`)
    home.helper('special', answerWith('special'))
    home.helper('empty', none)
    expect(await allCredentials({ env: home.env })).toEqual({
      'r.io': entry('store', 'r.io'),
      'h.io': entry('special', 'h.io'),
    })
    expect(home.asked()).toEqual(['store list unused', 'store get r.io', 'special get h.io', 'empty get n.io'])
  })

  test('a helper that has none for a registry takes away what the file has', async () => {
    const home = temporaryHome()
    home.config({ auths: { 'h.io': { auth } }, credHelpers: { 'h.io': 'empty' } })
    home.helper('empty', none)
    expect(await allCredentials({ env: home.env })).toEqual({})
  })

  test('a failure is thrown, or told to onFailure', async () => {
    const home = temporaryHome()
    home.config({ ...document, credsStore: 'store' })
    home.helper('store', `${list}\necho hunter2; exit 1`)
    home.helper('special', answerWith('special'))
    home.helper('empty', 'echo hunter2; exit 2')
    expect(await rejection(allCredentials({ env: home.env }))).toBeInstanceOf(DockerError)
    const failures: string[] = []
    const onFailure = (error: DockerError): void => {
      expectNoSecret(error)
      failures.push(error.message.replace(/, failed.*$/, ''))
    }
    expect(await allCredentials({ env: home.env, onFailure })).toEqual({ 'h.io': entry('special', 'h.io') })
    expect(failures).toEqual([
      'The credential helper docker-credential-store, asked for r.io',
      'The credential helper docker-credential-empty, asked for n.io',
    ])
  })

  test('an abort is thrown, whatever onFailure is', async () => {
    const home = temporaryHome()
    home.config(document)
    home.helper('special', 'exec sleep 600')
    const controller = new AbortController()
    const search = rejection(
      allCredentials({ env: home.env, signal: controller.signal, onFailure: () => expect.unreachable() }),
    )
    await expect.poll(() => home.asked().length).toBe(1)
    const reason = new Error('enough')
    controller.abort(reason)
    expect(await search).toBe(reason)
  })
})
