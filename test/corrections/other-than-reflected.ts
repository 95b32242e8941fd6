/**
 * Where the model says something else than the Go types of moby v23.0.6 alone would have it, by the paths of the facts:
 * the engine fills what its types would allow to be null.
 * That is known from answers, and from copies of moby's source whose release is not recorded: not from v23.0.6 itself. The models would be right with the null, too, but
 * would make every caller ask for it.
 */
export const neverNull: Readonly<Record<string, string>> = {
  'ContainerInspect→200.HostConfig': 'never null in any state of a container on engine 20.10.24',
  'ContainerInspect→200.Config': 'never null in any state of a container on engine 20.10.24',
  'ContainerInspect→200.NetworkSettings': 'never null in any state of a container on engine 20.10.24',
  'ContainerInspect→200.Mounts': 'never null on engine 20.10.24; moby container/container_unix.go makes the list',
  'NetworkSettings.Ports': 'never null on engine 20.10.24; moby daemon/inspect.go makes the map for each answer',
  'NetworkSettings.Networks': 'never null in any state of a container on engine 20.10.24',
  'ContainerTop→200.Processes[]': 'a line of ps has fields; never null on engine 20.10.24',
}

/** Fields that the facts call unknown to Go, and that the model keeps. */
export const kept: Readonly<Record<string, string>> = {
  'BuildCache.Parents': 'an engine that mends the slip in its Go tag sends it',
}

/** Definitions' fields that no answer holds. */
export const requestsOnly: Readonly<Record<string, string>> = {
  'NetworkingConfig.EndpointsConfig': 'a part of the body of ContainerCreate alone',
}
