# The configuration of the image, of the layers whose digests and texts are the positional arguments.
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
      # Otherwise the C library has several pools, and each retains its freed memory.
      "MALLOC_ARENA_MAX=1",
      # The loopback of a container cannot be reached.
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
