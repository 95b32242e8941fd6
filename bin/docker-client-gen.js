#!/usr/bin/env node
import module from 'node:module'

// Since Node 22.1: of what is loaded, the TypeScript compiler alone takes a third of a second to compile.
module.enableCompileCache?.()

// A reader that has seen enough, as `head`, is no fault. A result that is lost otherwise must not pass for one.
let lost = false
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code === 'EPIPE') return
    if (!lost) process.stderr.write(`docker-client-gen: error: the result could not be written: ${error.message}\n`)
    lost = true
    process.exitCode = 2
  })
}

const { runCli } = await import('../dist/generator/cli.js')
const status = await runCli(process.argv.slice(2))
process.exitCode = lost ? 2 : status
