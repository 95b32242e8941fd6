import { type DockerClient, internalsOf } from './client.js'
import { parseJson, readText } from './http/answer.js'
import { prepareRequest } from './http/prepare.js'
import { member } from './member.js'
import type { OperationDescriptor, OperationInput, RequestOptions, TerminalSource } from './operation.js'
import type { Framing } from './streams/index.js'
import { compareVersions } from './version.js'

/** From this version on the engine states by Content-Type whether a stream has frames. */
const toldSince = '1.42'

/** What is known of a stream before its bytes are read. */
export interface StreamFacts {
  readonly contentType: string | undefined
  /** False where the engine says `raw-stream` whatever it sends: an attach that was not upgraded. */
  readonly isTold: boolean
  readonly input: OperationInput | undefined
  readonly options: RequestOptions | undefined
}

/**
 * Whether a stream has frames (no terminal) or is raw (a terminal).
 *
 * A Content-Type of `multiplexed-stream` settles it, and so does `raw-stream` from API 1.42 on where the engine is
 * asked in the usual way. Older engines always say `raw-stream`, so what the stream belongs to is asked for its
 * terminal setting; `tty` of the call's options saves the question.
 */
export async function framingOf(client: DockerClient, terminal: TerminalSource, facts: StreamFacts): Promise<Framing> {
  if (facts.options?.tty !== undefined) return facts.options.tty ? 'raw' : 'multiplexed'
  if (facts.contentType?.includes('multiplexed-stream')) return 'multiplexed'
  const version = await internalsOf(client).transport.version()
  const isTold = facts.isTold && facts.contentType?.includes('raw-stream') && compareVersions(version, toldSince) >= 0
  if (isTold) return 'raw'
  return (await hasTerminal(client, terminal, facts)) ? 'raw' : 'multiplexed'
}

/** Where each kind of object states its terminal setting. */
const questions: Readonly<
  Record<Exclude<TerminalSource, 'exec'>, { operation: OperationDescriptor; setting: readonly string[] }>
> = {
  container: {
    operation: {
      operationId: 'ContainerInspect',
      method: 'GET',
      path: '/containers/{id}/json',
      pathParameters: { id: 'name' },
    },
    setting: ['Config', 'Tty'],
  },
  service: {
    operation: { operationId: 'ServiceInspect', method: 'GET', path: '/services/{id}' },
    setting: ['Spec', 'TaskTemplate', 'ContainerSpec', 'TTY'],
  },
  task: {
    operation: { operationId: 'TaskInspect', method: 'GET', path: '/tasks/{id}' },
    setting: ['Spec', 'ContainerSpec', 'TTY'],
  },
}

async function hasTerminal(client: DockerClient, terminal: TerminalSource, facts: StreamFacts): Promise<boolean> {
  // The engine frames the output of an exec by what its start says, and not by how it was made.
  if (terminal === 'exec') return member(facts.input, ['body', 'Tty']) === true
  const { operation, setting } = questions[terminal]
  const { transport, headers } = internalsOf(client)
  const { signal, timeout, headers: own } = facts.options ?? {}
  const options: RequestOptions = { signal, timeout, headers: own }
  const request = prepareRequest(operation, { id: member(facts.input, ['id']) }, options, { headers })
  const { response, context } = await transport.send(request, options)
  return member(parseJson(await readText(response, context, signal), context), setting) === true
}
