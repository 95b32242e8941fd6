import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadApi } from '../../generator/generate.js'
import { clientOf } from './client.js'
import { type Engine, startEngine } from './engine.js'
import { type AnsweredClient, keepAnswers } from './sweep/answers.js'
import { type Check, closedWorld, countFields } from './sweep/closed-world.js'
import { sweepAwayContainers, sweepContainers } from './sweep/containers.js'
import { sweepEngine, sweepNetworks, sweepPlugins, sweepVolumes } from './sweep/engine-objects.js'
import { sweepImages } from './sweep/images.js'
import { sweepSwarm } from './sweep/swarm.js'
import { describeWithEngine } from './with-engine.js'

describeWithEngine('the models say what an engine sends:', () => {
  let engine: Engine
  let client: AnsweredClient
  let check: Check

  beforeAll(async () => {
    // One of its own, because it prunes.
    const started = await startEngine()
    if ('unavailable' in started) throw new Error(started.unavailable)
    engine = started
    client = keepAnswers(clientOf(engine))
    check = closedWorld((await loadApi({ spec: 'v1.42' })).model)
  })

  afterAll(async () => {
    await client.docker.close()
    await engine.stop()
  })

  const parts: readonly [string, (client: AnsweredClient) => Promise<void>][] = [
    ['containers', sweepContainers],
    ['images', sweepImages],
    ['volumes', sweepVolumes],
    ['networks', sweepNetworks],
    ['plugins', sweepPlugins],
    ['the engine itself', sweepEngine],
    ['a swarm', sweepSwarm],
    ['what is left', sweepAwayContainers],
  ]
  test.each(parts)('%s', async (_, sweep) => {
    const before = client.answers.length
    try {
      await sweep(client)
    } finally {
      if (process.env['SWEEP_DUMP']) writeFileSync(process.env['SWEEP_DUMP'], JSON.stringify(client.answers))
    }
    const answers = client.answers.slice(before)
    const violations = answers.flatMap(({ operation, value }) => check(operation, value))
    expect([...new Set(violations)]).toEqual([])
    expect(answers.length).toBeGreaterThan(0)
  })

  test('in all', () => {
    const { answers } = client
    const operations = new Set(answers.map(({ operation }) => operation))
    const fields = answers.reduce((sum, { value }) => sum + countFields(value), 0)
    console.log(`${answers.length} answers of ${operations.size} operations with ${fields} fields: as the models say`)
    expect(operations.size).toBeGreaterThan(40)
  })
})
