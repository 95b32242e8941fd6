import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { beginTransaction } from '../../generator/output/transaction.js'
import { snapshot, temporaryFolder } from './temporary-folder.js'

const folder = temporaryFolder()
const at = (path: string): string => join(folder.path, path)

it('takes everything back where a step fails: replaced, added and removed files, and folders', () => {
  mkdirSync(at('staging'))
  mkdirSync(at('obstacle.ts'))
  writeFileSync(at('old.ts'), 'old')
  writeFileSync(at('gone.ts'), 'gone')
  const names = ['one', 'two', 'three']
  for (const name of names) writeFileSync(at(`staging/${name}`), name)
  const before = snapshot(folder.path)
  const changes = beginTransaction(at('staging'))
  changes.replace(at('staging/one'), at('old.ts'), true)
  changes.makeFolder(at('x/y/z'))
  changes.replace(at('staging/two'), at('x/y/z/new.ts'), false)
  changes.remove(at('gone.ts'))
  expect(() => changes.replace(at('staging/three'), at('obstacle.ts'), false)).toThrow()
  expect(snapshot(folder.path)).toMatchObject({ 'old.ts': 'one', 'x/y/z/new.ts': 'two' })
  changes.rollBack()
  const { 'staging/one': one, 'staging/two': two, ...rest } = before
  expect([one, two]).toEqual(['one', 'two'])
  expect(snapshot(folder.path)).toEqual(rest)
})

it('keeps folders that were there, or that have got something of another since', () => {
  mkdirSync(at('there'))
  const changes = beginTransaction(at('staging'))
  changes.makeFolder(at('there/new/deeper'))
  writeFileSync(at('there/new/mine'), '')
  changes.rollBack()
  expect(readdirSync(at('there/new'))).toEqual(['mine'])
})
