#!/usr/bin/env node
import module from 'node:module'

// Since Node 22.1: of what is loaded, the TypeScript compiler alone takes a third of a second to compile.
module.enableCompileCache?.()

// A reader that has seen enough, as `head`, is no fault.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

// The first signal lets the run take back what it has begun; a second one ends it at once.
const interruption = new AbortController()
let interruptedBy
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(name, () => {
    interruptedBy = name
    interruption.abort()
  })
}

const { runCli } = await import('../dist/generator/cli.js')
process.exitCode = await runCli(process.argv.slice(2), { signal: interruption.signal })
// Whoever started this sees the signal as the reason of its end.
if (interruptedBy !== undefined) process.kill(process.pid, interruptedBy)
