/** The key of Docker Hub's credentials in config.json, in credential helpers and in `X-Registry-Config`. */
export const dockerHubKey = 'https://index.docker.io/v1/'

const dockerHubHosts: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io'])

/**
 * The host, with its port, of a registry's address in any of the forms that config.json has known:
 * `registry.example.com:5000`, `https://registry.example.com/v1/`, `http://…`. A user name and password in the address
 * are left out.
 */
export function registryHost(address: string): string {
  const scheme = address.indexOf('://')
  const rest = scheme === -1 ? address : address.slice(scheme + 3)
  const end = rest.search(/[/?#]/)
  const authority = end === -1 ? rest : rest.slice(0, end)
  return authority.slice(authority.lastIndexOf('@') + 1)
}

/**
 * The key under which the docker CLI keeps the credentials of a registry, and asks a credential helper for them:
 * `https://index.docker.io/v1/` for Docker Hub, the host and port of every other one.
 *
 * @param registry a host as in `domain` of an image reference, or a registry's URL.
 */
export function credentialKey(registry: string): string {
  const host = registryHost(registry)
  return dockerHubHosts.has(host) ? dockerHubKey : host
}
