import type { Docker } from '../../generated/v1.42/index.js'

export async function example(docker: Docker): Promise<void> {
  // What happened in the last hour. Without `until`, the stream goes on with what will happen.
  const hour = 60 * 60 * 1000
  const events = await docker.systemEvents({
    since: new Date(Date.now() - hour),
    until: new Date(),
    filters: { type: ['container'], event: ['create', 'destroy'] },
  })
  for await (const { time, Action, Actor } of events) {
    console.log(time, Action, Actor?.Attributes?.['name'])
  }
}
