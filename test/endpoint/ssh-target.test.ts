import { describe, expect, test } from 'vitest'
import { parseSshTarget, remoteCommand, targetArgs } from '../../runtime/endpoint/ssh-target.js'
import { InvalidInputError } from '../../runtime/errors.js'

describe('a target', () => {
  test.each([
    ['host', { args: ['--', 'host'], command: 'docker system dial-stdio' }],
    ['host/', { args: ['--', 'host'], command: 'docker system dial-stdio' }],
    ['me@host:22', { args: ['-l', 'me', '-p', '22', '--', 'host'], command: 'docker system dial-stdio' }],
    ['me@[::1]:22', { args: ['-l', 'me', '-p', '22', '--', '::1'], command: 'docker system dial-stdio' }],
    ['[::1]', { args: ['--', '::1'], command: 'docker system dial-stdio' }],
    ['a%40b@host', { args: ['-l', 'a@b', '--', 'host'], command: 'docker system dial-stdio' }],
    ['h/run/d.sock', { args: ['--', 'h'], command: 'docker --host unix:///run/d.sock system dial-stdio' }],
    ["h/a'b;c", { args: ['--', 'h'], command: "docker --host 'unix:///a'\\''b;c' system dial-stdio" }],
    ['h/a%20$(x)', { args: ['--', 'h'], command: "docker --host 'unix:///a $(x)' system dial-stdio" }],
  ])('%s', (given, { args, command }) => {
    const target = parseSshTarget(given)
    expect(targetArgs(target)).toEqual(args)
    expect(remoteCommand(target)).toBe(command)
  })
})

test.each([
  '',
  ':22',
  'me@',
  '-oProxyCommand=x',
  'me@-oProxyCommand=x',
  '-l@host',
  'h;x',
  'h$(x)',
  "a'b@h",
  'a`x`@h',
  '%2doProxyCommand@h',
  'a%0ab@h',
  'a%20b@h',
  '%zz@h',
  'h/a%00b',
  'h/a%0ab',
  'h:0',
])('refuses %s', (given) => {
  expect(() => parseSshTarget(given)).toThrow(InvalidInputError)
})

test.each(['me:hunter2@h', 'me%3Ahunter2@h', 'me%3ahunter2@h/x'])('refuses %s and does not repeat it', (given) => {
  expect(() => parseSshTarget(given)).toThrow(/^unable to parse docker host: a password isn't supported: use a key$/)
})
