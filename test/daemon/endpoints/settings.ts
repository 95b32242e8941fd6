import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { inspectContext, listContexts } from '../../../runtime/index.js'
import { temporaryFolder } from '../../endpoint/surroundings.js'
import { rejection } from '../client.js'
import { dockerCli, farSide, noFarSide } from '../ssh.js'
import { client, type Engines, openRoute, routes } from './routes.js'

/** The settings that lead to an engine: options, variables, and the contexts that the docker CLI made. */
export function findsTheEngine(engines: Engines): void {
  describe('the engine is found', () => {
    test.each(routes.filter((name) => name !== 'ssh' || noFarSide === undefined))(
      'over %s by DOCKER_HOST',
      async (name) => {
        const { options, variables } = await openRoute(name, engines)
        useVariables(variables)
        const docker = client()
        expect(await docker.endpoint()).toEqual({ address: options.host, source: 'DOCKER_HOST' })
        expect(await docker.systemPing()).toBe('OK')
      },
    )

    test('by an option before all variables', async () => {
      useVariables({ DOCKER_HOST: 'unix:///no/such.sock', DOCKER_CONTEXT: 'none' })
      const docker = client({ host: `unix://${engines.plain.socket}` })
      expect((await docker.endpoint()).source).toBe('option host')
      expect(await docker.systemPing()).toBe('OK')
    })
  })

  describe.skipIf(dockerCli === '')('a context that the docker CLI made', () => {
    test('leads to an engine with TLS: by option, DOCKER_CONTEXT and currentContext', async () => {
      const cli = await dockerConfig()
      const { host, certificates } = engines.tls()
      const pem = ['ca', 'cert', 'key'].map((name) => `${name}=${join(certificates.folder('client'), `${name}.pem`)}`)
      await cli(
        'context',
        'create',
        'remote',
        '--description',
        'with TLS',
        '--docker',
        [`host=${host}`, ...pem].join(','),
      )

      const byOption = client({ context: 'remote' })
      expect(await byOption.endpoint()).toEqual({ address: host, source: 'context "remote" (option context)' })
      expect((await byOption.systemInfo()).ID).toBe(await engineId(engines))

      useVariables({ DOCKER_CONTEXT: 'remote' })
      const byVariable = client()
      expect((await byVariable.endpoint()).source).toBe('context "remote" (DOCKER_CONTEXT)')
      expect(await byVariable.systemPing()).toBe('OK')

      useVariables({ DOCKER_CONTEXT: undefined })
      await cli('context', 'use', 'remote')
      const byConfig = client()
      expect((await byConfig.endpoint()).source).toMatch(/^context "remote" \(currentContext in .*config\.json\)$/)
      expect(await byConfig.systemPing()).toBe('OK')
    })

    test('is listed and inspected as the CLI does', async () => {
      const cli = await dockerConfig()
      const { host, certificates } = engines.tls()
      const ca = join(certificates.folder('client'), 'ca.pem')
      await cli('context', 'create', 'b-tls', '--docker', `host=${host},ca=${ca},skip-tls-verify=true`)
      await cli('context', 'create', 'a-ssh', '--description', 'Über ssh', '--docker', 'host=ssh://me@far')
      await cli('context', 'use', 'a-ssh')
      const shown = (await cli('context', 'ls', '--format', '{{.Name}} {{.Current}} {{.DockerEndpoint}}'))
        .trim()
        .split('\n')
      const contexts = await listContexts()
      const [builtIn, ...others] = contexts
      expect(builtIn).toMatchObject({ name: 'default', current: false })
      const lines = others.map(({ name, current, host: address }) => `${name} ${current} ${address}`)
      expect(lines).toEqual(shown.filter((line) => !line.startsWith('default ')))
      expect(await inspectContext('a-ssh')).toMatchObject({
        description: 'Über ssh',
        current: true,
        skipTlsVerify: false,
      })
      const tls = await inspectContext('b-tls')
      expect(tls.skipTlsVerify).toBe(true)
      const tlsPath = (await cli('context', 'inspect', 'b-tls', '--format', '{{.Storage.TLSPath}}')).trim()
      expect(tls.tlsFolder).toBe(join(tlsPath, 'docker'))
    })

    test.skipIf(noFarSide !== undefined)('leads over ssh', async () => {
      const cli = await dockerConfig()
      const { host, server } = await farSide(engines.plain.socket)
      await cli('context', 'create', 'far', '--docker', `host=${host}`)
      const docker = client({ context: 'far' })
      expect(await docker.systemPing()).toBe('OK')
      expect(server.accepted()).toBe(1)
    })

    test('that is gone is an error with those that there are', async () => {
      const cli = await dockerConfig()
      await cli('context', 'create', 'other', '--docker', 'host=tcp://h:1')
      useVariables({ DOCKER_CONTEXT: 'gone' })
      expect(await rejection(client().systemPing())).toMatchObject({
        name: 'InvalidInputError',
        message: expect.stringMatching(/"gone" does not exist .*"default", "other" \(asked for by DOCKER_CONTEXT\)/),
      })
    })
  })
}

async function engineId({ tls }: Engines): Promise<string | undefined> {
  return (await client({ host: `unix://${tls().engine.socket}` }).systemInfo()).ID
}

function useVariables(variables: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
}

/** A configuration of the docker CLI for the test, and the CLI that uses it. */
async function dockerConfig(): Promise<(...args: string[]) => Promise<string>> {
  useVariables({ DOCKER_CONFIG: await temporaryFolder(), DOCKER_HOST: undefined, DOCKER_CONTEXT: undefined })
  return async (...args) => (await promisify(execFile)(dockerCli, args, { env: process.env })).stdout
}
