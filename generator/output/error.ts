/** The output folder cannot be written, or holds what a run must not touch. It is as it was before. */
export class OutputError extends Error {
  override readonly name = 'OutputError'
}

/** The code of a system error, as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
