import { type DockerApiError, DockerConnectionError, DockerError } from '../errors.js'
import { DialError } from './dial-error.js'
import type { Endpoint } from './endpoint.js'
import { errorCode } from './environment.js'
import { tlsAdvice, wantsTls } from './explain-tls.js'

/** What is told of a failure beside the error's own text. */
interface Explanation {
  readonly what: string
  readonly mend: string
}

/**
 * The error for a connection that could not be made or that broke: it names the endpoint, the setting that it came
 * from, and the likely mend. The first error is its `cause`.
 *
 * @param error what the dialler, the socket or node:http gave; errors of this client's own come back as they are
 * @param endpoint the endpoint that was dialled
 */
export function connectionError(error: unknown, endpoint: Endpoint): DockerConnectionError {
  if (error instanceof DockerConnectionError) return error
  const root = unfold(error)
  withoutSecrets(root)
  const code = errorCode(root)
  const { what, mend } = explain(root, code, endpoint)
  const place = `${endpoint.address} (from ${endpoint.source})`
  const message = `can't reach the Docker engine at ${place}: ${sentence(what)}${mend === '' ? '' : ` ${sentence(capital(mend))}`}`
  return new DockerConnectionError(
    message,
    { endpoint: endpoint.address, source: endpoint.source, code },
    { cause: error },
  )
}

/**
 * The error of an answer: a connection error in place of the status 400 with which a port of TLS answers HTTP in the
 * clear, else the error as it is.
 *
 * @param error what the answer says
 * @param endpoint the endpoint that answered
 */
export function answerError(error: DockerApiError, endpoint: Endpoint): DockerError {
  return error.status === 400 && wantsTls(error.message) ? connectionError(new Error(error.message), endpoint) : error
}

// Node's parser keeps the bytes that it can't read: a server that sends back what it got, as an echo, puts the request's
// credentials there.
function withoutSecrets(error: unknown): void {
  if (error instanceof Error) Reflect.deleteProperty(error, 'rawPacket')
}

// Where all addresses of a name failed, Node gives the failures together.
function unfold(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) {
    const errors: unknown[] = error.errors
    const telling = errors.map(unfold).find((each) => errorCode(each) !== undefined)
    return telling ?? unfold(errors[0])
  }
  if (error instanceof DialError || errorCode(error) !== undefined) return error
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && errorCode(cause) !== undefined ? unfold(cause) : error
}

function explain(error: unknown, code: string | undefined, endpoint: Endpoint): Explanation {
  if (error instanceof DialError) return { what: error.message, mend: error.advice }
  if (error instanceof DockerError) return { what: error.message, mend: '' }
  const text = error instanceof Error ? error.message : String(error)
  const tls = tlsAdvice(code, text, endpoint)
  if (tls) return tls
  if (endpoint.address.startsWith('unix:')) return socketAdvice(code, text, endpoint)
  if (endpoint.address.startsWith('npipe:')) return pipeAdvice(code, text, endpoint)
  return networkAdvice(code, text)
}

function socketAdvice(code: string | undefined, text: string, endpoint: Endpoint): Explanation {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return {
        what: `the socket does not exist (${code})`,
        mend: `is the engine installed and running${elsewhere(endpoint)}`,
      }
    case 'EACCES':
    case 'EPERM':
      return {
        what: `this user may not use the socket (${code})`,
        mend: 'add the user to the group docker (sudo usermod -aG docker "$USER") and log in anew, or run with sudo',
      }
    case 'ECONNREFUSED':
      return {
        what: 'nothing listens on the socket (ECONNREFUSED)',
        mend: 'start the engine (sudo systemctl start docker, or Docker Desktop)',
      }
    case 'EAGAIN':
      return { what: 'the socket takes no more connections (EAGAIN)', mend: 'the engine is overloaded or hangs' }
    case 'ENOTSOCK':
      return { what: 'the path is not a socket (ENOTSOCK)', mend: 'point the setting to the socket of the engine' }
    default:
      return broken(code, text)
  }
}

function pipeAdvice(code: string | undefined, text: string, endpoint: Endpoint): Explanation {
  switch (code) {
    case 'ENOENT':
      return {
        what: 'the named pipe does not exist (ENOENT)',
        mend: `the engine may be stopped: is Docker Desktop, or the service docker, running${elsewhere(endpoint)}`,
      }
    case 'EACCES':
    case 'EPERM':
      return {
        what: `this user may not use the named pipe (${code})`,
        mend: 'add the user to the group docker-users and log in anew, or run as administrator',
      }
    case 'EBUSY':
    case 'ETIMEDOUT':
      return { what: `all instances of the named pipe are busy (${code})`, mend: 'try again, with fewer connections' }
    default:
      return broken(code, text)
  }
}

function networkAdvice(code: string | undefined, text: string): Explanation {
  switch (code) {
    case 'ECONNREFUSED':
      return {
        what: 'nothing listens on the port (ECONNREFUSED)',
        mend: 'check the port, and that the engine runs and listens on TCP (dockerd -H tcp://...)',
      }
    case 'ENOTFOUND':
      return { what: 'the host name is not known (ENOTFOUND)', mend: 'check the spelling of the host' }
    case 'EAI_AGAIN':
      return { what: 'the host name could not be looked up (EAI_AGAIN)', mend: 'check the network and its name server' }
    case 'ETIMEDOUT':
      return {
        what: 'no answer to the attempt to connect (ETIMEDOUT)',
        mend: 'check the address, and that no firewall drops the connection',
      }
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return { what: `there is no way to the host (${code})`, mend: 'check the address, the network and the VPN' }
    default:
      return broken(code, text)
  }
}

function broken(code: string | undefined, text: string): Explanation {
  switch (code) {
    case 'ECONNRESET':
    case 'EPIPE':
      return {
        what: `the connection was cut (${code})`,
        mend: 'did the engine stop, or does it expect TLS? Its log tells',
      }
    default:
      return { what: code === undefined || text.includes(code) ? text : `${text} (${code})`, mend: '' }
  }
}

function elsewhere(endpoint: Endpoint): string {
  const others = (endpoint.missing ?? []).filter((path) => !endpoint.address.endsWith(path))
  const setting = 'Set DOCKER_HOST or option host where the engine listens elsewhere'
  return others.length === 0 ? `? ${setting}` : `? Nothing is at ${others.join(', ')} either. ${setting}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`
}
