import { describe, expectTypeOf, test } from 'vitest'
import type {
  ContainerCreateInput,
  ContainerCreateRequest,
  ContainerInspectResponse,
  ContainerListFilters,
  ContainerListInput,
  ContainerSummary,
  ContainerUpdateInput,
  EventMessage,
  HostConfig,
  HostConfigOutput,
  NodeSpec,
  NodeSpecOutput,
  Service,
  ServiceSpec,
  ServiceSpecOutput,
  ServiceUpdateInput,
  SwarmSpec,
  SwarmSpecOutput,
} from '../../generated/v1.42/index.js'

// What is written here is checked by `tsc`; at run time nothing of it can fail.

const hostPort = (inspect: ContainerInspectResponse) => inspect.NetworkSettings.Ports['80/tcp']?.[0]?.HostPort
const status = (inspect: ContainerInspectResponse) => inspect.State.Status
const limit = (inspect: ContainerInspectResponse) => inspect.HostConfig.Memory
const names = (summary: ContainerSummary) => summary.Names?.[0]

describe('answers can be read without assertions', () => {
  test('deep into a container', () => {
    expectTypeOf(hostPort).returns.toEqualTypeOf<string | undefined>()
    expectTypeOf(status).returns.toExtend<string>()
    expectTypeOf<'running'>().toExtend<ReturnType<typeof status>>()
    expectTypeOf(limit).returns.toEqualTypeOf<number>()
    expectTypeOf(names).returns.toEqualTypeOf<string | undefined>()
  })

  test('what is null says so', () => {
    expectTypeOf<null>().toExtend<HostConfigOutput['Binds']>()
    expectTypeOf<undefined>().not.toExtend<HostConfigOutput['Binds']>()
  })

  test('enums pass what they do not list', () => {
    expectTypeOf<'a-new-state'>().toExtend<ContainerInspectResponse['State']['Status']>()
    expectTypeOf<'exec_start: sh'>().toExtend<EventMessage['Action']>()
  })
})

describe('what was read can be sent back', () => {
  test('the specifications of a swarm and its objects', () => {
    expectTypeOf<ServiceSpecOutput>().toExtend<ServiceSpec>()
    expectTypeOf<Service['Spec']>().toExtend<ServiceUpdateInput['body']>()
    expectTypeOf<Service['Version']['Index']>().toExtend<ServiceUpdateInput['version']>()
    expectTypeOf<SwarmSpecOutput>().toExtend<SwarmSpec>()
    expectTypeOf<NodeSpecOutput>().toExtend<NodeSpec>()
  })

  test('the settings of a container, nulls included', () => {
    expectTypeOf<HostConfigOutput>().toExtend<HostConfig>()
    expectTypeOf<HostConfigOutput>().toExtend<ContainerUpdateInput['body']>()
    expectTypeOf<ContainerInspectResponse['Config']>().toExtend<ContainerCreateRequest>()
  })
})

describe('requests', () => {
  test('are typed to the ports of a container', () => {
    const input = {
      name: 'web',
      body: {
        Image: 'nginx',
        Cmd: 'nginx',
        ExposedPorts: { '80/tcp': {} },
        HostConfig: {
          Binds: ['data:/data'],
          PortBindings: { '80/tcp': [{ HostPort: '8080' }] },
          LogConfig: { Type: 'a-plugin', Config: {} },
          CapAdd: ['NET_ADMIN'],
        },
      },
    }
    expectTypeOf(input).toExtend<ContainerCreateInput>()
    expectTypeOf<{ body: { HostConfig: { Memory: string } } }>().not.toExtend<ContainerCreateInput>()
  })

  test('have filters whose values are known where they are closed', () => {
    expectTypeOf<{ status: ('running' | 'exited')[]; label: string[] }>().toExtend<ContainerListFilters>()
    expectTypeOf<{ status: { running: true } }>().toExtend<ContainerListFilters>()
    expectTypeOf<{ status: 'runing'[] }>().not.toExtend<ContainerListFilters>()
    expectTypeOf<{ 'is-task': 'perhaps'[] }>().not.toExtend<ContainerListFilters>()
    expectTypeOf<{ filters: { 'a-new-one': string[] } }>().toExtend<ContainerListInput>()
  })
})
