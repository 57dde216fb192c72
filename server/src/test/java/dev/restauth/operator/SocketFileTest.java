package dev.restauth.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The socket file: its permissions, the files that it replaces, and the files that it leaves. */
@Timeout(60)
class SocketFileTest {
  private static final Operations OPERATIONS =
      new Operations().add("say", (request, _) -> Reply.done(Facts.NONE, request.argument("text")));

  @TempDir private Path folder;

  @Test
  void isOnlyForItsOwnerAndLeavesNoFile() throws IOException {
    Path socket = folder.resolve("restauth.sock");
    try (ControlSocket _ = ControlSocket.listen(socket, OPERATIONS)) {
      assertThat(mode(socket)).isEqualTo("rw-------");
      assertThat(files(folder)).containsExactly(socket);
      assertThat(ControlClient.answers(socket)).isTrue();
      assertThat(say(socket, "hello")).contains(Reply.done(Facts.NONE, "hello"));
    }
    assertThat(files(folder)).isEmpty();
    assertThat(ControlClient.answers(socket)).isFalse();
    assertThat(say(socket, "hello")).isEmpty();
  }

  @Test
  void isOnlyForItsOwnerFromTheStart() throws Exception {
    Path socket = folder.resolve("restauth.sock");
    AtomicBoolean over = new AtomicBoolean();
    FutureTask<Set<String>> seen =
        new FutureTask<>(
            () -> {
              Set<String> modes = new HashSet<>();
              while (!over.get()) {
                try {
                  modes.add(mode(socket));
                } catch (NoSuchFileException e) {
                  Thread.onSpinWait();
                }
              }
              return modes;
            });
    Thread.ofPlatform().start(seen);
    for (int i = 0; i < 100; i++) {
      ControlSocket.listen(socket, OPERATIONS).close();
    }
    try (ControlSocket _ = ControlSocket.listen(socket, OPERATIONS)) {
      over.set(true);
      assertThat(seen.get()).isSubsetOf("rw-------");
    }
  }

  @Test
  void replacesTheSocketOfAKilledServer() throws IOException {
    Path socket = folder.resolve("restauth.sock");
    try (var killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(files(folder)).containsExactly(socket);
    assertThat(ControlClient.answers(socket)).isFalse();
    assertThat(say(socket, "hello")).isEmpty();
    try (ControlSocket _ = ControlSocket.listen(socket, OPERATIONS)) {
      assertThat(mode(socket)).isEqualTo("rw-------");
      assertThat(say(socket, "hello")).isPresent();
    }
  }

  @Test
  void leavesTheSocketOfAnother() throws IOException {
    Path socket = folder.resolve("restauth.sock");
    ControlSocket first = ControlSocket.listen(socket, OPERATIONS);
    try (ControlSocket _ = ControlSocket.listen(socket, OPERATIONS)) {
      first.close();
      first.close();
      assertThat(say(socket, "hello")).isPresent();
    }
    assertThat(files(folder)).isEmpty();
  }

  @Test
  void theFileMayBeDeletedBeforeTheSocketIsClosed() throws IOException {
    Path socket = folder.resolve("restauth.sock");
    try (ControlSocket _ = ControlSocket.listen(socket, OPERATIONS)) {
      Files.delete(socket);
      assertThat(say(socket, "hello")).isEmpty();
    }
    assertThat(files(folder)).isEmpty();
  }

  @Test
  void doesNotReplaceAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("restauth.sock"), "precious");
    assertThatThrownBy(() -> ControlSocket.listen(file, OPERATIONS))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("cannot listen for commands on " + file)
        .hasMessageContaining("is no socket: move it away");
    assertThat(files(folder)).containsExactly(file);
    assertThat(file).hasContent("precious");
    assertThat(say(file, "hello")).isEmpty();
  }

  @Test
  void namesThePathOnWhichItCannotListen() {
    Path nowhere = folder.resolve("missing").resolve("restauth.sock");
    assertThatThrownBy(() -> ControlSocket.listen(nowhere, OPERATIONS))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("cannot listen for commands on " + nowhere);
    assertThat(say(nowhere, "hello")).isEmpty();
    assertThat(ControlClient.answers(nowhere)).isFalse();
  }

  /** Tries paths around the maximum length of a socket's address. */
  @Test
  void aPathMayBeJustAsLongAsASocketsAddress() throws IOException {
    for (int length = 85; length <= 120; length++) {
      int padding = length - folder.toString().length() - "//s".length();
      Path deep = Files.createDirectories(folder.resolve("p".repeat(padding)));
      listensIn(deep, "s");
    }
  }

  @Test
  void aPathMayBeMuchLongerThanASocketsAddress() throws IOException {
    Path deep = folder;
    for (int i = 0; i < 12; i++) {
      deep = deep.resolve("d".repeat(200));
    }
    listensIn(Files.createDirectories(deep), "restauth.sock");
  }

  private static void listensIn(Path folder, String name) throws IOException {
    Path socket = folder.resolve(name);
    try (ControlSocket _ = ControlSocket.listen(socket, OPERATIONS)) {
      assertThat(mode(socket)).isEqualTo("rw-------");
      assertThat(files(folder)).containsExactly(socket);
      assertThat(ControlClient.answers(socket)).isTrue();
      assertThat(say(socket, "deep")).contains(Reply.done(Facts.NONE, "deep"));
      assertThat(linksTo(folder)).isEmpty();
    }
    assertThat(files(folder)).isEmpty();
    assertThat(say(socket, "deep")).isEmpty();
    assertThat(linksTo(folder)).isEmpty();
  }

  /** Returns the temporary files of a socket with a long path. */
  private static List<Path> linksTo(Path folder) throws IOException {
    try (Stream<Path> temporary =
        Files.list(Path.of(System.getProperty("java.io.tmpdir", "/tmp")))) {
      return temporary
          .map(each -> each.resolve("data"))
          .filter(link -> pointsTo(link, folder))
          .toList();
    }
  }

  private static boolean pointsTo(Path link, Path folder) {
    try {
      return Files.isSymbolicLink(link) && Files.readSymbolicLink(link).startsWith(folder);
    } catch (IOException gone) {
      return false;
    }
  }

  private static Optional<Reply> say(Path socket, String text) {
    return ControlSocket.ask(socket, new Request("say", Map.of("text", text)), (_, _, _) -> {});
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
