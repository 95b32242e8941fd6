import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Certificates, makeCertificates, noOpenssl } from '../endpoint/certificates.js'
import { type Engine, startEngine } from './engine.js'

/** An engine whose TCP listener wants a client certificate. */
export interface TlsEngine {
  readonly engine: Engine
  /** As `tcp://127.0.0.1:port`. */
  readonly host: string
  /** `client` is what the engine lets in. */
  readonly certificates: Certificates
  stop(): Promise<void>
}

/**
 * Starts an engine with mutual TLS, with certificates made for it.
 *
 * @throws Error where there is no openssl or the engine does not start.
 */
export async function startTlsEngine(): Promise<TlsEngine> {
  if (noOpenssl !== undefined) throw new Error(noOpenssl)
  const root = await mkdtemp(join(tmpdir(), 'dec-tls-'))
  const removed = (): Promise<void> => rm(root, { recursive: true, force: true })
  try {
    const certificates = await makeCertificates(root)
    const file = (name: string): string => join(certificates.folder('server'), name)
    const engine = await startEngine({ tls: { ca: file('ca.pem'), cert: file('cert.pem'), key: file('key.pem') } })
    if ('unavailable' in engine) throw new Error(engine.unavailable)
    return {
      engine,
      host: `tcp://${engine.tcp}`,
      certificates,
      stop: () => engine.stop().finally(removed),
    }
  } catch (error) {
    await removed()
    throw error
  }
}
