package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.operator.Reply;
import dev.restauth.store.DatabaseLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that operator commands and the server find, create and leave in a data folder. */
class OperatorFoldersTest {
  @TempDir Path folder;

  @Test
  void createsNoFolderForAMistypedPath() {
    assertThat(message(operate("user.show", "miguel"))).contains("there is no database");
    assertThat(message(TestServer.operate(folder, "check", Map.of()))).contains("no database");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void failedRestoreLeavesNoFolder() throws IOException {
    for (String backup : List.of("missing", "junk")) {
      Path file = folder.resolve(backup);
      if (backup.equals("junk")) {
        Files.writeString(file, "no database");
      }
      Reply reply =
          TestServer.operate(folder, "restore", Map.of("file", file.toString(), "force", "false"));
      assertThat(message(reply)).contains("cannot restore " + file);
      assertThat(folder.resolve("data")).doesNotExist();
    }
    Path data = Files.createDirectory(folder.resolve("data"));
    Path other = Files.writeString(data.resolve("master.key"), "somebody's");
    assertThat(
            message(
                TestServer.operate(
                    folder,
                    "restore",
                    Map.of("file", folder.resolve("junk").toString(), "force", "false"))))
        .contains("cannot restore");
    assertThat(other).hasContent("somebody's");
  }

  @Test
  void socketIsForTheOwnerOnlyAndIsRemoved() throws IOException {
    Path socket = folder.resolve("data/restauth.sock");
    try (TestServer server = TestServer.start(folder)) {
      assertThat(server.port()).isPositive();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-------");
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void checkOfAnUnusedDatabaseCreatesNoKey() {
    create("miguel", "python");

    assertThat(facts(check())).containsEntry("sound", true);

    assertThat(folder.resolve("data/master.key")).doesNotExist();
  }

  @Test
  void startWaitsForACommandThatHasTheLock() throws Exception {
    Path data = folder.resolve("data");
    DatabaseLock command =
        DatabaseLock.tryAcquire(data, data.resolve("restauth.sqlite")).orElseThrow();
    FutureTask<TestServer> start = new FutureTask<>(() -> TestServer.start(folder));
    Thread starting = Thread.ofPlatform().start(start);
    while (starting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    command.close();
    try (TestServer server = start.get()) {
      assertThat(server.port()).isPositive();
    }
  }

  @Test
  void acceptsAnyCharacterInTheNameOfTheFolder() throws IOException {
    Path odd = Files.createDirectory(folder.resolve("what? 100% #1 ü"));
    try (TestServer server = TestServer.start(odd)) {
      assertThat(server.calls().register("miguel", "python").status()).isEqualTo(201);
    }
    assertThat(odd.resolve("data/restauth.sqlite")).isNotEmptyFile();
  }

  @Test
  void usesADatabaseWithAnotherName() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.sqlite"), folder.resolve("real"));
    Map<String, String> settings = Map.of("database", "jdbc:sqlite:" + link);
    Files.createFile(folder.resolve("real"));
    try (TestServer server = TestServer.start(folder, InstantSource.system(), settings)) {
      assertThat(server.calls().register("miguel", "python").status()).isEqualTo(201);
      // Without the server's database setting, a command would create a second database, which no
      // server uses.
      assertThat(message(create("susan", "python"))).contains("--database");
    }
    assertThat(folder.resolve("real")).isNotEmptyFile();
    assertThat(folder.resolve("link.sqlite-wal")).doesNotExist();
  }

  @Test
  void treatsAnEmptyFileAsNoDatabase() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.createFile(data.resolve("restauth.sqlite"));

    assertThat(message(operate("user.show", "miguel"))).contains("there is no database");
    Map<String, String> file = Map.of("file", folder.resolve("backup").toString());
    assertThat(message(TestServer.operate(folder, "backup", file))).contains("no database");
    assertThat(folder.resolve("backup")).doesNotExist();
  }

  @Test
  void filesMadeByRootBelongToTheOwnerOfTheFolder() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    UserPrincipal owner = Files.getOwner(data);
    boolean root = owner.getName().equals("root");
    if (root) {
      owner = data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
      Files.setOwner(data, owner);
    }

    create("miguel", "python");

    assertThat(Files.getOwner(data.resolve("restauth.sqlite"))).isEqualTo(owner);
    assertThat(Files.getOwner(data.resolve("restauth.sqlite.lock"))).isEqualTo(owner);
  }

  private Reply operate(String operation, String username) {
    return TestServer.operate(folder, operation, Map.of("username", username));
  }

  private Reply create(String username, String password) {
    return TestServer.operate(
        folder, "user.create", Map.of("username", username, "password", password));
  }

  private Reply check() {
    return TestServer.operate(folder, "check", Map.of());
  }

  private static Map<String, Object> facts(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Done.class);
    return ((Reply.Done) reply).facts().values();
  }

  private static String message(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Failed.class);
    return ((Reply.Failed) reply).message();
  }
}
