import type { Endpoint, EndpointTls } from './endpoint.js'

/** What is told of a failure that has to do with TLS. */
interface Explanation {
  readonly what: string
  readonly mend: string
}

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'INVALID_CA',
])

/**
 * Explains a failure of TLS, or of HTTP that met TLS.
 *
 * @param code the error's code
 * @param text the error's message
 * @returns undefined where the failure has nothing to do with TLS.
 */
export function tlsAdvice(code: string | undefined, text: string, endpoint: Endpoint): Explanation | undefined {
  const { tls } = endpoint
  if (!tls) return plainAdvice(code, text)
  const found = handshakeAdvice(code, text, tls)
  if (!found || tls.faults.length === 0) return found
  return { what: found.what, mend: `${tls.faults.join('; ')}. ${found.mend}` }
}

function handshakeAdvice(code: string | undefined, text: string, tls: EndpointTls): Explanation | undefined {
  if (code === 'CERT_HAS_EXPIRED') {
    return {
      what: `the engine's certificate, or one that signed it, has expired (${code})`,
      mend: `renew the certificate of the engine (dockerd --tlscert), and look at ${trusted(tls)}`,
    }
  }
  if (code === 'CERT_NOT_YET_VALID') {
    return { what: `the engine's certificate is not valid yet (${code})`, mend: 'check the clocks of both machines' }
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      what: `the engine's certificate is not for "${tls.serverName}": ${text} (${code})`,
      mend: 'use a host that the certificate names, give that name as option tls.serverName, or issue a certificate for this host',
    }
  }
  if (code !== undefined && untrusted.has(code)) {
    return {
      what: `the engine's certificate is from an authority that is not trusted (${code})`,
      mend: `trusted is ${trusted(tls)}: give the authority that signed the engine's certificate, as ca.pem in DOCKER_CERT_PATH or the context, or as option tls.ca`,
    }
  }
  if (isAlert(code, text)) return refused(code, text, tls)
  if (/wrong.version.number|packet.length.too.long|http.request|unexpected.message/i.test(`${code} ${text}`)) {
    return {
      what: `what answers does not speak TLS (${code ?? text})`,
      mend: 'check the port (2376 is usual for TLS, 2375 without), or turn TLS off: DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, option tls, https://',
    }
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return {
      what: `the connection was cut (${code})`,
      mend: `does the engine speak TLS on this port, and does it accept ${shownCertificate(tls)}? Its log tells`,
    }
  }
  return undefined
}

function isAlert(code: string | undefined, text: string): boolean {
  return (
    /alert/i.test(`${code} ${text}`) &&
    /certificate|unknown.ca|access.denied|decrypt|handshake/i.test(`${code} ${text}`)
  )
}

function refused(code: string | undefined, text: string, tls: EndpointTls): Explanation {
  const reason = /alert[ _]([a-z _]+)/i
    .exec(code ?? text)?.[1]
    ?.trim()
    .toLowerCase()
    .replaceAll('_', ' ')
  return {
    what: `the engine refused ${shownCertificate(tls)}${reason ? ` ("${reason}")` : ''}`,
    mend:
      tls.cert === undefined
        ? 'it wants a client certificate: give cert.pem and key.pem in DOCKER_CERT_PATH or the context, or options tls.cert and tls.key'
        : `${tls.cert} must be signed by the authority that the engine trusts (dockerd --tlscacert), be valid, and be for client use`,
  }
}

/** Whether a text is that of a server that speaks TLS and was spoken to in the clear: Go's, or nginx's. */
export function wantsTls(text: string): boolean {
  return /client sent an http request to an https server|plain http request was sent to https/i.test(text)
}

function plainAdvice(code: string | undefined, text: string): Explanation | undefined {
  const answer = wantsTls(text)
  if (!answer && !code?.startsWith('HPE_')) return undefined
  return {
    what: answer ? 'the engine speaks TLS on this port' : `the answer is not HTTP (${code})`,
    mend: `${answer ? '' : 'the port may speak TLS, or not be an engine: '}turn TLS on with DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, a context, option tls, or https://`,
  }
}

function trusted(tls: EndpointTls): string {
  return tls.ca ?? "the system's list of authorities"
}

function shownCertificate(tls: EndpointTls): string {
  return tls.cert === undefined ? 'a client without a certificate' : `the client certificate ${tls.cert}`
}
