package dev.restauth.operator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A path to a Unix socket that is short enough for a socket address. Such an address is limited to
 * 107 bytes on Linux, and to fewer on other systems. If the real path is too long, the short path
 * leads through a link to the socket's folder. The link is in a temporary folder that only this
 * user can enter, and exists until this object is closed.
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

  /** Returns the folder that contains a file, as an absolute path. */
  static Path folder(Path file) {
    return Optional.ofNullable(file.toAbsolutePath().getParent())
        .orElseThrow(() -> new IllegalArgumentException(file + " is in no folder"));
  }

  Path path() {
    return path;
  }

  /**
   * Removes the link. Sockets that are already bound or connected through the link keep working.
   */
  @Override
  public void close() {
    link.ifPresent(
        made -> {
          try {
            Files.deleteIfExists(made);
            Files.deleteIfExists(folder(made));
          } catch (IOException e) {
            // An empty folder among temporary files does no harm.
          }
        });
  }
}
