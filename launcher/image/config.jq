# The image's configuration. The positional arguments are the digests and the texts of its layers.
# https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md
($ARGS.positional | .[: length / 2]) as $digests | ($ARGS.positional | .[length / 2 :]) as $texts |
{
  created: $created,
  architecture: $architecture,
  os: "linux",
  config: {
    User: $user,
    ExposedPorts: { "5000/tcp": {} },
    Env: [
      "PATH=\($home)/bin",
      "LANG=C.UTF-8",
      # Otherwise the C library has several pools, and each pool retains its freed memory.
      "MALLOC_ARENA_MAX=1",
      # No other machine can reach the loopback address of a container.
      "RESTAUTH_HOST=0.0.0.0",
      "RESTAUTH_DATA=\($data)"
    ],
    Entrypoint: ["\($home)/bin/restauth"],
    Cmd: ["serve"],
    Volumes: { ($data): {} },
    WorkingDir: $data,
    StopSignal: "SIGTERM",
    Labels: {
      "org.opencontainers.image.title": "REST-auth",
      "org.opencontainers.image.description": "Accounts and tokens for REST APIs",
      "org.opencontainers.image.url": "https://restauth.dev",
      "org.opencontainers.image.licenses": "MIT",
      "org.opencontainers.image.version": $version,
      "org.opencontainers.image.revision": $commit,
      "org.opencontainers.image.created": $created
    }
  },
  rootfs: { type: "layers", diff_ids: $digests },
  history: [$texts[] | { created: $created, created_by: "launcher/package-image", comment: . }]
}
