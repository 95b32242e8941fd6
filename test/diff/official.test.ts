import { describe, expect, test } from 'vitest'
import { type ApiDiff, compareApis } from '../../generator/diff/index.js'
import { loadApi } from '../../generator/load-api.js'
import { hasOfficial, officialPath } from '../corrections/documents.js'
import { changeLines } from './support.js'

/** As published, where the corrections are not asked for: most are the same for both. */
async function diffOfSpecs(from: string, to: string, corrections = false): Promise<ApiDiff> {
  const [before, after] = await Promise.all([from, to].map((spec) => loadApi({ spec, corrections })))
  if (before === undefined || after === undefined) throw new Error('there are two documents')
  return compareApis(before.model, after.model)
}

/**
 * What API 1.42 changed, read off both documents and the engine's own history of its API by hand. The media types of
 * streams, which changed too, are nothing that callers meet. Deprecation is left out, which stands in prose, and so is
 * the order of the media types that a body may have: both are this project's own in 1.42.
 */
const from141To142 = [
  // Operations
  'operation-added volumeUpdate',
  'input-added containerStop.signal',
  'input-added containerRestart.signal',
  'input-added containerAttachWebsocket.stdin',
  'input-added containerAttachWebsocket.stdout',
  'input-added containerAttachWebsocket.stderr',
  'input-added imageList.sharedSize',
  'input-added systemDataUsage.type',
  // Models
  'field-added BuildCache.Parents',
  '! field-removed BuildCache.Parent',
  'model-added ClusterVolume',
  'model-added ClusterVolumeInfo',
  'model-added ClusterVolumePublishStatusItem',
  'model-added ClusterVolumeSpec',
  'model-added ClusterVolumeSpecAccessMode',
  'model-added ClusterVolumeSpecAccessModeAccessibilityRequirements',
  'model-added ClusterVolumeSpecAccessModeCapacityRange',
  'model-added ClusterVolumeSpecAccessModeSecret',
  'field-added ContainerExecRequest.ConsoleSize',
  'field-added ExecStartRequest.ConsoleSize',
  '! field-type HostConfig.ConsoleSize',
  'field-added MountBindOptions.CreateMountpoint',
  'values-changed MountType',
  '! field-removed Resources.KernelMemory',
  '! field-removed SystemInfo.KernelMemory',
  '! field-removed SystemInfo.ClusterStore',
  '! field-removed SystemInfo.ClusterAdvertise',
  'model-added Topology',
  'field-added Volume.ClusterVolume',
  'field-added VolumeCreateOptions.ClusterVolumeSpec',
  'model-added VolumeUpdateRequest',
]

describe.skipIf(!hasOfficial('1.41'))('1.41 to 1.42', () => {
  test('is what changed', async () => {
    const diff = await diffOfSpecs(officialPath('1.41'), 'v1.42')
    expect(changeLines(diff).filter((line) => !/^(?:un)?deprecated |^input-encoding /.test(line))).toEqual(from141To142)
    expect(diff.breaking).toBe(6)
  })
})

describe.skipIf(!hasOfficial('1.44') || !hasOfficial('1.52'))('1.44 to 1.52', () => {
  test('has what is known of it', async () => {
    const diff = await diffOfSpecs(officialPath('1.44'), officialPath('1.52'))
    const lines = changeLines(diff)
    expect(lines).toEqual(
      expect.arrayContaining([
        '! input-removed buildPrune.keepStorage',
        'input-added imageList.manifests',
        'input-added imagePush.platform',
        'input-added imageHistory.platform',
        'input-added imageGet.platform',
        'input-added imageLoad.platform',
        'input-added imageDelete.platforms',
        'input-added systemDataUsage.verbose',
        '! model-renamed Port',
        '! model-renamed IdResponse',
        '! model-renamed GraphDriverData',
        '! model-renamed NetworkContainer',
        '! model-renamed VolumeCreateOptions',
        '! field-removed NetworkCreateRequest.CheckDuplicate',
        '! field-removed ImageInspect.ContainerConfig',
        '! field-removed SystemDataUsageResponse.LayersSize',
        '! field-removed Commit.Expected',
        'values-changed MountType',
        'field-added Network.EnableIPv4',
        'result-changed networkInspect.result',
      ]),
    )
    const imageConfig = lines.filter((line) => line.startsWith('! field-removed ImageConfig.'))
    const networkSettings = lines.filter((line) => line.startsWith('! field-removed NetworkSettings.'))
    expect([imageConfig.length, networkSettings.length]).toEqual([12, 14])
    expect(lines.filter((line) => / operation-/.test(line))).toEqual([])
  })
})

describe('with the corrections', () => {
  test('1.41 to 1.42 breaks nobody but who gave a filter any value that is known now', async () => {
    const diff = await diffOfSpecs('v1.41', 'v1.42', true)
    expect(changeLines(diff).filter((line) => line.startsWith('!'))).toEqual([])
  })

  test.skipIf(!hasOfficial('1.44') || !hasOfficial('1.52'))(
    '1.44 to 1.52 keeps the services of a network',
    async () => {
      const diff = await diffOfSpecs(officialPath('1.44'), officialPath('1.52'), true)
      expect(changeLines(diff).filter((line) => /ServiceInfo|networkInspect|NetworkTaskInfo/.test(line))).toEqual([
        'result-changed networkInspect.result',
        '! model-renamed NetworkServiceInfo',
        'field-type NetworkServiceInfo.Ports',
        'field-type NetworkServiceInfo.Tasks',
        'field-type NetworkTaskInfo.Info',
      ])
    },
  )
})

describe('a document and itself', () => {
  test('differ in nothing', async () => {
    const diff = await diffOfSpecs('v1.42', 'v1.42')
    expect(diff.changes).toEqual([])
  })
})
