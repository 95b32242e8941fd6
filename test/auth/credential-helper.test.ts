import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { helperCredentials, helperRegistries } from '../../runtime/auth/credential-helper.js'
import { DockerError, InvalidInputError } from '../../runtime/errors.js'
import { rejection, temporaryHome } from './temporary-home.js'

const registry = 'https://index.docker.io/v1/'
const print = (value: unknown): string => `printf '%s' '${JSON.stringify(value)}'`

const answers: [name: string, { script: string; want: unknown }][] = [
  [
    'a user and a password',
    {
      script: print({ ServerURL: registry, Username: 'jane', Secret: 'hunter2' }),
      want: { username: 'jane', password: 'hunter2', serveraddress: registry },
    },
  ],
  [
    'an identity token',
    {
      script: print({ ServerURL: registry, Username: '<token>', Secret: 'tok-5ecret' }),
      want: { identitytoken: 'tok-5ecret', serveraddress: registry },
    },
  ],
  ['that it has none', { script: 'echo "credentials not found in native keychain"; exit 1', want: undefined }],
  ['two empty texts', { script: print({ ServerURL: registry, Username: '', Secret: '' }), want: undefined }],
]

const failures: [name: string, { script: string; says: string }][] = [
  ['fails and prints a secret', { script: 'echo hunter2; echo hunter2 >&2; exit 3', says: 'exit status 3' }],
  ['fails without a word', { script: 'exit 1', says: 'exit status 1' }],
  [
    'says that it has none, and more',
    { script: 'echo "credentials not found in native keychain: hunter2"; exit 1', says: 'exit status 1' },
  ],
  ['is killed', { script: 'echo hunter2; kill -9 $$', says: 'exit status none' }],
  ['prints garbage', { script: 'echo "not JSON: hunter2"', says: 'printed no JSON' }],
  [
    'prints a secret after its JSON',
    { script: `echo '{"Username":"jane","Secret":"x"} hunter2'`, says: 'printed no JSON' },
  ],
  ['prints nothing', { script: ':', says: 'printed no JSON' }],
  ['prints a list', { script: print(['hunter2']), says: 'printed no JSON' }],
  ['prints no user', { script: print({ Secret: 'hunter2' }), says: 'printed no JSON' }],
  [
    'prints a secret that is no text',
    { script: print({ Username: 'jane', Secret: ['hunter2'] }), says: 'printed no JSON' },
  ],
  [
    'prints without an end',
    { script: 'while :; do echo hunter2 hunter2 hunter2; done', says: 'more than any credentials' },
  ],
]

describe.skipIf(process.platform === 'win32')('a credential helper', () => {
  test.each(answers)('answers with %s', async (_name, { script, want }) => {
    const { env, helper, asked } = temporaryHome()
    helper('test', script)
    expect(await helperCredentials('test', registry, { env })).toEqual(want)
    expect(asked()).toEqual([`test get ${registry}`])
  })

  test.each(failures)('that %s is an error without its output', async (_name, { script, says }) => {
    const { env, helper } = temporaryHome()
    helper('test', script)
    const error = await rejection(helperCredentials('test', registry, { env }))
    expect(error).toBeInstanceOf(DockerError)
    expect(String(error)).toContain('docker-credential-test, asked for index.docker.io')
    expect(String(error)).toContain(says)
  })

  test('that is not on the PATH is an error', async () => {
    const { env, bin } = temporaryHome()
    mkdirSync(join(bin, 'docker-credential-folder'))
    writeFileSync(join(bin, 'docker-credential-plain'), '')
    for (const name of ['none', 'folder', 'plain']) {
      const error = await rejection(helperCredentials(name, 'r.io', { env }))
      expect(error).toBeInstanceOf(DockerError)
      expect(String(error)).toContain(`docker-credential-${name}, asked for r.io, is not on the PATH`)
    }
    expect(String(await rejection(helperCredentials('none', 'r.io', { env: {} })))).toContain('is not on the PATH')
  })

  test('is not taken from a folder of the PATH that is not absolute', async () => {
    const { bin, helper } = temporaryHome()
    helper('test', print({ Username: 'jane', Secret: 'hunter2' }))
    const path = relative(process.cwd(), bin)
    expect(existsSync(join(path, 'docker-credential-test'))).toBe(true)
    const error = await rejection(helperCredentials('test', 'r.io', { env: { PATH: `${path}:` } }))
    expect(String(error)).toContain('is not on the PATH')
  })

  test('that can not be started is an error with the code alone', async () => {
    const { bin, env } = temporaryHome()
    const path = join(bin, 'docker-credential-test')
    writeFileSync(path, '#!/no/such/interpreter-hunter2\n')
    chmodSync(path, 0o755)
    expect(String(await rejection(helperCredentials('test', 'r.io', { env })))).toContain(
      'could not be started (ENOENT)',
    )
    const broken = { ...env, X: 'hunter2\0' }
    expect(await rejection(helperCredentials('test', 'r.io', { env: broken }))).toBeInstanceOf(DockerError)
  })

  test.each(['', '../x', 'a/b', 'a\\b', 'a b', 'a\0', 'c:x'])('of the name %j is refused', async (name) => {
    const error = await rejection(helperCredentials(name, 'r.io', { env: temporaryHome().env }))
    expect(error).toBeInstanceOf(DockerError)
    expect(String(error)).toContain('r.io')
  })

  test('that hangs is killed after the time given, whatever still holds its pipes', async () => {
    const { home, env, helper } = temporaryHome()
    const pids = join(home, 'pids')
    helper('test', `echo hunter2; sleep 600 & echo "$$ $!" >'${pids}'; wait`)
    const error = await rejection(helperCredentials('test', 'r.io', { env, helperTimeout: 1000 }))
    expect(error).toBeInstanceOf(DockerError)
    expect(String(error)).toContain('docker-credential-test, asked for r.io, did not answer within 1000 ms')
    const [helperPid, sleeper] = readFileSync(pids, 'utf8').trim().split(' ').map(Number)
    process.kill(sleeper ?? 0, 'SIGKILL')
    await expect.poll(() => isRunning(helperPid ?? 0)).toBe(false)
  })

  test('is killed by an abort, which throws its own reason', async () => {
    const { home, env, helper } = temporaryHome()
    const started = join(home, 'started')
    helper('test', `echo $$ >'${started}'; exec sleep 600`)
    const controller = new AbortController()
    const running = rejection(helperCredentials('test', 'r.io', { env, signal: controller.signal }))
    await expect.poll(() => existsSync(started) && readFileSync(started, 'utf8').endsWith('\n')).toBe(true)
    const reason = new Error('enough')
    controller.abort(reason)
    expect(await running).toBe(reason)
    await expect.poll(() => isRunning(Number(readFileSync(started, 'utf8')))).toBe(false)
  })

  test('is not run under a signal that is aborted', async () => {
    const { env, helper, asked } = temporaryHome()
    helper('test', ':')
    const reason = new Error('enough')
    expect(await rejection(helperCredentials('test', 'r.io', { env, signal: AbortSignal.abort(reason) }))).toBe(reason)
    expect(asked()).toEqual([])
  })

  test.each([0, -1, Number.NaN])('refuses a time of %d ms', async (helperTimeout) => {
    const error = await rejection(helperCredentials('test', 'r.io', { env: {}, helperTimeout }))
    expect(error).toBeInstanceOf(InvalidInputError)
  })

  test('may take more time than a timer can count, and need not read its input', async () => {
    const { bin, env } = temporaryHome()
    const path = join(bin, 'docker-credential-test')
    writeFileSync(path, `#!/bin/sh\nexec 0<&-\n${print({ Username: 'jane', Secret: 'hunter2' })}\n`)
    chmodSync(path, 0o755)
    const auth = await helperCredentials('test', 'r'.repeat(1_000_000), {
      env,
      helperTimeout: Number.POSITIVE_INFINITY,
    })
    expect(auth?.username).toBe('jane')
  })

  test('lists its registries', async () => {
    const { env, helper, asked } = temporaryHome()
    helper('test', print({ 'r.io': 'jane', 'x.io': 'joe' }))
    expect(await helperRegistries('test', { env })).toEqual(['r.io', 'x.io'])
    expect(asked()).toEqual(['test list unused'])
    helper('test', 'echo null')
    expect(await helperRegistries('test', { env })).toEqual([])
  })

  test.each(['echo hunter2; exit 1', 'echo hunter2', 'echo \'["hunter2"]\''])(
    'that can not list (%s) is an error',
    async (script) => {
      const { env, helper } = temporaryHome()
      helper('test', script)
      const error = await rejection(helperRegistries('test', { env }))
      expect(error).toBeInstanceOf(DockerError)
      expect(String(error)).toContain('docker-credential-test, asked for the list of its registries')
    },
  )
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
