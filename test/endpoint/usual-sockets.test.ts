import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { socketExists } from '../../runtime/endpoint/environment.js'
import { findSocket, usualSockets } from '../../runtime/endpoint/usual-sockets.js'
import { surroundings, temporaryFolder, writeFiles } from './surroundings.js'

const env = { XDG_RUNTIME_DIR: '/run/user/7', COLIMA_HOME: '/srv/colima' }

const linux = [
  ['the platform default', '/var/run/docker.sock'],
  ['rootless Docker', '/run/user/7/docker.sock'],
  ['Docker Desktop', '/home/me/.docker/run/docker.sock'],
  ['Docker Desktop', '/home/me/.docker/desktop/docker.sock'],
  ['Colima', '/srv/colima/default/docker.sock'],
  ['Colima', '/home/me/.colima/default/docker.sock'],
  ['OrbStack', '/home/me/.orbstack/run/docker.sock'],
  ['Rancher Desktop', '/home/me/.rd/docker.sock'],
  ['Podman', '/run/user/7/podman/podman.sock'],
  ['Podman', '/run/podman/podman.sock'],
]

test('the order is the documented one', () => {
  const places = usualSockets(surroundings({ env, homedir: '/home/me' }))
  expect(places.map(({ name, path }) => [name, path])).toEqual(linux)
})

test.each([
  ['without the variable, by uid', { given: surroundings({ uid: 5 }), want: '/run/user/5/docker.sock' }],
  ['without either', { given: surroundings({ uid: undefined }), want: '/home/nobody/.docker/run/docker.sock' }],
  ['on Windows', { given: surroundings({ platform: 'win32' }), want: '//./pipe/dockerDesktopLinuxEngine' }],
])('the second place %s', (_name, { given, want }) => {
  expect(usualSockets(given)[1]?.path).toBe(want)
})

describe('findSocket', () => {
  test.each(linux.map(([, path = ''], index) => [path, index] as const))(
    'takes %s when it comes first',
    async (path, index) => {
      const sockets = linux.slice(index).map(([, each = '']) => each)
      const found = await findSocket(surroundings({ env, homedir: '/home/me', sockets }))
      expect(found.path).toBe(path)
      expect(found.missing).toEqual(linux.slice(0, index).map(([, each]) => each))
    },
  )

  test('takes the default where there is none', async () => {
    const found = await findSocket(surroundings({ env, homedir: '/home/me' }))
    expect(found.path).toBe('/var/run/docker.sock')
    expect(found.missing).toHaveLength(linux.length)
  })
})

test('a socket is one that the file system has as such', async () => {
  const folder = await temporaryFolder()
  await writeFiles(folder, { file: '' })
  await mkdir(join(folder, 'folder'))
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve))
  onTestFinished(() => void server.close())
  const real = { ...surroundings(), socketExists: undefined }
  const environment = { env: real.env, homedir: folder, platform: real.platform }
  const answers = ['socket', 'file', 'folder', 'nothing', 'file/below'].map((name) =>
    socketExists(join(folder, name), environment, true),
  )
  expect(await Promise.all(answers)).toEqual([true, false, false, false, false])
})
