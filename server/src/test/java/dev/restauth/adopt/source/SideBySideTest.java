package dev.restauth.adopt.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.adopt.sql.UserLookups;
import dev.restauth.adopt.sql.UserQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads of users while the old application, another process, writes its file. */
class SideBySideTest {
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "WAL"})
  void readIsASnapshotWhileTheApplicationWrites(String journal) throws Exception {
    readSnapshots(journal, 30);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "WAL"})
  void manyReadsAreSnapshotsWhileTheApplicationWrites(String journal) throws Exception {
    readSnapshots(journal, 100);
  }

  /** If a read saw a half-finished change, its users would have two different versions. */
  private void readSnapshots(String journal, int reads) throws Exception {
    OldFile file = OldFile.with(folder, "PRAGMA journal_mode = " + journal, OldFile.TABLE);
    try (Connection connection = file.connect()) {
      OldFile.fill(connection, 2_000);
    }
    try (OldApplication application = OldApplication.writing(file);
        LegacyUsers users = new LegacyUsers(file.database(), UserQuery.REST_AUTH)) {
      int last = 0;
      int versions = 0;
      for (int i = 0; i < reads || versions < 5; i++) {
        assertThat(application.isWriting()).isTrue();
        List<SourceAccount> accounts =
            Collected.of(SqlSource.ofRestAuth(file.database())).accounts();
        int read = version(accounts.getFirst());
        assertThat(accounts).hasSize(2_000);
        assertThat(accounts.stream().map(SideBySideTest::version).distinct()).containsExactly(read);
        int found = version(users.byName("user " + (1 + i % 2_000)).orElseThrow());
        assertThat(read).isGreaterThanOrEqualTo(last);
        assertThat(found).isGreaterThanOrEqualTo(read);
        versions += found > last ? 1 : 0;
        last = found;
      }
    }
    assertThat(file.beside()).containsExactly("old.sqlite");
  }

  /**
   * The reader may read the write-ahead log's index several times before the application has
   * written the second half of the index.
   */
  @Test
  void halfWrittenIndexIsReadAfterARetry() throws Exception {
    OldFile file = OldFile.with(folder, "PRAGMA journal_mode = WAL", OldFile.TABLE);
    try (Connection connection = file.connect()) {
      OldFile.fill(connection, 10);
    }
    try (OldApplication application = OldApplication.tearing(file);
        LegacyUsers users = new LegacyUsers(file.database(), UserQuery.REST_AUTH);
        UserLookups lookups = new UserLookups(file.database(), UserQuery.REST_AUTH)) {
      for (int i = 0; i < 30; i++) {
        assertThat(application.isWriting()).isTrue();
        assertThat(Collected.of(SqlSource.ofRestAuth(file.database())).accounts()).hasSize(10);
        assertThat(users.byId(7)).isPresent();
        assertThat(lookups.highestId()).isEqualTo(10);
      }
    }
  }

  private static int version(SourceAccount account) {
    return Integer.parseInt(account.passwordHash().orElseThrow());
  }

  /** In a read-only folder, no process can create, rename or delete a file. */
  @Test
  void fileInAReadOnlyFolderIsRead() throws Exception {
    Path old = Files.createDirectory(folder.resolve("data"));
    OldFile deleting = new OldFile(old.resolve("delete.sqlite"));
    OldFile logging = new OldFile(old.resolve("wal.sqlite"));
    deleting.run("PRAGMA journal_mode = DELETE", OldFile.TABLE);
    logging.run("PRAGMA journal_mode = WAL", OldFile.TABLE);
    try (Connection first = deleting.connect();
        Connection second = logging.connect()) {
      OldFile.fill(first, 10);
      OldFile.fill(second, 11);
      assertThat(readWhereNothingCanBeWritten(deleting, logging))
          .containsExactly("10 and user 7", "11 and user 7");
    }
    assertThat(readWhereNothingCanBeWritten(deleting, logging))
        .containsExactly("10 and user 7", "11 and user 7");
    assertThat(deleting.beside()).containsExactlyInAnyOrder("delete.sqlite", "wal.sqlite");
  }

  /** Runs the reader in a separate mount namespace that mounts the folder read-only. */
  private List<String> readWhereNothingCanBeWritten(OldFile... files) throws Exception {
    String command =
        "mount --bind data data && mount -o remount,bind,ro data && ! touch data/x 2>/dev/null &&"
            + " exec '"
            + String.join("' '", OldApplication.java(Reading.class))
            + "'"
            + Stream.of(files)
                .map(file -> " data/" + file.path().getFileName())
                .collect(Collectors.joining());
    Process process =
        new ProcessBuilder(
                "unshare", ROOT ? "-m" : "-Urm", "--propagation", "private", "sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor())
        .as("it needs root or unprivileged user namespaces, and util-linux: " + said)
        .isZero();
    return said.lines().toList();
  }

  /**
   * Reads the named files in both ways, for an import of all users and for look-ups of single
   * users.
   */
  static final class Reading {
    private Reading() {}

    public static void main(String[] arguments) throws IOException {
      for (String name : arguments) {
        OldFile file = new OldFile(Path.of(name));
        try (LegacyUsers users = new LegacyUsers(file.database(), UserQuery.REST_AUTH)) {
          System.out.println(
              Collected.of(SqlSource.ofRestAuth(file.database())).accounts().size()
                  + " and "
                  + users.byId(7).orElseThrow().username());
        }
      }
    }
  }

  /** After a crash, only the application itself can roll back its unfinished change. */
  @Test
  void unfinishedChangeIsLeftToTheApplication() throws Exception {
    OldFile file = OldFile.with(folder, OldFile.TABLE);
    Path crashed = Files.createDirectory(folder.resolve("crashed"));
    OldFile copy = new OldFile(crashed.resolve("old.sqlite"));
    try (Connection application = file.connect()) {
      OldFile.fill(application, 20_000);
      OldFile.run(
          application,
          "PRAGMA cache_size = 5",
          "BEGIN",
          "UPDATE users SET password_hash = 'half of a change'");
      Files.copy(file.path(), copy.path());
      Files.copy(folder.resolve("old.sqlite-journal"), crashed.resolve("old.sqlite-journal"));
    }
    byte[] before = Files.readAllBytes(copy.path());

    try {
      Collected.of(SqlSource.ofRestAuth(copy.database()));
      throw new AssertionError("it was read");
    } catch (UnreadableSource e) {
      assertThat(e)
          .hasMessage(
              copy.path()
                  + ": its application was stopped in the middle of a change: start it once, so"
                  + " that it repairs the database");
    }

    assertThat(Files.readAllBytes(copy.path())).isEqualTo(before);
    copy.run("SELECT count(*) FROM users");
    assertThat(Collected.of(SqlSource.ofRestAuth(copy.database())).accounts()).hasSize(20_000);
  }
}
