export type { CredentialRequest, CredentialSource } from './call-credentials.js'
export {
  type AllCredentialsOptions,
  allCredentials,
  type CredentialOptions,
  findCredentials,
  type RegistryAddress,
} from './credentials.js'
export { type ImageReference, parseImageReference, registryOf } from './image-reference.js'
export { encodeRegistryAuth, type RegistryAuth, type RegistryConfig } from './registry-auth.js'
export { credentialKey } from './registry-host.js'
