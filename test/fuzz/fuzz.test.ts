import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { type FilePlan, loadApi, planFiles, UnusableInputError } from '../../generator/index.js'
import { runtimeSpecifier, syntaxErrors, typeErrors } from './compile.js'
import { type Mutant, mutantMaker } from './mutants.js'

/** FUZZ_RUNS mutants from FUZZ_SEED on: 500 from 1 by default, which a test run can afford. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 500)
const firstSeed = Number(process.env['FUZZ_SEED'] ?? 1)
/** One of so many accepted mutants is type-checked, and never more than the most. */
const sample = { every: 10, most: Math.max(20, runs / 50) }

vi.setConfig({ testTimeout: 60_000 + runs * 2_000 })

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

/** The plan of a mutant, or the messages with which it was refused. Anything else that is thrown is a finding. */
async function generateMutant({ text }: Mutant): Promise<FilePlan | readonly string[]> {
  try {
    const { model } = await loadApi({ spec: '-', stdin: once(text), corrections: false })
    return await planFiles(model, { runtime: runtimeSpecifier })
  } catch (error) {
    if (!(error instanceof UnusableInputError)) throw error
    return error.message.split('\n')
  }
}

/** A refusal says where, what, and by which rule, on one line for each problem. */
const refusal = /^<stdin>:\d+:\d+: (?:error|warning): \P{Control}+ \[[a-z0-9-]+\]$|^and \d+ more$/u

describe(`${runs} mutants of the document from seed ${firstSeed}`, () => {
  test('are refused with clear words, or give a client that compiles', async () => {
    const maker = await mutantMaker(readFileSync(new URL('../../spec/v1.42.yaml', import.meta.url), 'utf8'))
    // Those that are to be type-checked, and no more: ten thousand plans are more than a process holds.
    const checked: { readonly seed: number; readonly plan: FilePlan }[] = []
    const findings: string[] = []
    let refused = 0
    let accepted = 0
    for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
      const mutant = maker(seed)
      const name = `seed ${seed} (${mutant.how.join(', ')})`
      try {
        const outcome = await generateMutant(mutant)
        if (isMessages(outcome)) {
          refused++
          findings.push(...outcome.filter((line) => !refusal.test(line)).map((line) => `${name}: ${line}`))
        } else {
          if (accepted++ % sample.every === 0 && checked.length < sample.most) checked.push({ seed, plan: outcome })
          findings.push(...syntaxErrors(outcome).map((line) => `${name}: ${line}`))
        }
      } catch (error) {
        findings.push(`${name}: ${error instanceof Error ? error.stack : String(error)}`)
      }
    }
    expect(findings).toEqual([])
    // A fuzzer whose mutants are all refused, or all accepted, tests nothing.
    expect([refused, accepted].every((count) => count >= runs / 10)).toBe(true)
    const problems = typeErrors(checked.map(({ plan }) => plan))
    expect(problems.map((line) => `seed ${checked[Number.parseInt(line, 10)]?.seed}: ${line}`)).toEqual([])
  })
})

function isMessages(outcome: FilePlan | readonly string[]): outcome is readonly string[] {
  return Array.isArray(outcome)
}
