import { describe, expect, onTestFinished, test } from 'vitest'
import type { Docker } from '../../../generated/v1.42/index.js'
import { BadRequestError, DockerStreamError } from '../../../runtime/index.js'
import { allOf, containerForTest, gone, rejection } from '../client.js'
import { tar } from '../tar.js'

/** The classic builder, from a tar as context. */
export function buildOperations(docker: Docker): void {
  describe('build', () => {
    const context = (...lines: string[]): Buffer =>
      tar([
        { type: 'file', path: 'Dockerfile', content: ['FROM busybox:latest', ...lines, ''].join('\n') },
        { type: 'file', path: 'file', content: 'from the context\n' },
      ])

    test('makes an image of a context, with its arguments, labels and names', async () => {
      const progress = await docker.imageBuild({
        t: ['build/done:1', 'build/done:2'],
        buildargs: { GREETING: 'hello & good day' },
        labels: { 'org.example.kind': 'test' },
        networkmode: 'none',
        body: context('ARG GREETING', 'ENV GREETING=$GREETING', 'COPY file /file', 'RUN echo built >>/file'),
      })
      onTestFinished(() => gone(docker.imageDelete({ name: 'build/done:1', force: true })))
      onTestFinished(() => gone(docker.imageDelete({ name: 'build/done:2', force: true })))
      const messages = await allOf(progress)
      const { Id, Config } = await docker.imageInspect({ name: 'build/done:2' })
      expect(messages.map(({ aux }) => aux)).toContainEqual({ ID: Id })
      expect(messages.map(({ stream }) => stream).join('')).toContain('Successfully tagged build/done:1')
      expect(Config?.Labels).toEqual({ 'org.example.kind': 'test' })
      expect(Config?.Env).toContain('GREETING=hello & good day')

      const id = await containerForTest(docker, { Image: 'build/done:1', Cmd: ['cat', '/file'] })
      await docker.containerStart({ id })
      const logs = await docker.containerLogs({ id, follow: true, stdout: true })
      expect(await logs.text()).toBe('from the context\nbuilt\n')
      await docker.containerDelete({ id, force: true })
    })

    test('a step that fails is thrown, after its output', async () => {
      const seen: string[] = []
      const progress = await docker.imageBuild({
        forcerm: true,
        networkmode: 'none',
        body: context('RUN echo so far; exit 9'),
      })
      const error = await rejection(
        (async () => {
          for await (const { stream } of progress) seen.push(stream ?? '')
        })(),
      )
      expect(error).toBeInstanceOf(DockerStreamError)
      expect(error).toMatchObject({
        operationId: 'ImageBuild',
        code: 9,
        message: "The command '/bin/sh -c echo so far; exit 9' returned a non-zero code: 9",
      })
      expect(seen).toContain('so far\n')
    })

    test('a Dockerfile that can not be read is thrown', async () => {
      const error = await rejection(
        docker.imageBuild({ body: context('NONSENSE') }).then((progress) => progress.wait()),
      )
      expect(error).toBeInstanceOf(BadRequestError)
      expect(error).toMatchObject({ message: expect.stringContaining('unknown instruction: NONSENSE') })
    })

    test('its cache is pruned', async () => {
      expect(await docker.buildPrune({ all: true })).toMatchObject({ SpaceReclaimed: expect.any(Number) })
    })
  })
}
