import { expect, onTestFinished, vi } from 'vitest'
import type { Docker } from '../../../generated/v1.42/index.js'
import { containerForTest, gone } from '../client.js'
import { createVolume, type ExampleCases, removeVolume, runWeb, web } from './example-case.js'

async function createNetwork(docker: Docker): Promise<void> {
  removeNetwork(docker)
  await docker.networkCreate({ body: { Name: 'backend', ConfigOnly: true } })
}

function removeNetwork(docker: Docker): void {
  onTestFinished(() => gone(docker.networkDelete({ id: 'backend' })))
}

const anyPath = expect.stringMatching(/^\/.*\/data\//)

/** Networks and volumes. */
export const storageAndNetworkExamples: ExampleCases = [
  ['networkList', { want: expect.arrayContaining([['none', 'null', 'local']]) }],
  [
    'networkCreate',
    {
      given: async (docker) => removeNetwork(docker),
      want: [[expect.stringMatching(/^[0-9a-f]{64}$/)]],
      left: async (docker) =>
        expect(await docker.networkInspect({ id: 'backend' })).toMatchObject({ Labels: { tier: 'back' } }),
    },
  ],
  ['networkInspect', { given: runWeb, want: [['null'], ['web', '']] }],
  [
    'networkConnect',
    {
      given: async (docker) => {
        await containerForTest(docker, web, 'web')
        await docker.networkDisconnect({ id: 'none', body: { Container: 'web', Force: true } })
      },
      want: [[['none']]],
    },
  ],
  ['networkDisconnect', { given: (docker) => containerForTest(docker, web, 'web'), want: [[[]]] }],
  ['networkDelete', { given: createNetwork, want: [[0]] }],
  ['volumeList', { given: createVolume, want: [['data', anyPath]] }],
  ['volumeCreate', { given: async (docker) => removeVolume(docker), want: [['data', anyPath]] }],
  ['volumeInspect', { given: createVolume, want: [['local', 'local', { tier: 'back' }]] }],
  ['volumeDelete', { given: createVolume, want: [[0]] }],
  ['volumePrune', { given: createVolume, want: [[['data'], expect.any(Number)]] }],
]

/** The engine itself. */
export const systemExamples: ExampleCases = [
  ['systemAuth', { want: [['Login Succeeded']] }],
  ['systemInfo', { want: [[expect.any(String), expect.any(String), expect.any(Number), expect.any(Number)]] }],
  [
    'systemVersion',
    { want: [[expect.any(String), expect.stringMatching(/^1\.\d\d$/), expect.stringMatching(/^1\.\d\d$/)]] },
  ],
  ['systemPing', { want: [['OK']] }],
  [
    'systemEvents',
    {
      given: async (docker) => {
        await containerForTest(docker, web, 'web')
        const created = Date.now()
        // The example asks for what is up to now, in milliseconds; the engine notes nanoseconds.
        await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(created + 1))
      },
      want: expect.arrayContaining([[expect.any(Number), 'create', 'web']]),
    },
  ],
  [
    'systemDataUsage',
    {
      given: createVolume,
      want: expect.arrayContaining([['data', 0], [expect.any(Number)]]),
    },
  ],
]
