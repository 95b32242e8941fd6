import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { expect, onTestFinished } from 'vitest'
import { NotFoundError } from '../../../runtime/index.js'
import { containerForTest, gone, rejection } from '../client.js'
import { tar } from '../tar.js'
import { membersOf } from '../untar.js'
import { type ExampleCases, runWeb, untilWritten, web } from './example-case.js'

const anyId = expect.stringMatching(/^[0-9a-f]{64}$/)
const anyTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
const MiB = 1024 * 1024

/** The life of a container. */
export const containerExamples: ExampleCases = [
  ['containerList', { given: runWeb, want: [['/web', 'busybox:latest', expect.stringMatching(/^Up /)]] }],
  [
    'containerCreate',
    {
      given: async (docker) => onTestFinished(() => gone(docker.containerDelete({ id: 'web' }))),
      want: [[anyId]],
      left: async (docker) =>
        expect(await docker.containerInspect({ id: 'web' })).toMatchObject({
          Config: { Cmd: ['httpd', '-f', '-p', '8080'], ExposedPorts: { '8080/tcp': {} } },
          HostConfig: { Memory: 64 * MiB, RestartPolicy: { Name: 'on-failure' } },
        }),
    },
  ],
  [
    'containerInspect',
    {
      given: runWeb,
      want: [['running', anyTime], [expect.arrayContaining(['STAGE=test'])], ['not published']],
    },
  ],
  ['containerStart', { given: (docker) => containerForTest(docker, web, 'web'), want: [['running']] }],
  ['containerStop', { given: runWeb, want: [['exited', 0]] }],
  ['containerRestart', { given: runWeb, want: [['running', anyTime]] }],
  ['containerKill', { given: runWeb, want: [], left: (docker) => untilWritten(docker, 'reloaded') }],
  ['containerPause', { given: runWeb, want: [['paused']] }],
  [
    'containerUnpause',
    {
      given: async (docker) => {
        await runWeb(docker)
        await docker.containerPause({ id: 'web' })
      },
      want: [['running']],
    },
  ],
  [
    'containerUpdate',
    {
      given: (docker) => containerForTest(docker, web, 'web'),
      want: [[expect.toBeOneOf([null, []])]],
      left: async (docker) =>
        expect((await docker.containerInspect({ id: 'web' })).HostConfig).toMatchObject({
          Memory: 128 * MiB,
          RestartPolicy: { Name: 'unless-stopped' },
        }),
    },
  ],
  ['containerRename', { given: (docker) => containerForTest(docker, web, 'web'), want: [['/web-old']] }],
  [
    'containerWait',
    {
      given: async (docker) => {
        const id = await containerForTest(docker, { Cmd: ['sh', '-c', 'sleep 0.2; exit 3'] }, 'job')
        await docker.containerStart({ id })
      },
      want: [['it ended with 3']],
    },
  ],
  [
    'containerDelete',
    {
      given: runWeb,
      want: [],
      left: async (docker) =>
        expect(await rejection(docker.containerInspect({ id: 'web' }))).toBeInstanceOf(NotFoundError),
    },
  ],
  [
    'containerPrune',
    { given: (docker) => containerForTest(docker, web, 'web'), want: [[[anyId], expect.any(Number)]] },
  ],
]

/** What a container writes, runs and holds. */
export const containerContentExamples: ExampleCases = [
  ['containerTop', { given: runWeb, want: expect.arrayContaining([[['PID', 'COMMAND']]]) }],
  [
    'containerLogs',
    {
      given: runWeb,
      want: expect.arrayContaining([
        [anyTime, 'stdout', 'ready'],
        [anyTime, 'stderr', 'careful'],
      ]),
    },
  ],
  ['containerStats', { given: runWeb, want: [[anyTime, expect.any(Number), expect.any(Number)]] }],
  ['containerAttach', { want: [['apple\npear\n']] }],
  ['containerExec', { given: runWeb, want: [['nobody\n']] }],
  ['execStart', { given: runWeb, want: [['stdout', '4\n']] }],
  ['execInspect', { given: runWeb, want: [[1, 'ls: /none: No such file or directory\n']] }],
  [
    'containerChanges',
    {
      given: runWeb,
      want: expect.arrayContaining([
        [0, '/tmp'],
        [1, '/tmp/touched'],
      ]),
    },
  ],
  [
    'containerExport',
    {
      given: runWeb,
      want: [],
      left: async () => expect([...(await membersOf(createReadStream('web.tar'))).keys()]).toContain('bin/busybox'),
    },
  ],
  [
    'containerArchive',
    {
      given: runWeb,
      want: [],
      left: async () => expect([...(await membersOf(createReadStream('etc.tar'))).keys()]).toContain('etc/passwd'),
    },
  ],
  ['containerArchiveInfo', { given: runWeb, want: [['passwd', expect.any(Number), expect.anything()]] }],
  [
    'putContainerArchive',
    {
      given: async (docker) => {
        await runWeb(docker)
        await writeFile('files.tar', tar([{ type: 'file', path: 'put', content: 'there' }]))
      },
      want: [],
      left: async (docker) =>
        expect(await docker.containerArchiveInfo({ id: 'web', path: '/tmp/put' })).toMatchObject({ size: 5 }),
    },
  ],
]
