/**
 * What generated clients are built on: connections, requests, streams and errors. It knows no API version and no
 * operation; each operation gives it a descriptor.
 */
export type { Duplex } from 'node:stream'
export * from './auth/index.js'
export * from './call.js'
export { DockerClient, type DockerOptions } from './client.js'
export {
  commandDialler,
  type Dialler,
  type DockerContext,
  type Endpoint,
  inspectContext,
  listContexts,
  type TlsOptions,
} from './endpoint/index.js'
export * from './errors.js'
export type { Filters, FilterValues } from './filters.js'
export { type RequestEvent, type RequestObserver, requestChannelName } from './observer.js'
export type {
  BodyDescriptor,
  NamedParameter,
  OperationDescriptor,
  OperationInput,
  PathEncoding,
  RequestOptions,
  TerminalSource,
  ValueEncoding,
} from './operation.js'
export type { PingInfo, PingSwarm } from './ping.js'
export * from './streams/index.js'
export { type EngineTime, parseEngineTime } from './time.js'
