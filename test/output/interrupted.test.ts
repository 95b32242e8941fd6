import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { writeFolder } from '../../generator/output/folder.js'
import { lockFolder } from '../../generator/output/lock.js'
import { manifestFile } from '../../generator/output/manifest.js'
import { filesOf, planOf, snapshot, temporaryFolder } from './temporary-folder.js'

const folder = temporaryFolder()
const build = new URL('../../dist/generator/output/folder.js', import.meta.url)

function version(name: string): Readonly<Record<string, string>> {
  const files = Array.from({ length: 200 }, (_, index) => [
    `sub-${index % 5}/file-${index}.ts`,
    `${name} ${'x'.repeat(20_000)}`,
  ])
  return Object.fromEntries([...files, [`only-${name}.ts`, name]])
}

/** A process that writes a plan to a folder; it is killed where the test says so. */
function startWriter(out: string, files: Readonly<Record<string, string>>, manifest: string): ChildProcess {
  const script = `
    import { writeFolder } from ${JSON.stringify(build.href)}
    let text = ''
    for await (const chunk of process.stdin) text += chunk
    await writeFolder(process.argv[1], new Map(JSON.parse(text)))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, out], {
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(JSON.stringify([...Object.entries(files), [manifestFile, manifest]]))
  return child
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}

describe.skipIf(!existsSync(fileURLToPath(build)))('a run that is killed', () => {
  const older = planOf(version('older'))
  const newer = planOf(version('newer'))

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s leaves no trace', { timeout: 60_000 }, async (signal) => {
    const out = join(folder.path, 'out')
    await writeFolder(out, older)
    const before = snapshot(folder.path)
    const child = startWriter(out, version('newer'), newer.get(manifestFile) ?? '')
    const ended = once(child, 'exit')
    await Promise.race([ended, until(() => existsSync(join(folder.path, '.out.docker-client-gen.staging')))])
    child.kill(signal)
    expect(await ended).toEqual([null, signal])
    expect(snapshot(folder.path)).toEqual(before)
  })

  it.each([
    ['as it begins', 'lock'],
    ['while it writes', 'staging'],
  ])('%s leaves the folder as it was, and the next run clears up', { timeout: 60_000 }, async (_, trace) => {
    const out = join(folder.path, 'out')
    await writeFolder(out, older)
    const before = snapshot(out)
    // Every file but one is new, so that writing them takes its time and moving them has not begun at once.
    const child = startWriter(out, version('newer'), newer.get(manifestFile) ?? '')
    const ended = once(child, 'exit')
    await Promise.race([ended, until(() => existsSync(join(folder.path, `.out.docker-client-gen.${trace}`)))])
    child.kill('SIGKILL')
    expect(await ended).toEqual([null, 'SIGKILL'])
    expect(snapshot(out)).toEqual(before)
    await writeFolder(out, newer)
    expect(snapshot(out)).toEqual(filesOf(newer))
    expect(readdirSync(folder.path)).toEqual(['out'])
  })

  /** Moments at which the run is killed, by what can be seen of it in the folder. */
  const moments: readonly [name: string, seen: (out: string) => boolean][] = [
    ['when it has moved the first file', (out) => readFileSync(join(out, 'only-newer.ts'), 'utf8') !== ''],
    ['when it has moved many', (out) => readFileSync(join(out, 'sub-1/file-146.ts'), 'utf8').startsWith('newer')],
  ]

  it.each(moments)('%s leaves whole files, and the next run mends it', { timeout: 60_000 }, async (_, seen) => {
    const out = join(folder.path, 'out')
    await writeFolder(out, older)
    const child = startWriter(out, version('newer'), newer.get(manifestFile) ?? '')
    const ended = once(child, 'exit')
    await Promise.race([ended, until(() => isSeen(seen, out))])
    child.kill('SIGKILL')
    await ended
    for (const [path, text] of [...older, ...newer]) {
      if (path === manifestFile || !existsSync(join(out, path))) continue
      expect([older.get(path), newer.get(path), text]).toContain(readFileSync(join(out, path), 'utf8'))
    }
    for (const path of older.keys()) if (newer.has(path)) expect(existsSync(join(out, path)), path).toBe(true)
    await writeFolder(out, newer)
    expect(snapshot(out)).toEqual(filesOf(newer))
  })

  function isSeen(seen: (out: string) => boolean, out: string): boolean {
    try {
      return seen(out)
    } catch {
      return false
    }
  }
})

describe('a run that is interrupted', () => {
  it.each(['lock', 'staging'])('once there is a %s: rejects with the reason, and leaves no trace', async (trace) => {
    const out = join(folder.path, 'out')
    await writeFolder(out, planOf(version('older')))
    const before = snapshot(folder.path)
    const interruption = new AbortController()
    const run = writeFolder(out, planOf(version('newer')), { signal: interruption.signal })
    const outcome = run.then(
      () => 'it went on',
      (reason: unknown) => reason,
    )
    await until(() => existsSync(join(folder.path, `.out.docker-client-gen.${trace}`)))
    const reason = new Error('enough')
    interruption.abort(reason)
    expect(await outcome).toBe(reason)
    expect(snapshot(folder.path)).toEqual(before)
  })
})

describe('two runs at once', { timeout: 60_000 }, () => {
  it('of the same plan: both succeed', async () => {
    const plan = planOf(version('same'))
    await Promise.all([writeFolder(folder.path, plan), writeFolder(folder.path, plan)])
    expect(snapshot(folder.path)).toEqual(filesOf(plan))
  })

  it('of two plans: the folder holds one of them, whole', async () => {
    const plans = [planOf(version('one')), planOf(version('two'))]
    await Promise.all(plans.map((plan) => writeFolder(folder.path, plan)))
    expect(plans.map(filesOf)).toContainEqual(snapshot(folder.path))
  })

  /** What a run on this machine puts into its lock. */
  const ownerText = async (path: string): Promise<string> => {
    const release = await lockFolder('out', path)
    const text = readFileSync(path, 'utf8')
    await release()
    return text
  }
  const quick = { patience: 50, beat: 10, silence: 3_600_000 }

  it('waits for one that shows signs of life, and says so in the end', async () => {
    const lock = join(folder.path, 'lock')
    const release = await lockFolder('out', lock, quick)
    await expect(lockFolder('out', lock, { ...quick, silence: 40 })).rejects.toThrow(
      /another run writes to out \(.*"pid":\d+.*\); if there is none, remove .*lock/,
    )
    await release()
    await (await lockFolder('out', lock, quick))()
    expect(snapshot(folder.path)).toEqual({})
  })

  const gone = spawnSync(process.execPath, ['-e', '']).pid
  const forsaken: readonly [string, (owner: object) => object][] = [
    ['of a process that is gone', (owner) => ({ ...owner, pid: gone })],
    ['of a run that had the number of this one', (owner) => ({ ...owner, token: 'another' })],
  ]
  it.each(forsaken)('takes over the lock %s, at once', async (_, change) => {
    const lock = join(folder.path, 'lock')
    writeFileSync(lock, JSON.stringify(change(JSON.parse(await ownerText(lock)))))
    const release = await lockFolder('out', lock, { ...quick, patience: 0 })
    await release()
    expect(snapshot(folder.path)).toEqual({})
  })

  const silent: readonly [string, (owner: object) => string][] = [
    ['of another machine', (owner) => JSON.stringify({ ...owner, host: 'elsewhere', pid: gone })],
    ['of another container', (owner) => JSON.stringify({ ...owner, namespace: 'pid:[1]', pid: gone })],
    ['of a process that lives, but is no run', (owner) => JSON.stringify({ ...owner, pid: process.ppid })],
    ['that nobody has written into', () => ''],
  ]
  it.each(silent)('takes over the lock %s when it shows no sign of life', async (_, text) => {
    const lock = join(folder.path, 'lock')
    writeFileSync(lock, text(JSON.parse(await ownerText(lock))))
    await expect(lockFolder('out', lock, quick)).rejects.toThrow(/another run/)
    const release = await lockFolder('out', lock, { ...quick, patience: 10_000, silence: 50 })
    await release()
    expect(snapshot(folder.path)).toEqual({})
  })

  it('releases no lock but its own', async () => {
    const lock = join(folder.path, 'lock')
    const release = await lockFolder('out', lock, quick)
    writeFileSync(lock, 'of another')
    await release()
    expect(snapshot(folder.path)).toEqual({ lock: 'of another' })
  })
})

/** A file system of 64 KiB, where this machine lets a test have one. */
function mountTiny(path: string): boolean {
  mkdirSync(path)
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path]).status === 0
}

const probe = join('/tmp', `docker-client-gen-mount-${process.pid}`)
const canMount = process.platform === 'linux' && mountTiny(probe)
if (canMount) spawnSync('umount', [probe])
if (process.platform === 'linux') rmSync(probe, { recursive: true, force: true })
if (!canMount) console.warn('the test of a full disk is skipped: this machine lets a test mount no file system')

describe.skipIf(!canMount)('a disk that fills', () => {
  it('leaves everything as it was', async () => {
    const disk = join(folder.path, 'disk')
    mountTiny(disk)
    try {
      const small = planOf({ 'a.ts': 'a', 'sub/b.ts': 'b' })
      await writeFolder(join(disk, 'out'), small)
      const before = snapshot(disk)
      const large = planOf({ 'a.ts': 'A', 'sub/b.ts': 'x'.repeat(100_000), 'c.ts': 'c' })
      await expect(writeFolder(join(disk, 'out'), large)).rejects.toMatchObject({ code: 'ENOSPC' })
      await expect(writeFolder(join(disk, 'new/out'), large)).rejects.toMatchObject({ code: 'ENOSPC' })
      expect(snapshot(disk)).toEqual(before)
      // The folder above is of another file system, from which no file can be moved here.
      await writeFolder(disk, planOf({ 'd.ts': 'd' }))
      expect(snapshot(disk)).toEqual({ ...before, ...filesOf(planOf({ 'd.ts': 'd' })) })
      expect(readdirSync(folder.path)).toEqual(['disk'])
    } finally {
      spawnSync('umount', [disk])
    }
  })
})
