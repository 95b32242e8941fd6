import { createHash } from 'node:crypto'
import { chmod, readdir, readFile } from 'node:fs/promises'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type FetchOptions, fetchDocument, officialDocuments, UnusableInputError } from '../../generator/index.js'
import { inFolder, run } from '../lint/support.js'
import { withProxy, withServer } from './servers.js'

const text = "swagger: '2.0'\ninfo: { title: A, version: '1.26' }\npaths: {}\n"
const hash = createHash('sha256').update(text).digest('hex')
const retries = { count: 2, milliseconds: 1 }

afterEach(() => vi.unstubAllEnvs())

/** Fetches 1.26, for which no checksum is recorded, and gives the error's line and what is in the folder then. */
async function failure(
  url: string,
  options: FetchOptions = {},
): Promise<{ error: string; files: string[]; old: string }> {
  return inFolder({ 'v1.26.yaml': 'old' }, async (path) => {
    const outcome = await fetchDocument('1.26', {
      from: `${url}/v{version}.yaml`,
      to: path('.'),
      retries,
      ...options,
    }).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (!(outcome instanceof UnusableInputError)) throw outcome ?? new Error('nothing was thrown')
    return { error: outcome.message, files: await readdir(path('.')), old: await readFile(path('v1.26.yaml'), 'utf8') }
  })
}

const kept = { files: ['v1.26.yaml'], old: 'old' }

test('a document is put into its folder, which is made', () =>
  withServer(
    (_, response) => response.end(text),
    (server) =>
      inFolder({}, async (path) => {
        const seen: [number, number | undefined][] = []
        const fetched = await fetchDocument('v1.26', {
          from: `${server.url}/docs/v{version}.yaml?token=secret`,
          to: path('a/b'),
          onProgress: (...progress) => seen.push(progress),
        })
        expect(fetched).toEqual({
          version: '1.26',
          url: `${server.url}/docs/v1.26.yaml`,
          path: path('a/b/v1.26.yaml'),
          bytes: text.length,
          sha256: hash,
          verified: false,
        })
        expect(server.requests).toEqual(['/docs/v1.26.yaml?token=secret'])
        expect(await readdir(path('a/b'))).toEqual(['v1.26.yaml'])
        expect(await readFile(path('a/b/v1.26.yaml'), 'utf8')).toBe(text)
        expect(seen.at(-1)?.[0]).toBe(text.length)
      }),
  ))

describe('nothing is written', () => {
  test('where the checksum is another than the one that was given', () =>
    withServer(
      (_, response) => response.end(text),
      async ({ url }) => {
        const { error, ...rest } = await failure(url, { sha256: '0'.repeat(64) })
        expect(error).toMatch(/v1\.26\.yaml:1:1: error: .*[0-9a-f]{64}.*expected.*--sha256 \[bad-checksum\]$/)
        expect(rest).toEqual(kept)
      },
    ))

  test('where the checksum is another than the one that is recorded', () =>
    withServer(
      (_, response) => response.end(text),
      ({ url }) =>
        inFolder({}, async (path) => {
          const args = ['fetch', '1.41', '--from', url, '--to', path('.')]
          const { status, out, err } = await run(...args)
          expect({ status, out }).toEqual({ status: 2, out: '' })
          expect(err).toContain('[bad-checksum]')
          expect(await readdir(path('.'))).toEqual([])
          // Whoever wants it all the same is told what else is wrong with it.
          expect((await run(...args, '--no-verify')).err).toContain('[other-version]')
        }),
    ))

  test('where it is the document of another version, or none', async () => {
    const others: readonly (readonly [string, RegExp])[] = [
      [text.replace('1.26', '1.27'), /this is the document of 1\.27, and 1\.26 was wanted/],
      ['<html>Please log in</html>', /\[root-not-mapping\]$/],
      ['\u0000', /error/],
    ]
    for (const [body, want] of others) {
      await withServer(
        (_, response) => response.end(body),
        async ({ url }) => {
          const { error, ...rest } = await failure(url)
          expect(error).toMatch(want)
          expect(rest).toEqual(kept)
        },
      )
    }
  })

  test('where it is too large, also if its size is not said before', async () => {
    for (const declared of [true, false]) {
      await withServer(
        (_, response) => {
          if (declared) response.setHeader('content-length', 10_000)
          response.write('x'.repeat(5_000))
          response.end('x'.repeat(5_000))
        },
        async ({ url }) => {
          const { error, ...rest } = await failure(url, { limits: { bytes: 1_000 } })
          expect(error).toContain('[too-large]')
          expect(rest).toEqual(kept)
        },
      )
    }
  })

  test('where it ends too early', () =>
    withServer(
      (_, response) => {
        response.setHeader('content-length', text.length)
        response.write(text.slice(0, 20))
        setImmediate(() => response.destroy())
      },
      async ({ url, requests }) => {
        const { error, ...rest } = await failure(url)
        expect(error).toContain('[download-failed]')
        expect(rest).toEqual(kept)
        expect(requests).toHaveLength(3)
      },
    ))

  test.skipIf(process.getuid?.() === 0)('where the folder may not be written to', () =>
    withServer(
      (_, response) => response.end(text),
      ({ url }) =>
        inFolder({}, async (path) => {
          await chmod(path('.'), 0o500)
          const { status, err } = await run('fetch', '1.26', '--from', url, '--to', path('.'))
          await chmod(path('.'), 0o700)
          expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining('EACCES') })
        }),
    ),
  )
})

describe('another attempt', () => {
  test('is made where the server or the connection fails', () =>
    withServer(
      (_, response, number) => {
        if (number === 1) response.writeHead(503).end()
        else if (number === 2) response.destroy()
        else response.end(text)
      },
      ({ url, requests }) =>
        inFolder({}, async (path) => {
          const told: number[] = []
          const from = `${url}/v{version}.yaml`
          await fetchDocument('1.26', { from, to: path('.'), retries, onRetry: (_, attempt) => told.push(attempt) })
          expect({ requests: requests.length, told }).toEqual({ requests: 3, told: [1, 2] })
        }),
    ))

  test('is not made for ever', () =>
    withServer(
      (_, response) => response.writeHead(500).end(),
      async ({ url, requests }) => {
        expect((await failure(url)).error).toContain('status 500')
        expect(requests).toHaveLength(3)
      },
    ))

  test('is not made for what will not change', () =>
    withServer(
      (_, response) => response.writeHead(404).end(),
      async ({ url, requests }) => {
        expect((await failure(url)).error).toContain('status 404')
        expect(requests).toHaveLength(1)
      },
    ))

  test('is not waited for once the signal says so', () =>
    withServer(
      (_, response) => response.writeHead(500).end(),
      async ({ url }) => {
        const abort = new AbortController()
        const fetching = fetchDocument('1.26', {
          from: url,
          retries: { count: 1, milliseconds: 3_600_000 },
          signal: abort.signal,
          onRetry: () => abort.abort(new Error('enough')),
        })
        await expect(fetching).rejects.toThrow()
      },
    ))
})

describe('a proxy', () => {
  test('is gone through', () =>
    withServer(
      (_, response) => response.end(text),
      (server) =>
        withProxy((proxy) =>
          inFolder({}, async (path) => {
            vi.stubEnv('HTTP_PROXY', proxy.url)
            vi.stubEnv('NO_PROXY', '')
            vi.stubEnv('no_proxy', '')
            await fetchDocument('1.26', { from: `${server.url}/a`, to: path('.') })
            expect(proxy.requests).toEqual([`GET ${server.url}/a`])
          }),
        ),
    ))

  const broken: readonly [string, (socket: Socket) => void, RegExp][] = [
    ['closes instead of answering', (socket) => socket.destroy(), /the proxy closes connections instead of answering/],
    [
      'refuses',
      (socket) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'),
      /Proxy response \(403\)/,
    ],
  ]
  test.each(broken)('that %s is given up', async (_, answer, want) => {
    let connections = 0
    const proxy = createTcpServer((socket) => {
      connections++
      socket.on('error', () => undefined).once('data', () => answer(socket))
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`)
    vi.stubEnv('NO_PROXY', '')
    let retried = 0
    const { error } = await failure('https://example.com/a', { onRetry: () => retried++ })
    expect(error).toMatch(want)
    expect(error).toMatch(/; check the URL, the network and the proxy settings \[download-failed\]$/)
    expect(retried).toBe(0)
    expect(connections).toBeLessThan(10)
    await new Promise((resolve) => proxy.close(resolve))
  })

  test('is left out for what NO_PROXY names', () =>
    withServer(
      (_, response) => response.end(text),
      (server) =>
        withProxy((proxy) =>
          inFolder({}, async (path) => {
            vi.stubEnv('HTTP_PROXY', proxy.url)
            vi.stubEnv('NO_PROXY', 'example.com,127.0.0.1')
            await fetchDocument('1.26', { from: server.url, to: path('.') })
            expect(proxy.requests).toEqual([])
          }),
        ),
    ))

  test('that is none is said without its password', async () => {
    vi.stubEnv('HTTPS_PROXY', 'http://user:hidden@[bad')
    const { error } = await failure('http://127.0.0.1:9')
    expect(error).toMatch(/proxy settings.*HTTPS_PROXY.*\[download-failed\]$/)
    expect(error).not.toContain('hidden')
  })
})

const refused: readonly (readonly [string, { readonly given: string[]; readonly want: RegExp }])[] = [
  ['no version', { given: [], want: /missing required argument 'version'/ }],
  [
    'a version that is none',
    { given: ['../x'], want: /\.\.\/x:1:1: error: this is no version; give one such as 1\.44/ },
  ],
  ['an address that is none', { given: ['1.26', '--from', '/etc/passwd'], want: /the address is no URL/ }],
  ['a checksum that is none', { given: ['1.26', '--sha256', 'abc'], want: /\[bad-checksum\]/ }],
  [
    'an address with a password',
    { given: ['1.26', '--from', 'http://a:hidden@127.0.0.1:9/'], want: /holds credentials/ },
  ],
]

describe('the command', () => {
  test.each(refused)('refuses %s', async (_, { given, want }) => {
    const { status, out, err } = await run('fetch', ...given)
    expect({ status, out, err }).toEqual({ status: 2, out: '', err: expect.stringMatching(want) })
    expect(err).not.toContain('hidden')
  })

  test('takes the address from the environment, and says what it did', () =>
    withServer(
      (_, response) => response.end(text),
      (server) =>
        inFolder({}, async (path) => {
          vi.stubEnv('DOCKER_CLIENT_GEN_FROM', `${server.url}/{version}`)
          const args = ['fetch', '1.26', '--to', path('.')]
          expect(await run(...args)).toEqual({
            status: 0,
            out: path('v1.26.yaml'),
            err: `${server.url}/1.26: ${text.length} bytes, SHA-256 ${hash} (not checked: none is recorded for this version)`,
          })
          const checked = await run(...args, '--sha256', hash.toUpperCase())
          expect(checked.err).toMatch(/\(as expected\)$/)
        }),
    ))

  test('lists the versions', async () => {
    const { status, out } = await run('fetch', '--list')
    const lines = out.split('\n')
    expect(status).toBe(0)
    expect(lines.map((line) => line.split(' ')[0])).toEqual(Array.from({ length: 31 }, (_, n) => `1.${25 + n}`))
    expect(lines[1]).toBe('1.26  no checksum recorded')
    expect(lines[16]).toMatch(/^1\.41 {2}[0-9a-f]{64}$/)
  })
})

test('what is recorded has its form', async () => {
  const { url, sha256 } = await officialDocuments()
  expect(url).toMatch(/^https:\/\/.*\{version\}/)
  for (const [version, recorded] of Object.entries(sha256)) {
    expect(version).toMatch(/^1\.\d\d$/)
    expect(recorded ?? '0'.repeat(64)).toMatch(/^[0-9a-f]{64}$/)
  }
})
