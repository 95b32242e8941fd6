import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, onTestFinished } from 'vitest'

/** Every secret of these tests: none of them may be in anything that is thrown. */
export const secrets = ['hunter2', 'tok-5ecret', 'aHVudGVyMg', base64('jane:hunter2')] as const

/** `text` in base64. */
export function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** A home folder of one test, with a folder for programs. */
export interface TemporaryHome {
  readonly home: string
  readonly bin: string
  readonly env: Readonly<Record<string, string>>
  /** Writes `.docker/config.json`: a text as it is, anything else as JSON. */
  config(content: unknown): string
  /** Puts `docker-credential-NAME` on the PATH: a shell script, which logs how it was asked before it goes on. */
  helper(name: string, script: string): void
  /** How the helpers were asked, as `NAME VERB INPUT`, in order. */
  asked(): readonly string[]
}

/** Makes a {@link TemporaryHome}, removed when the test is over. */
export function temporaryHome(): TemporaryHome {
  const home = mkdtempSync(join(tmpdir(), 'registry-auth-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const bin = join(home, 'bin')
  const log = join(home, 'asked.log')
  mkdirSync(bin)
  return {
    home,
    bin,
    env: { HOME: home, USERPROFILE: home, PATH: `${bin}:/usr/bin:/bin` },
    config(content) {
      const path = join(home, '.docker', 'config.json')
      mkdirSync(join(home, '.docker'), { recursive: true })
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
      return path
    },
    helper(name, script) {
      const path = join(bin, `docker-credential-${name}`)
      const lines = ['#!/bin/sh', 'input=$(cat)', `echo "${name} $1 $input" >>'${log}'`, script]
      writeFileSync(path, `${lines.join('\n')}\n`)
      chmodSync(path, 0o755)
    },
    asked() {
      return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
    },
  }
}

/** What a promise was rejected with, once it has been searched for every secret. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if (!('error' in outcome)) throw new Error('it was expected to fail')
  expectNoSecret(outcome.error)
  return outcome.error
}

/** Fails where a secret of these tests is anywhere in a thrown value: its message, stack, cause or properties. */
export function expectNoSecret(thrown: unknown): void {
  const text = inspect(thrown, { depth: 10, showHidden: true }) + (thrown instanceof Error ? thrown.stack : '')
  for (const secret of secrets) expect(text).not.toContain(secret)
}
