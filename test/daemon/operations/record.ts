import { Docker } from '../../../generated/v1.42/index.js'
import { DockerApiError } from '../../../runtime/index.js'

/** How often the engine did what an operation asks for (a stream counts when it begins), and how often it refused. */
export interface Answers {
  done: number
  refused: number
}

/** The method names of all operations, as `containerList`. */
export const operations: readonly string[] = Object.getOwnPropertyNames(Docker.prototype).filter(
  (name) => name !== 'constructor',
)

const answers = new Map<string, Answers>()

/** What the engine answered to each operation that was called through {@link recorded}. */
export function answersOf(operation: string): Readonly<Answers> {
  return answers.get(operation) ?? { done: 0, refused: 0 }
}

/** The same client; every answer of the engine is noted under its operation. A call that reached no engine is not. */
export function recorded(docker: Docker): Docker {
  return new Proxy(docker, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...input: unknown[]): unknown => {
        const result: unknown = Reflect.apply(member, target, input)
        return typeof name === 'string' && operations.includes(name) ? noted(name, result) : result
      }
    },
  })
}

async function noted(operation: string, result: unknown): Promise<unknown> {
  try {
    const value = await result
    note(operation, 'done')
    return value
  } catch (error) {
    if (error instanceof DockerApiError) note(operation, 'refused')
    throw error
  }
}

function note(operation: string, outcome: keyof Answers): void {
  const counts = { ...answersOf(operation) }
  counts[outcome] += 1
  answers.set(operation, counts)
}
