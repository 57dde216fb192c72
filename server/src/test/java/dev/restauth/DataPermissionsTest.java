package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.restauth.runtime.DataPermissions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Permissions that new files of the server get, and that the server corrects when it starts. */
class DataPermissionsTest {
  private static final List<String> CARELESS = List.of("sh", "-c", "umask 000; exec \"$0\" \"$@\"");

  private static final String REWRAP =
      ". If other people could log in to this machine, change the master key: restauth key rewrap";

  @TempDir Path folder;

  private static void mode(Path file, String octal) throws IOException {
    Files.setAttribute(file, "unix:mode", Integer.parseInt(octal, 8));
  }

  private static String mode(Path file) {
    try {
      int mode = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return "%04o".formatted(mode & 07777);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path data(String file) {
    return folder.toAbsolutePath().resolve("data").resolve(file);
  }

  /** Starts the server and returns its log lines about permissions. */
  private List<String> started(Map<String, String> settings) {
    try (LogCatcher log = new LogCatcher(DataPermissions.class);
        TestServer server =
            TestServer.start(folder.toAbsolutePath(), InstantSource.system(), settings)) {
      assertThat(server.calls().get("/health").status()).isEqualTo(200);
      return log.all();
    }
  }

  @Test
  void filesMadeByTheServerNeedNoWarning() {
    assertThat(started(Map.of())).isEmpty();
    assertThat(started(Map.of())).isEmpty();
  }

  /**
   * Simulates files that an operator copied, and a folder that an operator created, with a umask
   * that gives permissions to other users.
   */
  @Test
  void permissionsOfOthersAreLoggedAndRemoved() throws IOException {
    assertThat(started(Map.of())).isEmpty();
    for (String beside : List.of("-wal", "-shm")) {
      Files.createFile(data("restauth.sqlite" + beside)); // empty, which SQLite accepts
    }
    Files.createFile(data("restauth.sqlite.replaced-20261127T010203Z"));
    Files.createFile(data("master.key.9a1b2c3d4e5f6071"));
    mode(data("master.key.9a1b2c3d4e5f6071"), "0666");
    mode(data("restauth.sqlite"), "0644");
    mode(data("restauth.sqlite-wal"), "0666");
    mode(data("restauth.sqlite-shm"), "0602");
    mode(data("restauth.sqlite.replaced-20261127T010203Z"), "0604");
    mode(data("master.key"), "0644");
    mode(data(""), "0777");

    assertThat(started(Map.of()))
        .containsExactlyInAnyOrder(
            "WARNING others could write in the folder %s (mode 0777); its mode is 0775 now"
                .formatted(data("")),
            "WARNING others could read %s (mode 0644); its mode is 0640 now"
                .formatted(data("restauth.sqlite")),
            "WARNING others could read and write %s (mode 0666); its mode is 0660 now"
                .formatted(data("restauth.sqlite-wal")),
            "WARNING others could write %s (mode 0602); its mode is 0600 now"
                .formatted(data("restauth.sqlite-shm")),
            "WARNING others could read %s (mode 0604); its mode is 0600 now"
                .formatted(data("restauth.sqlite.replaced-20261127T010203Z")),
            "WARNING others could read %s (mode 0644); its mode is 0600 now%s"
                .formatted(data("master.key"), REWRAP),
            "WARNING others could read and write %s (mode 0666); its mode is 0600 now%s"
                .formatted(data("master.key.9a1b2c3d4e5f6071"), REWRAP));
    assertThat(mode(data(""))).isEqualTo("0775");
    assertThat(mode(data("restauth.sqlite"))).isEqualTo("0640");
    assertThat(mode(data("master.key"))).isEqualTo("0600");
    assertThat(started(Map.of())).isEmpty();
  }

  /** The server keeps the group's permissions, because an operator may have set them on purpose. */
  @ParameterizedTest
  @CsvSource({"0640, 0750", "0660, 0770", "0600, 2770", "0600, 0755"})
  void permissionsOfTheGroupStay(String file, String ofFolder) throws IOException {
    assertThat(started(Map.of())).isEmpty();
    mode(data("restauth.sqlite"), file);
    mode(data(""), ofFolder);
    assertThat(started(Map.of())).isEmpty();
    assertThat(mode(data("restauth.sqlite"))).isEqualTo(file);
    assertThat(mode(data(""))).isEqualTo(ofFolder);
  }

  /** The server must not change the permissions of a shared folder such as /tmp. */
  @Test
  void sharedFolderIsLoggedAndNotChanged() throws IOException {
    Path shared = Files.createDirectory(folder.toAbsolutePath().resolve("shared"));
    mode(shared, "1777");
    Map<String, String> elsewhere =
        Map.of("database", "jdbc:sqlite:shared/other.sqlite", "data", "data");
    assertThat(started(elsewhere))
        .containsExactly(
            "WARNING others can write in the folder %s (mode 1777); choose a folder for the server alone"
                .formatted(shared));
    assertThat(mode(shared)).isEqualTo("1777");
  }

  /** Uses a file of the kernel, because not even root can change its permissions. */
  @Test
  void permissionsThatCannotBeChangedAreLogged() {
    Path file = Path.of("/proc/self/timerslack_ns");
    try (LogCatcher log = new LogCatcher(DataPermissions.class)) {
      DataPermissions.tighten(Path.of("/proc"), file);
      assertThat(log.all())
          .containsExactly(
              "WARNING others can read and write "
                  + file
                  + " (mode 0666), and this process may not change that: run chmod o-rwx on it");
    }
  }

  /** Another user who owns a file can change its content and permissions, whatever its mode is. */
  @Test
  void foreignOwnerIsLogged() throws IOException {
    assertThat(started(Map.of())).isEmpty();
    assumeTrue(Files.getAttribute(folder, "unix:uid").equals(0), "only root can give files away");
    Files.setAttribute(data("restauth.sqlite"), "unix:uid", 54_321);
    assertThat(started(Map.of()))
        .containsExactly(
            "WARNING %s belongs to the user 54321, who can read and change it: run chown 0 on it"
                .formatted(data("restauth.sqlite")));
    Files.setAttribute(data("master.key"), "unix:uid", 54_321);
    Files.setAttribute(data(""), "unix:uid", 54_321);
    assertThat(started(Map.of()))
        .as("one line for the folder and its files")
        .containsExactly(
            "WARNING the folder %s belongs to the user 54321, who can read and change its files:"
                    .formatted(data(""))
                + " run chown 0 on it, or run the server as that user");
  }

  /**
   * Like SQLite, the server does not follow links, because a link may lead to another user's file.
   */
  @Test
  void linkIsNotFollowed() throws IOException {
    assertThat(started(Map.of())).isEmpty();
    Path other = Files.createFile(folder.resolve("other"));
    mode(other, "0666");
    Files.createSymbolicLink(data("restauth.sqlite.replaced-1"), other);
    assertThat(started(Map.of())).isEmpty();
    assertThat(mode(other)).isEqualTo("0666");
  }

  @Test
  void newFilesAreForTheOwnerOnlyWithAnyUmask() throws IOException {
    try (ServerProcess process =
        ServerProcess.startUnder(CARELESS, folder, Map.of(), "serve", "--port", "0")) {
      assertThat(process.ready().register("miguel", "python").status()).isEqualTo(201);
      assertThat(mode(data(""))).isEqualTo("0700");
      try (Stream<Path> files = Files.list(data(""))) {
        assertThat(files.toList())
            .hasSizeGreaterThanOrEqualTo(6) // database, -wal, -shm, lock, key, socket
            .allSatisfy(file -> assertThat(mode(file)).as(file.toString()).isEqualTo("0600"));
      }
      assertThat(process.log()).doesNotContain("WARN");
    }
  }

  /**
   * A blocklist is not secret. All users may read it, because the server may run as another user
   * than the operator who built it. Only the file's owner may change the blocklist.
   */
  @Test
  void blocklistIsReadableByAllAndWritableByItsOwner() throws IOException {
    Files.writeString(folder.resolve("passwords.txt"), "password\nletmein\n");
    String[] command = {"build-blocklist", "passwords.txt", "--output", "list.filter"};
    try (ServerProcess process = ServerProcess.startUnder(CARELESS, folder, Map.of(), command)) {
      assertThat(process.ended().exitCode()).isZero();
    }
    assertThat(mode(folder.resolve("list.filter"))).isEqualTo("0644");
  }
}
