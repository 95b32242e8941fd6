import { describe, expect, it } from 'vitest'
import { distinctNames, fileName, functionName, inputName, singular, typeName } from '../../generator/model/naming.js'
import * as runtime from '../../runtime/index.js'

type Rows = readonly (readonly [given: string, want: string])[]

const types: Rows = [
  ['ContainerState', 'ContainerState'],
  ['my-thing', 'MyThing'],
  ['IPAM', 'IPAM'],
  ['1st', '_1st'],
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
