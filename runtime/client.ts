import { inspect } from 'node:util'
import type { CredentialSource } from './auth/index.js'
import type { Dialler, Endpoint, TlsOptions } from './endpoint/index.js'
import { InvalidInputError } from './errors.js'
import { checkTimeout, Transport } from './http/transport.js'
import { parseJsonWithBigint } from './json.js'
import type { RequestObserver } from './observer.js'

/** Where an engine is, and how a client talks to it. What is left out comes from the environment, as for `docker`. */
export interface DockerOptions {
  /** The engine's address, as in `DOCKER_HOST`: `unix:///run/docker.sock`, `tcp://host:2376`, `ssh://user@host`. */
  readonly host?: string | undefined
  /** The name of a context of the docker CLI. */
  readonly context?: string | undefined
  /** TLS material; with it, `tcp://` and `https://` are spoken to over TLS. */
  readonly tls?: TlsOptions | undefined
  /** Opens the connections in place of everything above. */
  readonly dialler?: Dialler | undefined
  /** Milliseconds until an attempt to connect is given up. Default: 30 000; 0 for no limit. */
  readonly connectTimeout?: number | undefined
  /**
   * `auto` (the default) agrees with the engine at the first call; a version, as `1.41`, is sent as it is. Without the
   * option `DOCKER_API_VERSION` counts.
   */
  readonly apiVersion?: 'auto' | (string & {}) | undefined
  /** Milliseconds until an answer must have begun, for calls that set none of their own. Default: 0, no limit. */
  readonly timeout?: number | undefined
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>> | undefined
  /**
   * Credentials for registries, for calls that are given none of their own: `config` for those that the docker CLI
   * uses, an object by registry host, or a function that is asked (and once more after a 401). Default: none.
   */
  readonly auth?: CredentialSource | undefined
  /**
   * Whole numbers in answers that a `number` would round (past 2^53: memory limits, pids limits) come as `bigint`. The
   * types say `number` all the same. Default: false. Requests take a `bigint` in any case.
   */
  readonly bigint?: boolean | undefined
  /**
   * Is told of every request: operation, method, path, status, time and bytes; nothing in it is secret. The same goes
   * to the `diagnostics_channel` `docker-engine-client:request`.
   */
  readonly onRequest?: RequestObserver | undefined
}

interface Internals {
  readonly transport: Transport
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly auth: CredentialSource | undefined
  /** Reads the JSON of answers. */
  readonly parse: (text: string) => unknown
}

const internals = new WeakMap<DockerClient, Internals>()

/** What the calls need of a client; not for callers. */
export function internalsOf(client: DockerClient): Internals {
  const found = internals.get(client)
  if (found === undefined)
    throw new InvalidInputError('the first argument must be a client, as `new Docker()` makes one')
  return found
}

/** A client without operations: generated classes extend it, and functions take it. */
export class DockerClient implements AsyncDisposable {
  /**
   * Does no I/O.
   *
   * @param ours the API version that the operations were generated for, as `1.42`
   * @throws InvalidInputError for a malformed option
   */
  constructor(options: DockerOptions, ours: string) {
    const { host, context, tls, dialler, connectTimeout, timeout = 0, headers = {}, auth, onRequest } = options
    const apiVersion = checkVersion(options.apiVersion ?? (process.env['DOCKER_API_VERSION'] || 'auto'))
    const endpoint = { host, context, tls, dialler, connectTimeout }
    const transport = new Transport({ endpoint, apiVersion, ours, timeout: checkTimeout(timeout), headers, onRequest })
    const parse = options.bigint === true ? parseJsonWithBigint : (text: string): unknown => JSON.parse(text)
    internals.set(this, { transport, headers, auth, parse })
  }

  /** Where the engine is, and which setting says so. Connects to nothing. */
  async endpoint(): Promise<Pick<Endpoint, 'address' | 'source'>> {
    const { address, source } = await internalsOf(this).transport.endpoint()
    return { address, source }
  }

  /** The API version that is spoken, as `1.42`; agreed on with the engine where it is not set. */
  apiVersion(): Promise<string> {
    return internalsOf(this).transport.version()
  }

  /** Ends every connection, streams too. Calls under way fail; later ones are refused. Afterwards the process can exit. */
  close(): Promise<void> {
    return internalsOf(this).transport.close()
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Options may hold secrets, so none are shown. */
  [inspect.custom](): string {
    return `${this.constructor.name} {}`
  }
}

function checkVersion(text: string): string {
  const version = text.replace(/^v(?=\d)/, '')
  if (version === 'auto' || /^\d+\.\d+$/.test(version)) return version
  throw new InvalidInputError(`apiVersion must be "auto" or a version as "1.42", not ${JSON.stringify(text)}`)
}
