import { describe, inject, test } from 'vitest'
import type { EngineInfo } from './engine.js'

/**
 * A `describe` whose tests talk to the real engine of this run. Where there is none, it registers one skipped test
 * in a suite whose title says why, and `body` does not run.
 */
export function describeWithEngine(name: string, body: (engine: EngineInfo) => void): void {
  const engine = inject('engine')
  if ('unavailable' in engine) {
    describe.skip(`${name} (no Docker Engine: ${engine.unavailable})`, () => {
      test('needs a Docker Engine', () => {})
    })
  } else {
    describe(name, () => body(engine))
  }
}
