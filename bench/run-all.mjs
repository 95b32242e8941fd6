/** Runs every comparison, with the same flags. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

for (const name of ['calls', 'logs', 'events', 'upload', 'import', 'generate']) {
  const script = fileURLToPath(new URL(`${name}.mjs`, import.meta.url))
  const [code] = await once(spawn(process.execPath, [script, ...process.argv.slice(2)], { stdio: 'inherit' }), 'exit')
  if (code !== 0) process.exitCode = 1
}
