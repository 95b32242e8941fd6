import type { TestProject } from 'vitest/node'
import { type EngineInfo, startEngine, type Unavailable } from './engine.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** The engine that the whole run of the `daemon` project shares, or why there is none. */
    engine: EngineInfo | Unavailable
  }
}

/**
 * Starts one engine for the `daemon` project before its first test; vitest calls it only if a test file of that
 * project is going to run. Returns the tear-down.
 *
 * @throws Error where there is no engine although `CI=true` or `REQUIRE_ENGINE=1` demands one.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const engine = await startEngine()
  if ('unavailable' in engine) {
    const { CI, REQUIRE_ENGINE } = process.env
    if (CI === 'true' || REQUIRE_ENGINE === '1') throw new Error(`No Docker Engine: ${engine.unavailable}`)
    console.warn(`Tests with a Docker Engine are skipped: ${engine.unavailable}`)
    project.provide('engine', engine)
    return async () => {}
  }
  const { socket, tcp, version, apiVersion, image } = engine
  project.provide('engine', { socket, tcp, version, apiVersion, image })
  return () => engine.stop()
}
