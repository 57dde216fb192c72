package dev.restauth.operator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A name for a Unix socket that fits into a socket's address, which has room for 107 bytes on Linux and for fewer on
 * other systems. A longer path is reached through a link to its folder, in a temporary folder that nobody else can
 * enter, until this is closed.
 */
final class ShortPath implements AutoCloseable {
  private static final int BYTES_AT_MOST = 100;

  private final Path path;
  private final Optional<Path> link;

  private ShortPath(Path path, Optional<Path> link) {
    this.path = path;
    this.link = link;
  }

  static ShortPath of(Path socket) throws IOException {
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= BYTES_AT_MOST) {
      return new ShortPath(socket, Optional.empty());
    }
    Path link = Files.createTempDirectory("restauth-").resolve("data");
    ShortPath reached =
        new ShortPath(link.resolve(String.valueOf(socket.getFileName())), Optional.of(link));
    try {
      Files.createSymbolicLink(link, folder(socket));
      return reached;
    } catch (IOException | RuntimeException e) {
      reached.close();
      throw e;
    }
  }

  /** The folder that holds a file, as an absolute path. */
  static Path folder(Path file) {
    return Optional.ofNullable(file.toAbsolutePath().getParent())
        .orElseThrow(() -> new IllegalArgumentException(file + " is in no folder"));
  }

  Path path() {
    return path;
  }

  /** Removes the link; sockets that were bound or connected through it stay so. */
  @Override
  public void close() {
    link.ifPresent(
        made -> {
          try {
            Files.deleteIfExists(made);
            Files.deleteIfExists(folder(made));
          } catch (IOException e) {
            // An empty folder among temporary files; not worth failing for.
          }
        });
  }
}
