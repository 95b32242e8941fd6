import { afterAll, beforeAll, describe } from 'vitest'
import { noOpenssl } from '../endpoint/certificates.js'
import { carriesEverything } from './endpoints/carries.js'
import { letsTheProcessEnd } from './endpoints/exits.js'
import { saysWhatIsWrong } from './endpoints/failures.js'
import type { Engines } from './endpoints/routes.js'
import { keepsSecrets } from './endpoints/secrets.js'
import { findsTheEngine } from './endpoints/settings.js'
import { goesThroughTunnels } from './endpoints/tunnels.js'
import { noFarSide } from './ssh.js'
import { startTlsEngine, type TlsEngine } from './tls.js'
import { describeWithEngine } from './with-engine.js'

if (noFarSide) console.log(`tests over ssh skipped: ${noFarSide}`)
if (noOpenssl) console.log(`all ways to an engine skipped: ${noOpenssl}`)

describeWithEngine('the ways to an engine:', (plain) => {
  describe.skipIf(noOpenssl)('each', () => {
    let tls: TlsEngine | undefined
    beforeAll(async () => {
      tls = await startTlsEngine()
    })
    afterAll(() => tls?.stop())
    const engines: Engines = {
      plain,
      tls: () => {
        if (tls === undefined) throw new Error('the engine with TLS did not start')
        return tls
      },
    }

    carriesEverything(engines)
    findsTheEngine(engines)
    saysWhatIsWrong(engines)
    goesThroughTunnels(engines)
    letsTheProcessEnd(engines)
    keepsSecrets(engines)
  })
})
