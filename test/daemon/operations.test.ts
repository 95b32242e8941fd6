import { afterAll, expect, test } from 'vitest'
import { clientOf } from './client.js'
import { buildOperations } from './operations/build.js'
import { containerOperations } from './operations/container.js'
import { containerFileOperations } from './operations/container-files.js'
import { execOperations } from './operations/exec.js'
import { imageOperations } from './operations/image.js'
import { networkOperations } from './operations/network.js'
import { pluginOperations } from './operations/plugin.js'
import { answersOf, operations, recorded } from './operations/record.js'
import { registryOperations } from './operations/registry.js'
import { swarmOperations } from './operations/swarm.js'
import { systemOperations } from './operations/system.js'
import { volumeOperations } from './operations/volume.js'
import { describeWithEngine } from './with-engine.js'

/** Operations that no engine is asked for here, each with the reason. */
const uncalled: Readonly<Record<string, string>> = {}

/** Operations that are called and refused, each with the reason. */
const refused: Readonly<Record<string, string>> = {
  swarmUnlock: 'a manager is locked only after its engine was started anew',
  volumeUpdate: 'for cluster volumes, which need an engine of API 1.42 and a CSI plugin',
}

// One file for all operations, because the last test asks which of them were called.
describeWithEngine('every operation on the engine:', (engine) => {
  const docker = recorded(clientOf(engine))
  afterAll(() => docker.close())

  containerOperations(docker)
  containerFileOperations(docker)
  execOperations(docker)
  imageOperations(docker)
  buildOperations(docker)
  networkOperations(docker)
  volumeOperations(docker)
  systemOperations(docker, engine)
  registryOperations(docker, engine)
  pluginOperations(docker, engine)
  swarmOperations(recorded)

  test('most were called, and did what they were called for', () => {
    const called = operations.filter((name) => answersOf(name).done + answersOf(name).refused > 0)
    const done = called.filter((name) => answersOf(name).done > 0)
    console.log(`${called.length} of ${operations.length} operations called, ${done.length} of them with success`)
    expect(called.length).toBeGreaterThanOrEqual(80)
    expect(operations.filter((name) => !called.includes(name))).toEqual(Object.keys(uncalled))
    expect(called.filter((name) => !done.includes(name)).sort()).toEqual(Object.keys(refused))
  })
})
