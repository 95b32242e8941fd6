/**
 * Where the model says something else than the Go types of moby v23.0.6 alone would have it, by the paths of the facts:
 * the engine's code fills what its types would allow to be null. The models would be right with the null, too, but
 * would make every caller ask for it.
 */
export const neverNull: Readonly<Record<string, string>> = {
  'ContainerInspect→200.HostConfig': 'daemon/inspect.go getInspectData takes the address of a copy',
  'ContainerInspect→200.Config': 'a container without a configuration is not loaded: daemon/container.go',
  'ContainerInspect→200.NetworkSettings': 'daemon/inspect.go ContainerInspectCurrent makes it',
  'ContainerInspect→200.Mounts': 'container/container_unix.go GetMountPoints makes the list',
  'NetworkSettings.Ports': 'daemon/inspect.go ContainerInspectCurrent makes the map',
  'NetworkSettings.Networks': 'daemon/inspect.go ContainerInspectCurrent makes the map',
  'ContainerTop→200.Processes[]': 'daemon/top_unix.go parsePSOutput: the fields of a line, of which there are some',
}

/** Fields that the facts call unknown to Go, and that the model keeps. */
export const kept: Readonly<Record<string, string>> = {
  'BuildCache.Parents': 'an engine that mends the slip in its Go tag sends it',
}

/** Definitions' fields that no answer holds. */
export const requestsOnly: Readonly<Record<string, string>> = {
  'NetworkingConfig.EndpointsConfig': 'a part of the body of ContainerCreate alone',
}
