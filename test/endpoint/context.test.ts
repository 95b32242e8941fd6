import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inspectContext, listContexts, loadContext } from '../../runtime/endpoint/context.js'
import type { Environment } from '../../runtime/endpoint/environment.js'
import { InvalidInputError } from '../../runtime/errors.js'
import { messageOf, rejection, surroundings, temporaryFolder, writeFiles } from './surroundings.js'

const id = (name: string) => createHash('sha256').update(name).digest('hex')
const metaFile = (name: string) => `contexts/meta/${id(name)}/meta.json`

function meta(name: string, docker: unknown, description = ''): Record<string, string> {
  return {
    [metaFile(name)]: JSON.stringify({ Name: name, Metadata: { Description: description }, Endpoints: { docker } }),
  }
}

async function home(files: Record<string, string>, env: Record<string, string> = {}): Promise<Environment> {
  const folder = await temporaryFolder()
  await writeFiles(join(folder, '.docker'), files)
  return surroundings({ homedir: folder, env })
}

describe('listContexts', () => {
  test('has default first, the others by name, and says which is current', async () => {
    const environment = await home({
      ...meta('zoo', { Host: 'tcp://z:1' }),
      ...meta('ant', { Host: 'ssh://a', SkipTLSVerify: true }, 'small'),
      'config.json': '{"currentContext":"zoo"}',
    })
    const contexts = await listContexts(environment)
    expect(
      contexts.map(({ name, host, current, description, skipTlsVerify }) => ({
        name,
        host,
        current,
        description,
        skipTlsVerify,
      })),
    ).toEqual([
      { name: 'default', host: '', current: false, description: expect.any(String), skipTlsVerify: false },
      { name: 'ant', host: 'ssh://a', current: false, description: 'small', skipTlsVerify: true },
      { name: 'zoo', host: 'tcp://z:1', current: true, description: '', skipTlsVerify: false },
    ])
  })

  test('has default alone where there is no folder', async () => {
    expect(await listContexts(surroundings())).toMatchObject([{ name: 'default', current: true }])
  })

  test.each([
    ['DOCKER_HOST', { given: { DOCKER_HOST: 'tcp://me:secret@h', DOCKER_CONTEXT: 'zoo' }, want: 'default' }],
    ['DOCKER_CONTEXT', { given: { DOCKER_CONTEXT: 'ant' }, want: 'ant' }],
    ['config.json', { given: {}, want: 'zoo' }],
  ])('the current one comes from %s', async (_name, { given, want }) => {
    const files = {
      ...meta('zoo', { Host: '' }),
      ...meta('ant', { Host: '' }),
      'config.json': '{"currentContext":"zoo"}',
    }
    const contexts = await listContexts(await home(files, given))
    expect(contexts.filter(({ current }) => current).map(({ name }) => name)).toEqual([want])
    expect(JSON.stringify(contexts)).not.toContain('secret')
  })

  test('shows a context for something else than Docker', async () => {
    const environment = await home(meta('k8s', undefined))
    expect(await listContexts(environment)).toMatchObject([{ name: 'default' }, { name: 'k8s', host: '' }])
    expect(messageOf(await rejection(loadContext('k8s', environment)))).toContain('no docker endpoint')
  })

  test.each([
    ['meta.json is cut', { given: { [metaFile('a')]: '{"Name":' }, want: 'meta.json is not valid JSON' }],
    ['meta.json has no name', { given: { [metaFile('a')]: '[]' }, want: 'meta.json: the context has no Name' }],
    [
      'config.json is cut',
      { given: { 'config.json': '{"auths":{"r":{"auth":"c2VjcmV0"' }, want: 'config.json is not valid JSON' },
    ],
  ])('names the file where %s', async (_name, { given, want }) => {
    const error = await rejection(listContexts(await home(given)))
    expect(error).toBeInstanceOf(InvalidInputError)
    expect(messageOf(error)).toContain(want)
    expect(messageOf(error)).not.toContain('c2VjcmV0')
  })
})

describe('inspectContext', () => {
  test('finds the TLS folder, in the folder that DOCKER_CONFIG names', async () => {
    const folder = await temporaryFolder()
    await writeFiles(folder, { ...meta('t', { Host: 'tcp://h:1' }), [`contexts/tls/${id('t')}/docker/ca.pem`]: 'x' })
    const environment = surroundings({ env: { DOCKER_CONFIG: folder } })
    expect(await inspectContext('t', environment)).toEqual({
      name: 't',
      description: '',
      host: 'tcp://h:1',
      skipTlsVerify: false,
      tlsFolder: join(folder, 'contexts/tls', id('t'), 'docker'),
      current: false,
      file: join(folder, metaFile('t')),
    })
  })

  test('hides a password', async () => {
    const environment = await home(meta('p', { Host: 'tcp://me:secret@h:1' }))
    expect(await inspectContext('p', environment)).toMatchObject({ host: 'tcp://…@h:1' })
  })

  test('a name is no path', async () => {
    const environment = await home({ 'contexts/meta.json': '{"Name":"x"}' })
    expect(await rejection(inspectContext('../..', environment))).toBeInstanceOf(InvalidInputError)
  })

  test.each(['', 'nosuch'])('lists those that exist where "%s" does not', async (name) => {
    const environment = await home({ ...meta('b', {}), ...meta('a', {}), [metaFile('broken')]: '{' })
    const error = await rejection(inspectContext(name, environment))
    expect(error).toBeInstanceOf(InvalidInputError)
    expect(messageOf(error)).toContain('there are: "default", "a", "b"')
  })

  test('default needs no file', async () => {
    const environment = surroundings({ env: { DOCKER_HOST: 'tcp://h:1' } })
    expect(await inspectContext('default', environment)).toMatchObject({ host: 'tcp://h:1', current: true })
  })
})
