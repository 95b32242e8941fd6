import { describe, expect, it } from 'vitest'
import {
  boundedTypeName,
  distinctNames,
  fileName,
  functionName,
  inputName,
  singular,
  typeName,
} from '../../generator/model/naming.js'
import { boundedOrigin } from '../../generator/model/texts.js'
import * as runtime from '../../runtime/index.js'

type Rows = readonly (readonly [given: string, want: string])[]

const types: Rows = [
  ['ContainerState', 'ContainerState'],
  ['my-thing', 'MyThing'],
  ['IPAM', 'IPAM'],
  ['1st', '_1st'],
  ['1Operations', '_1OperationsModel'],
  ['a.b c_d', 'ABCD'],
  ['Error', 'ErrorModel'],
  ['docker', 'DockerModel'],
  ['constructor', 'Constructor'],
  ['__proto__', 'Proto'],
  ['größe', 'GrE'],
  ['日本', 'Unnamed'],
  ['', 'Unnamed'],
]

const functions: Rows = [
  ['ContainerList', 'containerList'],
  ['GetPluginPrivileges', 'getPluginPrivileges'],
  ['IDList', 'idList'],
  ['ID', 'id'],
  ['Session', 'session'],
  ['system ping', 'systemPing'],
  ['delete', 'deleteOperation'],
  ['Close', 'closeOperation'],
  ['constructor', 'constructorOperation'],
  ['ToLocaleString', 'toLocaleStringOperation'],
  ['propertyIsEnumerable', 'propertyIsEnumerableOperation'],
  ['CallJson', 'callJsonOperation'],
  ['input', 'inputOperation'],
]

const inputs: Rows = [
  ['id', 'id'],
  ['fromImage', 'fromImage'],
  ['one-shot', 'oneShot'],
  ['Content-type', 'contentType'],
  ['X-Registry-Auth', 'registryAuth'],
  ['class', 'class'],
  ['__proto__', 'proto'],
  ['1-a', '_1A'],
]

const files: Rows = [
  ['Container', 'container'],
  ['My Things', 'my-things'],
  ['MyThings', 'my-things'],
  ['../../etc/passwd', 'etc-passwd'],
  ['Aux', 'aux-tag'],
  ['models', 'models-tag'],
  ['Corrections', 'corrections-tag'],
  ['日本', 'untagged'],
]

const singulars: Rows = [
  ['Mounts', 'Mount'],
  ['Processes', 'Process'],
  ['Addresses', 'Address'],
  ['Capabilities', 'Capability'],
  ['Statuses', 'Status'],
  ['Aliases', 'Alias'],
  ['Caches', 'Cache'],
  ['Boxes', 'Box'],
  ['Status', 'StatusItem'],
  ['DNS', 'DNSItem'],
  ['Data', 'DataItem'],
]

describe('names', () => {
  it.each(types)('the type %j is %s', (given, want) => expect(typeName(given)).toBe(want))
  it.each(functions)('the operation %j is %s', (given, want) => expect(functionName(given)).toBe(want))
  it.each(inputs)('the parameter %j is %s', (given, want) => expect(inputName(given)).toBe(want))
  it.each(files)('the tag %j is in %s', (given, want) => expect(fileName(given)).toBe(want))
  it.each(singulars)('one of %s is %s', (given, want) => expect(singular(given)).toBe(want))

  it('no operation is called like a function of the runtime that operations are made with', () => {
    const calls = Object.keys(runtime).filter((name) => name.startsWith('call'))
    expect(calls.length).toBeGreaterThan(8)
    expect(calls.filter((name) => functionName(name) === name)).toEqual([])
  })

  it('bounds what is made of many names, and tells it from others', () => {
    expect(boundedTypeName('A'.repeat(120))).toBe('A'.repeat(120))
    const names = ['B', 'C'].map((end) => boundedTypeName('A'.repeat(500) + end))
    expect(names.map((name) => name.length)).toEqual([120, 120])
    expect(new Set(names).size).toBe(2)
    expect(boundedOrigin('/a'.repeat(250))).toBe('/a'.repeat(250))
    const files = ['C', 'D'].map((end) => fileName('aB'.repeat(100) + end))
    expect(files[0]).toMatch(/^a-b[ab-]{84}-[0-9a-f]{12}$/)
    expect(new Set(files).size).toBe(2)
    const origins = ['b', 'c'].map((end) => boundedOrigin('/a'.repeat(250) + end))
    expect(origins[0]).toMatch(/^(?:\/a){124,125}\/…[0-9a-f]{16}$/)
    expect(new Set(origins).size).toBe(2)
  })

  it('numbers thousands of keys that want one name in time', () => {
    const keys = Array.from({ length: 50_000 }, (_, index) => `k${index}`)
    expect(distinctNames(keys, () => 'a', new Set()).size).toBe(50_000)
  })

  it('gives every key a name of its own, by the alphabet of the keys', () => {
    const used = new Set(['a'])
    const names = distinctNames(['z', 'y', 'x'], (key) => (key === 'z' ? 'b' : 'a'), used)
    expect([...names].sort()).toEqual([
      ['x', 'a2'],
      ['y', 'a3'],
      ['z', 'b'],
    ])
    expect([...used].sort()).toEqual(['a', 'a2', 'a3', 'b'])
  })
})
