import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Limits } from './limits.js'
import { type Overlay, readOverlay } from './overlay.js'
import { parseDocument } from './parse.js'

/** The corrections that come with the package, in the order of their file names. */
export async function loadCorrections(specFolder: URL, limits?: Partial<Limits>): Promise<Overlay[]> {
  const folder = new URL('corrections/', specFolder)
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(fileURLToPath(new URL(name, folder)), 'utf8')
      return { ...readOverlay(parseDocument(text, `spec/corrections/${name}`, limits)), own: true }
    }),
  )
}
