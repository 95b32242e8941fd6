// Fetches every official document, records its checksum in spec/official.json, and writes the body of a pull request:
// which documents have changed or are new, and how ours differ from the official ones.
//
// usage: node official-documents.mjs <folder for the documents> <file for the body>
import { readdir, writeFile } from 'node:fs/promises'
import {
  compareApis,
  fetchDocument,
  formatDiff,
  loadApi,
  officialDocuments,
  UnusableInputError,
} from '../dist/generator/index.js'

const [folder, bodyFile] = process.argv.slice(2)
const recorded = await officialDocuments()

/** The document of a version; undefined where it cannot be fetched, which is said. */
async function fetchAny(version) {
  try {
    return await fetchDocument(version, { to: folder, verify: false })
  } catch (error) {
    if (!(error instanceof UnusableInputError)) throw error
    console.error(error.message)
    return undefined
  }
}

const sha256 = { ...recorded.sha256 }
const paths = new Map()
const lines = []

async function record(version) {
  const fetched = await fetchAny(version)
  if (fetched === undefined) return false
  const before = recorded.sha256[version]
  if (before === undefined) lines.push(`- \`${version}\` is new.`)
  else if (before === null) lines.push(`- \`${version}\`: the checksum is recorded for the first time.`)
  else if (before !== fetched.sha256) lines.push(`- \`${version}\` has changed.`)
  sha256[version] = fetched.sha256
  paths.set(version, fetched.path)
  return true
}

for (const version of Object.keys(recorded.sha256)) await record(version)
if (paths.size === 0) throw new Error('no document could be fetched')

// Those that came since: one after the other, until there is none.
let newest = Object.keys(recorded.sha256).at(-1)
for (let minor = Number(newest.split('.')[1]) + 1; await record(`1.${minor}`); minor++) {
  const previous = newest
  newest = `1.${minor}`
  if (!paths.has(previous)) continue
  const [from, to] = await Promise.all([previous, newest].map((version) => loadApi({ spec: paths.get(version) })))
  lines.push('', formatDiff(compareApis(from.model, to.model), 'markdown'))
}

// Both as they stand: corrections are the same for both.
const own = (await readdir(new URL('../spec/', import.meta.url))).filter((name) => /^v1\.\d+\.yaml$/.test(name))
for (const name of own.sort()) {
  const spec = name.replace('.yaml', '')
  const ours = await loadApi({ spec, corrections: false })
  const official = paths.get(ours.model.apiVersion)
  if (official === undefined) continue
  const theirs = await loadApi({ spec: official, corrections: false })
  lines.push('', `Ours (\`${spec}\`) and the official document:`, '')
  lines.push(formatDiff(compareApis(ours.model, theirs.model), 'markdown'))
}

await writeFile(bodyFile, `${lines.join('\n').slice(0, 64_000)}\n`)
await writeFile(
  new URL('../spec/official.json', import.meta.url),
  `${JSON.stringify({ ...recorded, sha256 }, null, 2)}\n`,
)
