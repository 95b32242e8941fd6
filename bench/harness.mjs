/**
 * Compares candidates: each measurement in a process of its own, in turns (A B C, then C B A, and so on), so that what
 * else the machine does falls on all of them. What counts is the ratio of medians, and not the figures.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/** The candidate that all others are held against. */
export const ours = 'docker-engine-client'

/** The built client. `npm run build` in the package's folder makes it. */
export const client = new URL('../dist/generated/v1.42/index.js', import.meta.url)

const { values: flags } = parseArgs({
  options: {
    candidate: { type: 'string' },
    case: { type: 'string' },
    socket: { type: 'string' },
    rounds: { type: 'string' },
    only: { type: 'string', multiple: true },
    live: { type: 'boolean' },
  },
})

/**
 * Runs a comparison, or, in the process that it starts for a measurement, that measurement.
 *
 * `candidates` are functions by name, which get the case and `socketPath`, the scripted server's, and give the figure;
 * or `{ value, perCpu, peak, note }`, of which `perCpu` is the figure per second of CPU time, for busy machines, and
 * `peak` the memory in MiB, by default of the process. `cases` are objects with a name. `unit` is what the figure counts; it is better `higher` or
 * `lower`. Flags: `--rounds 5`, `--only candidate`, `--case name`, `--live` (the engine of DOCKER_HOST).
 */
export async function bench({ url, title, unit, better = 'higher', cases = [{ name: '' }], candidates, rounds = 5 }) {
  if (flags.candidate !== undefined) {
    const chosen = cases.find(({ name }) => name === flags.case)
    const result = await candidates[flags.candidate]({ ...chosen, socketPath: flags.socket })
    const measured = typeof result === 'number' ? { value: result } : result
    const peak = process.resourceUsage().maxRSS / 1024
    // A client may keep its connections, and with them the process.
    process.stdout.write(JSON.stringify({ peak, ...measured }), () => process.exit())
    return
  }
  const server = await startServer()
  try {
    const names = Object.keys(candidates).filter((name) => flags.only?.includes(name) ?? true)
    for (const chosen of cases.filter(({ name }) => name === (flags.case ?? name))) {
      const runs = await inTurns(names, Number(flags.rounds ?? rounds), (name) =>
        measureApart(url, name, chosen.name, server.socketPath),
      )
      report(`${title}${chosen.name === '' ? '' : `: ${chosen.name}`}`, unit, better, runs)
    }
  } finally {
    await server.stop()
  }
}

async function inTurns(names, rounds, measure) {
  const runs = new Map(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? names : names.toReversed()
    for (const name of order) runs.get(name).push(await measure(name))
  }
  return runs
}

async function measureApart(url, candidate, name, socketPath) {
  const args = [fileURLToPath(url), '--candidate', candidate, '--case', name, '--socket', socketPath]
  const { code, stdout, stderr } = await run(process.execPath, args)
  if (code === 0) return JSON.parse(stdout)
  return { value: Number.NaN, failure: stderr.split('\n').find((line) => /^\w*Error: /.test(line)) ?? stderr.trim() }
}

/** Runs a program to its end. */
export async function run(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { stdout, stderr, code }
}

function report(title, unit, better, runs) {
  console.log(`\n${title} (${unit}, ${better} is better)`)
  const middle = (results, figure) => median(results.map((result) => result[figure] ?? Number.NaN))
  const ratio = (figure, results, direction) => {
    const [own, other] = [middle(runs.get(ours) ?? [{}], figure), middle(results, figure)]
    return shown(direction === 'higher' ? own / other : other / own)
  }
  const rows = [...runs].map(([candidate, results]) => {
    const failure = results.find((result) => result.failure !== undefined)?.failure
    if (failure !== undefined) return { candidate, median: 'failed', note: failure.slice(0, 100) }
    const values = results.map(({ value }) => value)
    return {
      candidate,
      median: shown(median(values)),
      least: shown(Math.min(...values)),
      most: shown(Math.max(...values)),
      'ours is … times as good': ratio('value', results, better),
      'and by CPU time': ratio('perCpu', results, 'higher'),
      'peak MiB': shown(middle(results, 'peak')),
      note: results[0].note ?? '',
    }
  })
  console.table(rows)
}

const shown = (value) =>
  Number.isNaN(value) ? '' : value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)

/** The middle of numbers. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

/** How often something happens in a second, and in a second of this process's CPU time. */
export async function perSecond(count, action) {
  const start = performance.now()
  const before = process.cpuUsage()
  await action()
  const { user, system } = process.cpuUsage(before)
  return { value: count / ((performance.now() - start) / 1000), perCpu: count / ((user + system) / 1e6) }
}

async function startServer() {
  if (flags.live) {
    const { DOCKER_HOST = '' } = process.env
    if (!DOCKER_HOST.startsWith('unix://')) throw new Error('--live needs DOCKER_HOST=unix:///path/of/the/socket')
    return { socketPath: DOCKER_HOST.slice('unix://'.length), stop: async () => {} }
  }
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  const socketPath = join(folder, 'engine.sock')
  const server = spawn(process.execPath, [fileURLToPath(new URL('server.mjs', import.meta.url)), socketPath], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(server.stdout, 'data')
  const stop = async () => {
    const ended = once(server, 'close')
    server.stdin.end()
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  return { socketPath, stop }
}
