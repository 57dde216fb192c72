package dev.restauth.operator;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;
import java.util.Optional;

/**
 * A listening socket and its name in the file system.
 *
 * @param path the path of the socket's name
 * @param identity the identity that distinguishes this socket from another socket with the same
 *     name
 * @param owner the user of this process
 * @param channel the listening channel
 */
public record SocketFile(
    Path path, Object identity, UserPrincipal owner, ServerSocketChannel channel) {
  private static final int BACKLOG = 64;

  /**
   * Starts to listen. The socket is first bound in a folder that nobody else can enter. It gets its
   * final name only when its mode is 0600. If it were bound directly at its path, other users could
   * connect before the mode is changed. The socket replaces the socket of a server that was killed.
   *
   * @param path the path of the socket; it may be too long for a socket address
   * @throws UncheckedIOException if listening at the path fails; the message is one line for the
   *     operator
   */
  public static SocketFile bind(Path path) {
    try {
      refuseToReplaceAFile(path);
      return bound(path);
    } catch (IOException e) {
      throw cannotListen(path, e);
    }
  }

  private static SocketFile bound(Path path) throws IOException {
    Path folder =
        Files.createTempDirectory(
            ShortPath.folder(path),
            ".restauth-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path draft = folder.resolve("s");
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try (ShortPath reached = ShortPath.of(draft)) {
      channel.bind(UnixDomainSocketAddress.of(reached.path()), BACKLOG);
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
      Object identity = identity(draft).orElseThrow(() -> new NoSuchFileException("" + draft));
      UserPrincipal owner = Files.getOwner(draft);
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
      return new SocketFile(path, identity, owner, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    } finally {
      Files.deleteIfExists(draft);
      Files.deleteIfExists(folder);
    }
  }

  /**
   * Checks that any file at the path is a socket. Changes nothing.
   *
   * @throws UncheckedIOException if the file is not a socket; the message is one line for the
   *     operator
   */
  public static void refuseOther(Path path) {
    try {
      refuseToReplaceAFile(path);
    } catch (IOException e) {
      throw cannotListen(path, e);
    }
  }

  /** Returns the exception for a failure to listen, with a line for the operator. */
  public static UncheckedIOException cannotListen(Path path, IOException e) {
    String reason =
        e instanceof FileSystemException file && file.getReason() != null
            ? file.getReason()
            : e.toString();
    return new UncheckedIOException("cannot listen for commands on " + path + ": " + reason, e);
  }

  private static void refuseToReplaceAFile(Path path) throws IOException {
    if (Files.exists(path, NOFOLLOW_LINKS)
        && !Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS).isOther()) {
      throw new FileSystemException(path.toString(), null, "it is no socket: move it away");
    }
  }

  private static Optional<Object> identity(Path path) throws IOException {
    try {
      return Optional.ofNullable(
          Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS).fileKey());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Removes the name, unless it now belongs to another socket. Must be called before the channel is
   * closed, because after that the system may give the same identity to another file.
   */
  public void remove() throws IOException {
    if (identity(path).filter(found -> Objects.equals(found, identity)).isPresent()) {
      Files.deleteIfExists(path);
    }
  }
}
