import { channel } from 'node:diagnostics_channel'
import { DockerApiError, type OperationContext } from './errors.js'

/** What is told of a request, for logs and traces. It has no header, query or body, so no secret is in it. */
export interface RequestEvent extends OperationContext {
  /** The endpoint, as `unix:///var/run/docker.sock`. */
  readonly endpoint: string
  /** The HTTP status; undefined where no answer came. */
  readonly status: number | undefined
  /** Milliseconds from the call to the head of the answer, or to the failure. */
  readonly duration: number
  /** Bytes of the request's body, where they are known before it is sent. */
  readonly requestBytes: number | undefined
  /** Bytes of the answer's body, where the engine states them before it sends them. */
  readonly responseBytes: number | undefined
  /** What the call failed with. */
  readonly error: unknown
}

/** The name of the `diagnostics_channel` that gets a {@link RequestEvent} for every request of every client. */
export const requestChannelName = 'docker-engine-client:request'

const requests = channel(requestChannelName)

/** What gets an event for each request. */
export type RequestObserver = (event: RequestEvent) => void

/** What is known of a request before it is sent. */
export type ObservedRequest = OperationContext & Pick<RequestEvent, 'endpoint' | 'requestBytes'>

/** Whether anybody wants to be told of a client's requests. */
export function isObserved(observer: RequestObserver | undefined): boolean {
  return observer !== undefined || requests.hasSubscribers
}

/**
 * Makes a request and tells of it.
 *
 * @param facts reads what an answer says of itself
 */
export async function observed<T>(
  observer: RequestObserver | undefined,
  request: ObservedRequest,
  call: () => Promise<T>,
  facts: (result: T) => Pick<RequestEvent, 'status' | 'responseBytes'>,
): Promise<T> {
  const begin = performance.now()
  const duration = (): number => performance.now() - begin
  try {
    const result = await call()
    tell(observer, { ...request, ...facts(result), duration: duration(), error: undefined })
    return result
  } catch (error) {
    const status = error instanceof DockerApiError ? error.status : undefined
    tell(observer, { ...request, status, responseBytes: undefined, duration: duration(), error })
    throw error
  }
}

/** What a listener throws is reported as Node does for its channels, and never fails the call. */
function tell(observer: RequestObserver | undefined, event: RequestEvent): void {
  if (requests.hasSubscribers) requests.publish(event)
  try {
    observer?.(event)
  } catch (error) {
    process.nextTick(() => {
      throw error
    })
  }
}
