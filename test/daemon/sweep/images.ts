import { tar } from '../tar.js'
import type { AnsweredClient } from './answers.js'

const dockerfile = `FROM busybox:latest
LABEL org.example.kind=sweep
ENV A=1
EXPOSE 80/tcp
VOLUME /data
USER nobody
WORKDIR /tmp
STOPSIGNAL SIGINT
SHELL ["/bin/sh", "-c"]
HEALTHCHECK --interval=1s CMD true
ONBUILD RUN echo built
ENTRYPOINT ["sleep"]
CMD ["600"]
RUN echo layer > /tmp/layer
`

/** Images that were imported, built, committed, saved and loaded, and what is left when they go. */
export async function sweepImages({ docker, valuesOf }: AnsweredClient): Promise<void> {
  const context = tar([{ type: 'file', path: 'Dockerfile', content: dockerfile }])
  const built = await docker.imageBuild({ t: ['sweep:built'], networkmode: 'none', body: context })
  await valuesOf('imageBuild', built)
  const failing = tar([{ type: 'file', path: 'Dockerfile', content: 'FROM busybox:latest\nRUN exit 3\n' }])
  await valuesOf('imageBuild', await docker.imageBuild({ networkmode: 'none', body: failing })).catch(() => undefined)
  await docker.imageCommit({ container: 'sweep-plain', repo: 'sweep', tag: 'committed', comment: 'kept', author: 'me' })
  await docker.imageTag({ name: 'sweep:built', repo: 'sweep', tag: 'again' })
  await docker.imageList({ all: true, digests: true, sharedSize: true })
  for (const name of ['busybox:latest', 'sweep:built', 'sweep:committed']) {
    await docker.imageInspect({ name })
    await docker.imageHistory({ name })
  }
  const saved = await docker.imageGetAll({ names: ['sweep:built', 'busybox:latest'] })
  await docker.imageDelete({ name: 'sweep:again' })
  await docker.imageDelete({ name: 'sweep:built', force: true })
  await valuesOf('imageLoad', await docker.imageLoad({ body: saved, quiet: false }))
  await docker.imageInspect({ name: 'sweep:built' })
  const pushed = await docker.imagePush({ name: 'localhost:1/nobody/there', tag: 'x' }).catch(() => undefined)
  if (pushed !== undefined) await valuesOf('imagePush', pushed).catch(() => undefined)
  const empty = await docker.imageCreate({ fromSrc: '-', repo: 'sweep', tag: 'empty', body: tar([]) })
  await valuesOf('imageCreate', empty)
  await docker.imageInspect({ name: 'sweep:empty' })
  await docker.imageList({ filters: { dangling: ['true'] } })
  await docker.imagePrune()
  await docker.buildPrune({ all: true })
  await docker.imagePrune({ filters: { dangling: ['false'], 'label!': ['keep'] } })
  await docker.imagePrune()
}
