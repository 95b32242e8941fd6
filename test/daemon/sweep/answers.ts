import type { Docker } from '../../../generated/v1.42/index.js'
import { JsonStream } from '../../../runtime/index.js'

/** One JSON answer of an engine, or one value of a stream. */
export interface Answer {
  /** The method's name, as `containerInspect`. */
  readonly operation: string
  readonly value: unknown
}

/** A client whose answers are kept. */
export interface AnsweredClient {
  readonly docker: Docker
  readonly answers: readonly Answer[]
  /** Reads a stream to its end, or to the number of values wanted, and keeps its values. */
  valuesOf<T>(operation: string, stream: JsonStream<T>, most?: number): Promise<T[]>
}

/** Keeps what the engine answers to each call, as JSON; streams are kept by {@link AnsweredClient.valuesOf}. */
export function keepAnswers(client: Docker): AnsweredClient {
  const answers: Answer[] = []
  const docker = new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function' || typeof name !== 'string') return member
      return (...input: unknown[]): unknown => {
        const result: unknown = Reflect.apply(member, target, input)
        return result instanceof Promise ? result.then((value) => keep(answers, name, value)) : result
      }
    },
  })
  return {
    docker,
    answers,
    async valuesOf(operation, stream, most = Number.POSITIVE_INFINITY) {
      const values = []
      for await (const value of stream) {
        answers.push({ operation, value })
        if (values.push(value) >= most) break
      }
      return values
    },
  }
}

function keep(answers: Answer[], operation: string, value: unknown): unknown {
  const isJson = Array.isArray(value) || value === null || Object.getPrototypeOf(value ?? 0) === Object.prototype
  if (isJson && !(value instanceof JsonStream)) answers.push({ operation, value })
  return value
}
