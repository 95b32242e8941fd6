import type { Operation, ResultKind } from '../model/ir.js'
import { type Mentions, printType, stringLiteral } from './print.js'

/** Which function of the runtime makes a call, and what that gives. */

/** How a result is called for, and what its call gives. */
export interface ResultCall {
  /** The runtime's function. */
  readonly call: string
  /** The type that the call's promise gives. */
  readonly type: string
  /** Type argument of the call, where it takes one. */
  readonly typeArgument?: string
  /** Further arguments of the call, as source. */
  readonly extra?: string
}

/** The call for an operation's result. */
export function resultCall(result: ResultKind, mentions: Mentions): ResultCall {
  const runtime = (call: string, type: string, extra?: string): ResultCall => {
    mentions.runtime.add(type)
    return { call, type, ...(extra === undefined ? {} : { extra }) }
  }
  switch (result.kind) {
    case 'void':
      return { call: 'callVoid', type: 'void' }
    case 'text':
      return { call: 'callText', type: 'string' }
    case 'json':
      return jsonCall(printType(result.type, mentions))
    case 'path-stat':
      return runtime('callPathStat', 'PathStat')
    case 'ping':
      return runtime('callPing', 'PingInfo')
    case 'bytes':
      return runtime('callBytes', 'ByteStream')
    case 'json-stream': {
      const item = printType(result.item, mentions)
      mentions.runtime.add('JsonStream')
      const extra = result.progress ? "'progress'" : "'values'"
      return { call: 'callJsonStream', type: `JsonStream<${item}>`, typeArgument: item, extra }
    }
    case 'logs':
      return runtime('callLogs', 'LogStream', stringLiteral(result.terminal))
    case 'hijack':
      return runtime('callHijack', 'HijackedStream', stringLiteral(result.terminal))
    case 'websocket':
      return runtime('callWebSocket', 'HijackedStream')
    case 'tunnel':
      return runtime('callTunnel', 'Duplex', stringLiteral(result.protocol))
  }
}

function jsonCall(type: string): ResultCall {
  return { call: 'callJson', type, typeArgument: type }
}

/** A further form of a call: the input that selects it, and what it gives then. */
export interface Overload {
  /** Added to the input's type: what selects it, and what selects the other form. */
  readonly input: string
  readonly other: string
  /** True where the call of that form is made. */
  readonly condition: string
  readonly call: ResultCall
}

/** The form in which a stream is one value, or a hijack a plain call. */
export function overloadOf({ result }: Operation, mentions: Mentions): Overload | undefined {
  if (result.kind === 'json-stream' && result.single !== undefined) {
    const { parameter, value } = result.single
    const call = jsonCall(printType(result.item, mentions))
    return {
      input: `{ ${parameter}: ${value} }`,
      other: `{ ${parameter}?: ${!value} | undefined }`,
      condition: `input.${parameter} === ${value}`,
      call,
    }
  }
  if (result.kind === 'hijack' && result.detach !== undefined) {
    const call = { call: 'callVoid', type: 'void' }
    return {
      input: `{ body: { ${result.detach}: true } }`,
      other: `{ body?: { ${result.detach}?: false | undefined } | undefined }`,
      condition: `input.body?.${result.detach} === true`,
      call,
    }
  }
  return undefined
}
