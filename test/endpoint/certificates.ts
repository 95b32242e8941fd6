import { execFile, spawnSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Why no certificates can be made here; undefined where they can. */
export const noOpenssl: string | undefined =
  spawnSync('openssl', ['version']).status === 0 ? undefined : 'the openssl command is not there'

/** Certificates for every case, as folders with `ca.pem`, `cert.pem` and `key.pem`. */
export interface Certificates {
  readonly folder: (name: CertificateName) => string
  readonly read: (name: CertificateName, file: string) => string
}

/** `server` is for localhost and 127.0.0.1; `self` is signed by itself; `stranger` comes from another authority. */
export type CertificateName = (typeof names)[number]

/** What the encrypted key of `client` is encrypted with. */
export const passphrase = 'a-passphrase-of-the-test'

const names = ['server', 'other', 'expired', 'client', 'expiredClient', 'stranger', 'self'] as const
const files = ['ca.pem', 'cert.pem', 'key.pem', 'encrypted.pem'] as const

const run = promisify(execFile)
const past = ['-startdate', '20200101000000Z', '-enddate', '20200102000000Z']
const lasting = ['-days', '2']

/** Makes all certificates below a folder. */
export async function makeCertificates(root: string): Promise<Certificates> {
  await authority(root, 'ca')
  await authority(root, 'otherca')
  await issue(root, 'server', 'ca', 'DNS:localhost,IP:127.0.0.1,IP:::1', lasting)
  await issue(root, 'other', 'ca', 'DNS:other.example', lasting)
  await issue(root, 'expired', 'ca', 'DNS:localhost,IP:127.0.0.1', past)
  await issue(root, 'client', 'ca', 'DNS:client', lasting)
  await issue(root, 'expiredClient', 'ca', 'DNS:client', past)
  await issue(root, 'stranger', 'otherca', 'DNS:localhost,IP:127.0.0.1', lasting)
  await selfSigned(root)
  const contents = new Map<string, string>()
  for (const name of names) {
    for (const file of files) contents.set(`${name}/${file}`, await readFile(join(root, name, file), 'latin1'))
  }
  return {
    folder: (name) => join(root, name),
    read: (name, file) => {
      const text = contents.get(`${name}/${file}`)
      if (text === undefined) throw new Error(`no ${name}/${file}`)
      return text
    },
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

async function authority(root: string, name: string): Promise<void> {
  const folder = join(root, name)
  await mkdir(folder)
  const base = ['-x509', ...newKey, '-subj', `/CN=${name}`, '-days', '2']
  await run('openssl', ['req', ...base, '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')])
  await writeFile(join(folder, 'index'), '')
  await writeFile(
    join(folder, 'config'),
    `[ca]\ndefault_ca=d\n[d]\ndatabase=${folder}/index\nnew_certs_dir=${folder}\nrand_serial=yes\n` +
      `default_md=sha256\npolicy=p\nunique_subject=no\ncopy_extensions=copy\n[p]\ncommonName=supplied\n`,
  )
}

async function issue(root: string, name: CertificateName, ca: string, san: string, dates: string[]): Promise<void> {
  const folder = join(root, name)
  await mkdir(folder)
  const file = (each: string) => join(folder, each)
  const signer = join(root, ca)
  const request = ['-new', ...newKey, '-subj', `/CN=${name}`, '-addext', `subjectAltName=${san}`]
  await run('openssl', ['req', ...request, '-keyout', file('key.pem'), '-out', file('request.pem')])
  const signing = ['-batch', '-notext', '-config', join(signer, 'config'), ...dates]
  const parties = ['-cert', join(signer, 'cert.pem'), '-keyfile', join(signer, 'key.pem')]
  await run('openssl', ['ca', ...signing, ...parties, '-in', file('request.pem'), '-out', file('cert.pem')])
  await writeFile(file('ca.pem'), await readFile(join(signer, 'cert.pem')))
  await encrypt(folder)
}

async function selfSigned(root: string): Promise<void> {
  const folder = join(root, 'self')
  await mkdir(folder)
  const base = ['-x509', ...newKey, '-subj', '/CN=self', '-addext', 'subjectAltName=DNS:localhost', '-days', '2']
  await run('openssl', ['req', ...base, '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')])
  await writeFile(join(folder, 'ca.pem'), await readFile(join(folder, 'cert.pem')))
  await encrypt(folder)
}

async function encrypt(folder: string): Promise<void> {
  const paths = ['-in', join(folder, 'key.pem'), '-out', join(folder, 'encrypted.pem')]
  await run('openssl', ['pkcs8', '-topk8', ...paths, '-passout', `pass:${passphrase}`])
}
