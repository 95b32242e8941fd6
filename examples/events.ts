/** Prints what happens to containers, until ctrl-C. */
import { Docker } from 'docker-engine-client'

const docker = new Docker()
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())
try {
  const events = await docker.systemEvents({ filters: { type: ['container'] } }, { signal: stop.signal })
  console.log('watching; ctrl-C ends it')
  for await (const { Action, Actor } of events) console.log(`${Actor?.Attributes?.['name']}: ${Action}`)
} catch (error) {
  // An abort throws the signal's reason.
  if (!stop.signal.aborted) throw error
} finally {
  await docker.close()
}
