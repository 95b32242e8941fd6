import { createReadStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { Docker } from '../../../generated/v1.42/index.js'
import { gone } from '../client.js'
import { tar } from '../tar.js'
import { membersOf } from '../untar.js'
import { type ExampleCases, importApp, removeImage, runWeb, saveImage } from './example-case.js'

const anyId = expect.stringMatching(/^sha256:[0-9a-f]{64}$/)

/** The name that the examples of registries use; the test puts a real registry in its place. */
export const inRegistry = 'registry.example/team/app'

async function tagApp(docker: Docker): Promise<void> {
  await importApp(docker)
  await docker.imageTag({ name: 'app:1', repo: inRegistry, tag: '1' })
  removeImage(docker, `${inRegistry}:1`)
}

async function pushApp(docker: Docker): Promise<void> {
  await tagApp(docker)
  const registryAuth = { username: 'someone', password: process.env['REGISTRY_PASSWORD'] ?? '' }
  await (await docker.imagePush({ name: inRegistry, tag: '1', registryAuth })).wait()
  await gone(docker.imageDelete({ name: `${inRegistry}:1` }))
}

/** Images: made, named, moved and removed. */
export const imageExamples: ExampleCases = [
  ['imageList', { want: [['busybox:latest', expect.any(Number)]] }],
  ['imageInspect', { want: [[anyId, expect.any(String), ['sh']]] }],
  ['imageHistory', { want: [[expect.any(Number), expect.any(String), 'Imported from -']] }],
  [
    'imageBuild',
    {
      given: async (docker) => {
        await mkdir('app')
        await writeFile('app/Dockerfile', 'FROM busybox\nARG STAGE\nENV STAGE=$STAGE\nCOPY greeting /\n')
        await writeFile('app/greeting', 'hello\n')
        removeImage(docker, 'app:1')
      },
      want: expect.arrayContaining([['Successfully tagged app:1\n']]),
      left: async (docker) =>
        expect((await docker.imageInspect({ name: 'app:1' })).Config?.Env).toContain('STAGE=test'),
    },
  ],
  ['buildPrune', { want: [[[], 0]] }],
  [
    'imageTag',
    {
      given: async (docker) => {
        await importApp(docker)
        removeImage(docker, `${inRegistry}:1`)
      },
      want: [[expect.arrayContaining(['app:1', expect.stringMatching(/\/team\/app:1$/)])]],
    },
  ],
  ['imagePush', { given: tagApp, want: expect.arrayContaining([[expect.any(String), 'Pushed']]) }],
  [
    'imageCreate',
    {
      given: pushApp,
      want: expect.arrayContaining([
        [undefined, expect.stringMatching(/^Status: (?:Downloaded newer image|Image is up to date) for /)],
      ]),
      left: async (docker) =>
        expect(await docker.imageInspect({ name: `${inRegistry}:1` })).toMatchObject({ Id: anyId }),
    },
  ],
  ['imageDelete', { given: importApp, want: expect.arrayContaining([['app:1'], [anyId]]) }],
  [
    'imagePrune',
    {
      given: async (docker) => {
        await importApp(docker)
        const body = tar([{ type: 'file', path: 'app', content: 'a newer app' }])
        await (await docker.imageCreate({ fromSrc: '-', repo: 'app', tag: '1', body })).wait()
      },
      want: [[expect.arrayContaining([{ Deleted: anyId }]), expect.any(Number)]],
    },
  ],
  [
    'imageCommit',
    {
      given: async (docker) => {
        await runWeb(docker)
        removeImage(docker, 'web-snapshot:1')
      },
      want: [[anyId]],
      left: async (docker) =>
        expect(await docker.imageInspect({ name: 'web-snapshot:1' })).toMatchObject({
          Comment: 'before the update',
          Config: { Cmd: ['sh'] },
        }),
    },
  ],
  [
    'imageGet',
    {
      given: importApp,
      want: [],
      left: async () => expect([...(await membersOf(createReadStream('app.tar'))).keys()]).toContain('manifest.json'),
    },
  ],
  [
    'imageLoad',
    {
      given: async (docker) => {
        await importApp(docker)
        await saveImage(docker, 'app:1', 'app.tar')
        await docker.imageDelete({ name: 'app:1' })
      },
      want: [['Loaded image: app:1\n']],
    },
  ],
]
