/** Why a dialler failed, where it knows more than the system's code tells. */
export class DialError extends Error {
  override readonly name: string = 'DialError'
  /** The system's code that fits, as `ETIMEDOUT`. */
  readonly code: string | undefined
  /** The likely mend. */
  readonly advice: string

  constructor(message: string, details: { code?: string | undefined; advice: string }, options?: ErrorOptions) {
    super(message, options)
    this.code = details.code
    this.advice = details.advice
  }
}
