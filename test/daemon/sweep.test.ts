import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadApi } from '../../generator/load-api.js'
import type { ApiModel } from '../../generator/model/ir.js'
import { clientOf } from './client.js'
import { type Engine, startEngine } from './engine.js'
import { type AnsweredClient, keepAnswers } from './sweep/answers.js'
import { type Check, closedWorld, countFields } from './sweep/closed-world.js'
import { sweepAwayContainers, sweepContainers } from './sweep/containers.js'
import { sweepEngine, sweepNetworks, sweepPlugins, sweepVolumes } from './sweep/engine-objects.js'
import { sweepFilters } from './sweep/filters.js'
import { sweepImages } from './sweep/images.js'
import { leaveSwarm, sweepSwarm } from './sweep/swarm.js'
import { describeWithEngine } from './with-engine.js'

describeWithEngine('the models say what an engine sends:', () => {
  let engine: Engine
  let client: AnsweredClient
  let model: ApiModel
  /** Of the newest version that the client is generated for, and of the one that the engine speaks. */
  let checks: readonly Check[]
  let check: Check

  beforeAll(async () => {
    // One of its own, because it prunes.
    const started = await startEngine()
    if ('unavailable' in started) throw new Error(started.unavailable)
    engine = started
    client = keepAnswers(clientOf(engine))
    model = (await loadApi({ spec: 'v1.42' })).model
    check = closedWorld(model)
    checks = [check, closedWorld((await loadApi({ spec: 'v1.41' })).model)]
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
  ]
  const clearing: typeof parts = [
    ['the end of a swarm', leaveSwarm],
    ['what is left', sweepAwayContainers],
  ]

  async function expectAsModelled(sweep: (client: AnsweredClient) => Promise<void>): Promise<void> {
    const before = client.answers.length
    await sweep(client)
    const answers = client.answers.slice(before)
    const violations = answers.flatMap(({ operation, value }) => checks.flatMap((each) => each(operation, value)))
    expect([...new Set(violations)]).toEqual([])
    expect(answers.length).toBeGreaterThan(0)
  }

  test.each(parts)('%s', (_, sweep) => expectAsModelled(sweep))

  test('filters', async () => {
    const { count, unexpected } = await sweepFilters(client.docker, model)
    console.log(`${count} filters are known to the engine, but for those that are newer`)
    expect(unexpected).toEqual([])
    expect(count).toBeGreaterThan(80)
  })

  test.each(clearing)('%s', (_, sweep) => expectAsModelled(sweep))

  const wrong: readonly [string, object, string][] = [
    ['an unknown field', { New: 1 }, 'additionalProperty'],
    ['an unexpected null', { RestartCount: null }, 'must be integer'],
    ['a missing field', { State: undefined }, "required property 'State'"],
    ['another type', { Name: 7 }, 'must be string'],
    ['an unknown field below a list', { Mounts: [{ New: 1 }] }, 'additionalProperty'],
  ]
  test.each(wrong)('%s would be seen', (_, change, want) => {
    const good = client.answers.find(({ operation }) => operation === 'containerInspect')?.value
    expect(check('containerInspect', good)).toEqual([])
    const changed: unknown = JSON.parse(JSON.stringify({ ...Object(good), ...change }))
    expect(check('containerInspect', changed).join()).toContain(want)
  })

  test('in all', () => {
    const { answers } = client
    const operations = new Set(answers.map(({ operation }) => operation))
    const fields = answers.reduce((sum, { value }) => sum + countFields(value), 0)
    console.log(
      `${answers.length} answers of ${operations.size} operations with ${fields} fields are as the models say`,
    )
    expect(operations.size).toBeGreaterThanOrEqual(50)
  })
})
