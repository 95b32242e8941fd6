import { type SpecDocument, UnusableInputError } from './document/index.js'
import type { JsonObject } from './document/json.js'
import { buildModel } from './model/build.js'
import { ExtensionError } from './model/extensions.js'
import type { ApiModel } from './model/ir.js'
import { toSwagger } from './model/swagger.js'

/**
 * Builds the model of a document.
 *
 * @param document the document as it was read: places are sought in its text
 * @param root its content as it was corrected, without errors
 * @throws UnusableInputError where a vendor extension, of the document or of an overlay, is not understood
 */
export function modelOf(document: SpecDocument, root: JsonObject): ApiModel {
  const file = document.file.split('/').at(-1) ?? document.file
  try {
    return buildModel(toSwagger(root), { file, sha256: document.sha256 })
  } catch (error) {
    if (!(error instanceof ExtensionError)) throw error
    const { message, pointer } = error
    const place = document.place(steps(pointer))
    const mend = 'mend it in the document, or in the overlay that sets it'
    throw new UnusableInputError([{ severity: 'error', rule: 'bad-extension', message, mend, place, pointer }], {
      cause: error,
    })
  }
}

/** The steps of a JSON pointer. */
function steps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}
