import { describe, expect, test } from 'vitest'
import { DialError } from '../../runtime/endpoint/dial-error.js'
import type { Endpoint } from '../../runtime/endpoint/endpoint.js'
import { answerError, connectionError } from '../../runtime/endpoint/explain.js'
import { resolveEndpoint } from '../../runtime/endpoint/resolve.js'
import { sshFailed } from '../../runtime/endpoint/ssh.js'
import { apiError, DockerConnectionError, DockerTimeoutError } from '../../runtime/errors.js'
import { closedPort, rejection, surroundings } from './surroundings.js'

const dialler: Endpoint['dialler'] = { dial: () => Promise.reject(new Error('unused')) }
const base = { source: 'DOCKER_HOST', host: 'docker', basePath: '', dialler }
const unix: Endpoint = { ...base, address: 'unix:///run/d.sock' }
const pipe: Endpoint = { ...base, address: 'npipe:////./pipe/docker_engine' }
const tcp: Endpoint = { ...base, address: 'tcp://h:2375' }
const facts = { verify: true, serverName: 'h', faults: [] }
const tls: Endpoint = { ...base, address: 'tcp://h:2376', tls: facts }
const mutual: Endpoint = { ...tls, tls: { ...facts, ca: '/c/ca.pem', cert: '/c/cert.pem' } }
const expired: Endpoint = {
  ...tls,
  tls: { ...facts, cert: '/c/cert.pem', faults: ['/c/cert.pem expired on Monday: renew it'] },
}

function coded(code: string, message = `failed with ${code}`): Error {
  return Object.assign(new Error(message), { code })
}

const table: [string, { given: unknown; at: Endpoint; want: RegExp }][] = [
  [
    'a missing socket',
    {
      given: coded('ENOENT'),
      at: unix,
      want: /does not exist \(ENOENT\)\. Is the engine installed and running\? Set DOCKER_HOST/,
    },
  ],
  [
    'a missing socket after a search',
    {
      given: coded('ENOENT'),
      at: { ...unix, missing: ['/run/d.sock', '/home/x/a.sock'] },
      want: /Nothing is at \/home\/x\/a\.sock either/,
    },
  ],
  ['a forbidden socket', { given: coded('EACCES'), at: unix, want: /group docker/ }],
  [
    'a dead socket',
    { given: coded('ECONNREFUSED'), at: unix, want: /nothing listens on the socket .*systemctl start docker/ },
  ],
  ['a file in place of a socket', { given: coded('ENOTSOCK'), at: unix, want: /not a socket/ }],
  ['a full socket', { given: coded('EAGAIN'), at: unix, want: /no more connections/ }],
  [
    'a missing pipe',
    {
      given: coded('ENOENT'),
      at: pipe,
      want: /docker_engine .*named pipe does not exist .*The engine may be stopped: is Docker Desktop/,
    },
  ],
  ['a busy pipe', { given: coded('EBUSY'), at: pipe, want: /busy/ }],
  ['a forbidden pipe', { given: coded('EPERM'), at: pipe, want: /docker-users/ }],
  ['a closed port', { given: coded('ECONNREFUSED'), at: tcp, want: /nothing listens on the port .*Check the port/ }],
  ['an unknown host', { given: coded('ENOTFOUND'), at: tcp, want: /host name is not known .*spelling/ }],
  ['no name server', { given: coded('EAI_AGAIN'), at: tcp, want: /name server/ }],
  ['no answer', { given: coded('ETIMEDOUT'), at: tcp, want: /firewall/ }],
  ['no way', { given: coded('EHOSTUNREACH'), at: tcp, want: /VPN/ }],
  ['no network', { given: coded('ENETUNREACH'), at: tcp, want: /VPN/ }],
  ['a cut', { given: coded('ECONNRESET'), at: tcp, want: /connection was cut .*expect TLS\?/ }],
  [
    'an answer in TLS',
    { given: coded('HPE_INVALID_CONSTANT'), at: tcp, want: /not HTTP \(HPE_INVALID_CONSTANT\).*DOCKER_TLS_VERIFY=1/ },
  ],
  [
    'an engine that says that it speaks TLS',
    {
      given: new Error('Client sent an HTTP request to an HTTPS server.'),
      at: tcp,
      want: /speaks TLS on this port\. Turn TLS on/,
    },
  ],
  ['no TLS', { given: coded('ERR_SSL_WRONG_VERSION_NUMBER'), at: tls, want: /does not speak TLS .*2375 without/ }],
  [
    'no TLS, as EPROTO',
    {
      given: coded('EPROTO', 'write EPROTO 0:error:1408F10B:SSL routines:ssl3_get_record:wrong version number'),
      at: tls,
      want: /does not speak TLS/,
    },
  ],
  [
    'a certificate that is signed by itself',
    { given: coded('DEPTH_ZERO_SELF_SIGNED_CERT'), at: tls, want: /not trusted .*ca\.pem in DOCKER_CERT_PATH/ },
  ],
  [
    'an unknown authority',
    { given: coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), at: mutual, want: /Trusted is \/c\/ca\.pem/ },
  ],
  ['an expired certificate', { given: coded('CERT_HAS_EXPIRED'), at: mutual, want: /has expired .*\/c\/ca\.pem/ }],
  ['a certificate of tomorrow', { given: coded('CERT_NOT_YET_VALID'), at: tls, want: /clocks/ }],
  [
    'a certificate for another host',
    {
      given: coded('ERR_TLS_CERT_ALTNAME_INVALID', 'IP: 1.2.3.4'),
      at: tls,
      want: /not for "h": IP: 1\.2\.3\.4 .*tls\.serverName/,
    },
  ],
  [
    'a demand for a certificate',
    {
      given: coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
      at: tls,
      want: /refused a client without a certificate \("certificate required"\)\. It wants a client certificate: give cert\.pem/,
    },
  ],
  [
    'a refused certificate',
    {
      given: coded('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'),
      at: mutual,
      want: /refused the client certificate \/c\/cert\.pem \("unknown ca"\).*--tlscacert/,
    },
  ],
  [
    'a refused certificate of newer OpenSSL',
    {
      given: coded('ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE'),
      at: mutual,
      want: /refused the client certificate .*"bad certificate"/,
    },
  ],
  [
    'a refused certificate that expired',
    {
      given: coded('ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED'),
      at: expired,
      want: /\/c\/cert\.pem expired on Monday: renew it/,
    },
  ],
  [
    'what a dialler knows',
    { given: new DialError('it broke', { advice: 'mend it' }), at: tcp, want: /: it broke\. Mend it\.$/ },
  ],
  ['what nobody knows', { given: coded('EWEIRD', 'odd'), at: tcp, want: /: odd \(EWEIRD\)\.$/ }],
  ['no error at all', { given: 'text', at: tcp, want: /: text\.$/ }],
]

test.each(table)('%s', (_name, { given, at, want }) => {
  const error = connectionError(given, at)
  expect(error).toBeInstanceOf(DockerConnectionError)
  expect(error.message).toMatch(want)
  expect(error.message).toContain(`${at.address} (from DOCKER_HOST)`)
  expect(error).toMatchObject({ endpoint: at.address, source: 'DOCKER_HOST', cause: given })
})

describe('the code', () => {
  test.each([
    ['of the error', { given: coded('ENOENT'), want: 'ENOENT' }],
    [
      'of the first of several',
      { given: new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]), want: 'ECONNREFUSED' },
    ],
    [
      'of a nested one',
      {
        given: new AggregateError([new Error('none'), new AggregateError([coded('EHOSTUNREACH')])]),
        want: 'EHOSTUNREACH',
      },
    ],
    ['of the cause', { given: new Error('fetch failed', { cause: coded('ECONNREFUSED') }), want: 'ECONNREFUSED' }],
    ['of nothing', { given: new AggregateError([]), want: undefined }],
  ])('%s', (_name, { given, want }) => {
    expect(connectionError(given, tcp).code).toBe(want)
  })

  test('of all the addresses of a name', async () => {
    const endpoint = await resolveEndpoint({ host: `tcp://localhost:${await closedPort()}` }, surroundings())
    expect(connectionError(await rejection(endpoint.dialler.dial()), endpoint)).toMatchObject({
      code: 'ECONNREFUSED',
      message: expect.stringContaining('nothing listens on the port'),
    })
  })
})

test('bytes that could not be parsed, which may be a request that was sent back, are not kept', () => {
  const given = Object.assign(coded('HPE_INVALID_CONSTANT'), { rawPacket: Buffer.from('x-registry-auth: secret') })
  const error = connectionError(given, tcp)
  expect(error.cause).toBe(given)
  expect(error.cause).not.toHaveProperty('rawPacket')
})

test('an answer that asks for TLS is a connection error, any other is what it is', () => {
  const context = { operationId: 'SystemPing', method: 'GET', path: '/_ping' }
  const asks = apiError(400, 'Client sent an HTTP request to an HTTPS server.', context)
  expect(answerError(asks, tcp)).toBeInstanceOf(DockerConnectionError)
  for (const status of [404, 500]) {
    const other = apiError(status, asks.message, context)
    expect(answerError(other, tcp)).toBe(other)
  }
  const bad = apiError(400, 'bad parameter', context)
  expect(answerError(bad, tcp)).toBe(bad)
})

test('an error of this kind comes back as it is', () => {
  const error = new DockerTimeoutError('late', { endpoint: 'e', source: 's' })
  expect(connectionError(error, tcp)).toBe(error)
})

describe('ssh', () => {
  const target = { user: 'me', host: 'far', port: 2222, path: '' }
  test.each([
    ['me@far: Permission denied (publickey).', { code: 'EACCES', want: /ssh-add\), and try: ssh -p 2222 me@far/ }],
    ['Host key verification failed.', { code: undefined, want: /check the key that it shows/ }],
    ['ssh: Could not resolve hostname far: Name or service not known', { code: 'ENOTFOUND', want: /host name/ }],
    ['ssh: connect to host far port 22: Connection refused', { code: 'ECONNREFUSED', want: /ssh server runs/ }],
    ['ssh: connect to host far port 22: Connection timed out', { code: 'ETIMEDOUT', want: /firewall/ }],
    ['sh: 1: docker: not found', { code: undefined, want: /installed on the far side/ }],
    ['zsh: command not found: docker', { code: undefined, want: /installed on the far side/ }],
    ['dial unix /var/run/docker.sock: connect: permission denied', { code: undefined, want: /group docker there/ }],
    [
      'Cannot connect to the Docker daemon at unix:///x. Is it running?',
      { code: undefined, want: /start the engine on the far side/ },
    ],
    ["docker: 'dial-stdio' is not a docker command.", { code: undefined, want: /18\.09/ }],
    ['', { code: undefined, want: /ssh -p 2222 me@far docker system dial-stdio/ }],
  ])('%s', (stderr, { code, want }) => {
    const error = sshFailed(target, { code: 255, signal: null, stderr: `${stderr}\r\n` })
    expect(error.code).toBe(code)
    expect(error.advice).toMatch(want)
    expect(error.message).toContain(
      stderr === '' ? 'status 255 and said nothing' : `ssh ended with status 255: ${stderr}`,
    )
  })
})
