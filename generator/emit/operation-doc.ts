import type { Operation } from '../model/ir.js'
import { docComment } from './doc.js'
import { deprecation } from './property.js'

/** The comment of an operation: summary, description, `METHOD /path`, and the errors that the document names. */
export function operationDoc(operation: Operation, indent = ''): string {
  const summary = operation.summary === '' ? operation.operationId : operation.summary
  const sentence = /[.!?]$/.test(summary) ? summary : `${summary}.`
  const errors = operation.errors.map(({ status, doc }) => {
    return { head: `@throws ${errorClass(status)} (${status})`, text: doc }
  })
  const place = `\`${operation.method} ${operation.path}\``
  return docComment([sentence, operation.doc, place], indent, [...errors, ...deprecation(operation.deprecated)])
}

const errorClasses: Readonly<Record<number, string>> = {
  401: 'UnauthorizedError',
  403: 'ForbiddenError',
  404: 'NotFoundError',
  409: 'ConflictError',
}

/** The runtime's error class for a status. */
export function errorClass(status: number): string {
  return errorClasses[status] ?? (status >= 500 ? 'ServerError' : 'BadRequestError')
}
