/** Milliseconds that importing a client takes, each time in a new process. */
import { bench, client, ours } from './harness.mjs'

const importing = (specifier) => async () => {
  const start = performance.now()
  await import(specifier)
  return performance.now() - start
}

await bench({
  url: import.meta.url,
  title: 'import',
  unit: 'ms',
  better: 'lower',
  rounds: 15,
  candidates: {
    [ours]: importing(client.href),
    dockerode: importing('dockerode'),
    '@docker/node-sdk': importing('@docker/node-sdk'),
    'node:http alone': importing('node:http'),
  },
})
