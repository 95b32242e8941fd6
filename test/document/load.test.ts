import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoadOptions, loadDocument } from '../../generator/document/index.js'
import { diagnosticsOfPromise } from './support.js'

let folder = ''
const text = "swagger: '2.0'\n"

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'document-load-'))
  await mkdir(path.join(folder, 'spec'))
  for (const version of ['v1.9', 'v1.42', 'v1.41']) await writeFile(path.join(folder, 'spec', `${version}.yaml`), text)
  await writeFile(path.join(folder, 'spec', 'README.md'), 'not a version')
  await writeFile(path.join(folder, 'utf16.yaml'), Buffer.from(`\ufeff${text}`, 'utf16le'))
  await writeFile(path.join(folder, 'utf16-unmarked.yaml'), Buffer.from(text, 'utf16le'))
  await writeFile(path.join(folder, 'latin1.yaml'), Buffer.from('a: 1\nb: caf\u00e9\n', 'latin1'))
  await writeFile(path.join(folder, 'cut.yaml'), Buffer.from('a: \u00e9').subarray(0, 4))
  await writeFile(path.join(folder, 'binary.yaml'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0]))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

function load(source: string, options: Partial<LoadOptions> = {}) {
  return loadDocument(source, { specDirectory: path.join(folder, 'spec'), ...options })
}

async function* stream(...chunks: (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  yield* chunks
}

async function serve(listener: RequestListener): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Runs a test against a server, and ends the server whatever comes of it. */
async function withServer(listener: RequestListener, run: (url: string) => Promise<void>): Promise<void> {
  const server = await serve(listener)
  try {
    await run(server.url)
  } finally {
    await server[Symbol.asyncDispose]()
  }
}

describe('versions', () => {
  test.each(['v1.42', '1.42'])('%s', async (version) => {
    expect(await load(version)).toMatchObject({ file: 'spec/v1.42.yaml', text })
  })

  test('the folder as a URL', async () => {
    const specDirectory = pathToFileURL(path.join(folder, 'spec', path.sep))
    expect(await load('v1.42', { specDirectory })).toMatchObject({ file: 'spec/v1.42.yaml' })
  })

  test('one that is not there: lists those which are', async () => {
    const [found] = await diagnosticsOfPromise(load('1.99'))
    expect(found).toMatchObject({ rule: 'unknown-version', place: { file: 'spec/v1.99.yaml', line: 1, column: 1 } })
    expect(found?.message).toContain('v1.9, v1.41, v1.42')
    expect(found?.mend).toContain('./v1.99')
  })
})

describe('files', () => {
  test('a path, as given', async () => {
    const relative = path.relative(process.cwd(), path.join(folder, 'spec', 'v1.42.yaml'))
    expect((await load(relative)).file).toBe(relative.replaceAll(path.sep, '/'))
  })

  test('a file: URL', async () => {
    const url = pathToFileURL(path.join(folder, 'spec', 'v1.42.yaml')).href
    expect(await load(url)).toMatchObject({ file: url, text })
  })

  const cases: readonly [string, { readonly given: string; readonly want: RegExp; readonly place?: string }][] = [
    ['not there', { given: 'nothing.yaml', want: /no such file.*\[unreadable\]/ }],
    ['a directory', { given: 'spec', want: /a directory.*\[unreadable\]/ }],
    ['below a file', { given: 'latin1.yaml/x', want: /no such file.*\[unreadable\]/ }],
    ['UTF-16 with a mark', { given: 'utf16.yaml', want: /UTF-16.*\[not-utf-8\]/ }],
    ['UTF-16 without a mark', { given: 'utf16-unmarked.yaml', want: /UTF-16.*\[not-utf-8\]/ }],
    ['Latin-1', { given: 'latin1.yaml', want: /:2:7: error: the byte here is not UTF-8/ }],
    ['cut within a character', { given: 'cut.yaml', want: /:1:4: error: the byte here is not UTF-8/ }],
    ['binary', { given: 'binary.yaml', want: /control character/ }],
  ]
  test.each(cases)('%s', async (_, { given, want }) => {
    await expect(load(path.join(folder, given))).rejects.toThrow(want)
  })

  test('larger than the limit', async () => {
    const file = path.join(folder, 'spec', 'v1.42.yaml')
    const [found] = await diagnosticsOfPromise(load(file, { limits: { bytes: 10 } }))
    expect(found).toMatchObject({ rule: 'too-large', message: 'the document has 15 bytes, and 10 are accepted' })
  })

  test.skipIf(process.platform === 'win32')('without an end', async () => {
    await expect(load('/dev/zero', { limits: { bytes: 1_000 } })).rejects.toThrow(/more than the 1000 bytes/)
  })

  test.each(['', 'a\0b', 'ftp://host/a.yaml', 'file://host/a b%00'])('%j is no source', async (source) => {
    const [found] = await diagnosticsOfPromise(load(source))
    expect(found?.place).toMatchObject({ line: 1, column: 1 })
  })
})

describe('standard input', () => {
  test('chunks that split a character', async () => {
    const bytes = Buffer.from('a: \u00e9')
    const document = await load('-', { stdin: stream(bytes.subarray(0, 4), bytes.subarray(4)) })
    expect(document).toMatchObject({ file: '<stdin>', text: 'a: \u00e9' })
  })

  test('more than the limit', async () => {
    const stdin = stream('a: 1\n', 'b'.repeat(100))
    await expect(load('-', { stdin, limits: { bytes: 50 } })).rejects.toThrow(/^<stdin>:1:1: .*more than the 50 bytes/)
  })

  test('an abort while nothing comes', async () => {
    const reason = new Error('enough')
    const controller = new AbortController()
    const stdin = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) }
    const loading = load('-', { stdin, signal: controller.signal })
    setImmediate(() => controller.abort(reason))
    await expect(loading).rejects.toBe(reason)
  })
})

describe('downloads', () => {
  test('a document, without what may be secret in its name', async () => {
    await withServer(
      (_, response) => response.end(text),
      async (url) => {
        const document = await load(`${url}/a.yaml?token=secret#x`)
        expect(document).toMatchObject({ file: `${url}/a.yaml`, text })
      },
    )
  })

  test('a redirect is followed', async () => {
    await withServer(
      (request, response) =>
        request.url === '/a' ? response.writeHead(302, { location: '/b' }).end() : response.end(text),
      async (url) => expect(await load(`${url}/a`)).toMatchObject({ text }),
    )
  })

  const answers: readonly [string, { readonly given: RequestListener; readonly want: RegExp }][] = [
    ['a status', { given: (_, response) => response.writeHead(404).end('no'), want: /status 404/ }],
    ['no content', { given: (_, response) => response.writeHead(204).end(), want: /status 204/ }],
    [
      'a redirect to a file',
      {
        given: (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
        want: /redirects to/,
      },
    ],
    [
      'redirects without end',
      { given: (_, response) => response.writeHead(302, { location: '/' }).end(), want: /redirects to/ },
    ],
    [
      'a declared size',
      {
        given: (_, response) => response.writeHead(200, { 'content-length': '5000' }).end('a'),
        want: /has 5000 bytes/,
      },
    ],
    [
      'a body without end',
      {
        given: (_, response) => {
          const timer = setInterval(() => response.write('a'.repeat(500)), 1)
          response.on('close', () => clearInterval(timer))
        },
        want: /more than the 1000 bytes/,
      },
    ],
    ['no answer', { given: () => undefined, want: /within 300 ms/ }],
    ['half a body', { given: (_, response) => void response.write('a: 1'), want: /within 300 ms/ }],
    ['a connection that is cut', { given: (request) => request.socket.destroy(), want: /download failed/ }],
  ]
  test.each(answers)('%s', async (_, { given, want }) => {
    await withServer(given, async (url) => {
      const limits = { bytes: 1_000, downloadMilliseconds: 300 }
      await expect(load(`${url}/`, { limits })).rejects.toThrow(want)
    })
  })

  test('credentials are refused, and not repeated', async () => {
    const [found] = await diagnosticsOfPromise(load('http://user:secret@127.0.0.1:1/a.yaml'))
    expect(found?.rule).toBe('download-failed')
    expect(JSON.stringify(found)).not.toContain('secret')
  })

  test('an abort rejects with its reason', async () => {
    const reason = new Error('enough')
    const controller = new AbortController()
    await withServer(
      () => controller.abort(reason),
      async (url) => expect(load(url, { signal: controller.signal })).rejects.toBe(reason),
    )
  })
})
