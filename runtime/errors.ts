/**
 * Everything that this client throws, apart from an abort, which throws the signal's own reason.
 *
 * No error carries a request's headers or body, so none can carry a credential.
 */

/** What an error says about the call that it belongs to. */
export interface OperationContext {
  /** The operationId, as `ContainerStart`. */
  readonly operationId: string
  /** The HTTP method. */
  readonly method: string
  /** The path that was requested, with its API version and without its query. */
  readonly path: string
}

/** The base of every error that this client throws. */
export class DockerError extends Error {
  override readonly name: string = 'DockerError'
}

/** An input that is refused before anything is sent: an empty id, a `..` segment, a header value with a line break. */
export class InvalidInputError extends DockerError {
  override readonly name: string = 'InvalidInputError'
}

/** The engine could not be reached, or the connection to it broke before an answer came. */
export class DockerConnectionError extends DockerError {
  override readonly name: string = 'DockerConnectionError'
  /** The endpoint that failed, as `unix:///var/run/docker.sock`. */
  readonly endpoint: string
  /** The setting that the endpoint came from, as `DOCKER_HOST` or `context "remote"`. */
  readonly source: string
  /** The operating system's code where there is one: `ECONNREFUSED`, `ENOENT`, `EACCES`. */
  readonly code: string | undefined

  constructor(message: string, details: ConnectionErrorDetails, options?: ErrorOptions) {
    super(message, options)
    this.endpoint = details.endpoint
    this.source = details.source
    this.code = details.code
  }
}

/** What a {@link DockerConnectionError} knows beside its message. */
export interface ConnectionErrorDetails {
  readonly endpoint: string
  readonly source: string
  readonly code?: string | undefined
}

/** The engine did not begin to answer within the `timeout` of the call. */
export class DockerTimeoutError extends DockerConnectionError {
  override readonly name: string = 'DockerTimeoutError'
}

/** The engine answered with an error status. Its subclasses stand for the statuses that callers tell apart. */
export class DockerApiError extends DockerError implements OperationContext {
  override readonly name: string = 'DockerApiError'
  /** The HTTP status. */
  readonly status: number
  readonly operationId: string
  readonly method: string
  readonly path: string

  constructor(status: number, message: string, context: OperationContext) {
    super(message)
    this.status = status
    this.operationId = context.operationId
    this.method = context.method
    this.path = context.path
  }
}

/** Status 400 and the other 4xx without a class of their own: the engine did not take a parameter or body. */
export class BadRequestError extends DockerApiError {
  override readonly name: string = 'BadRequestError'
}

/** Status 401: the registry or the engine wants other credentials. */
export class UnauthorizedError extends DockerApiError {
  override readonly name: string = 'UnauthorizedError'
}

/** Status 403: the engine refuses the operation for this object. */
export class ForbiddenError extends DockerApiError {
  override readonly name: string = 'ForbiddenError'
}

/** Status 404: no such container, image, network, … or no such endpoint at this API version. */
export class NotFoundError extends DockerApiError {
  override readonly name: string = 'NotFoundError'
}

/** Status 409: the object is in a state that forbids the operation, or its name is taken. */
export class ConflictError extends DockerApiError {
  override readonly name: string = 'ConflictError'
}

/** Status 5xx: the engine failed, or (503) the node is not part of a swarm. */
export class ServerError extends DockerApiError {
  override readonly name: string = 'ServerError'
}

/** An error that the engine reported inside a stream that had begun with status 200, or a stream that was cut short. */
export class DockerStreamError extends DockerError {
  override readonly name: string = 'DockerStreamError'
  readonly operationId: string
  /** `errorDetail.code` of a progress stream, where the engine gave one. */
  readonly code: number | undefined
  /** How many bytes of the stream had been read where the fault lies, for a stream that is cut or malformed. */
  readonly offset: number | undefined

  constructor(message: string, details: StreamErrorDetails, options?: ErrorOptions) {
    super(message, options)
    this.operationId = details.operationId
    this.code = details.code
    this.offset = details.offset
  }
}

/** What a {@link DockerStreamError} knows beside its message. */
export interface StreamErrorDetails {
  readonly operationId: string
  readonly code?: number | undefined
  readonly offset?: number | undefined
}

const classes = new Map<number, typeof DockerApiError>([
  [401, UnauthorizedError],
  [403, ForbiddenError],
  [404, NotFoundError],
  [409, ConflictError],
])

/**
 * The error of a status: by its own class where it has one, {@link BadRequestError} for another 4xx,
 * {@link ServerError} from 500 on.
 */
export function apiError(status: number, message: string, context: OperationContext): DockerApiError {
  const fallback = status >= 500 ? ServerError : status >= 400 ? BadRequestError : DockerApiError
  const ErrorClass = classes.get(status) ?? fallback
  return new ErrorClass(status, message, context)
}
