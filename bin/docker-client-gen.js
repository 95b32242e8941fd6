#!/usr/bin/env node
import module from 'node:module'

// Since Node 22.1: of what is loaded, the TypeScript compiler alone takes a third of a second to compile.
module.enableCompileCache?.()

// A reader that has seen enough, as `head`, is no fault.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

const { runCli } = await import('../dist/generator/cli.js')
process.exitCode = await runCli(process.argv.slice(2))
