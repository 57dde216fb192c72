package dev.restauth;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.http.HttpCalls;
import dev.restauth.store.StoreRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that is moved, deleted or replaced while the server runs. */
class DisplacedDatabaseTest {
  private static final String GONE = " was removed while the server was running: put it back";
  private static final String REPLACED = "the database or its log was replaced by another file";

  @TempDir Path folder;

  @Test
  void resumesWhenTheMovedDatabaseIsBackAndRefusesWritesIfEverythingWasDeleted()
      throws IOException {
    try (ServerProcess process = ServerProcess.serve(folder)) {
      DatabaseFailureChecks trouble = new DatabaseFailureChecks(process);
      Path elsewhere = folder.resolve("elsewhere");
      for (Path moved : new Path[] {database(), log(), data()}) {
        Files.move(moved, elsewhere);
        trouble.refusesToWrite();
        trouble.readsGoOn();
        trouble.loggedOnce((moved.equals(data()) ? database() : moved) + GONE);

        Files.move(elsewhere, moved);
        trouble.resumes();
      }

      try (Stream<Path> files = Files.list(data())) {
        files.forEach(DisplacedDatabaseTest::delete);
      }
      Files.delete(data());
      trouble.refusesToWrite();
      trouble.readsGoOn();
      trouble.loggedOnce(database() + GONE);
      assertThat(data()).doesNotExist();
      assertThat(process.terminate().exitCode()).isZero();
    }
  }

  @Test
  void losesNothingIfTheLogWasDeleted() throws IOException, SQLException {
    try (ServerProcess process = ServerProcess.serve(folder)) {
      DatabaseFailureChecks trouble = new DatabaseFailureChecks(process);
      HttpCalls calls = trouble.calls();
      // After a checkpoint, the next write begins the write-ahead log anew. The log then lacks most
      // of the pages that later writes change.
      settle();
      assertThat(calls.register("miguel", "python").status()).isEqualTo(201);
      Files.delete(log());
      for (int i = 0; i < 3; i++) {
        assertThat(calls.register("susan" + i, "python").status()).isEqualTo(503);
        trouble.refusesToWrite();
      }
      trouble.readsGoOn();
      trouble.loggedOnce(log() + GONE);
      process.kill();
    }
    try (TestServer again = TestServer.start(folder)) {
      HttpCalls calls = again.calls();
      assertThat(calls.get("/api/resource", basic("miguel", "python")).status()).isEqualTo(200);
      assertThat(calls.get("/api/resource", basic("susan0", "python")).status()).isEqualTo(401);
      assertThat(calls.register("susan0", "python").status()).isEqualTo(201);
    }
  }

  @Test
  void doesNotWriteToAnotherFileInItsPlace() throws IOException {
    try (ServerProcess process = ServerProcess.serve(folder)) {
      DatabaseFailureChecks trouble = new DatabaseFailureChecks(process);
      Path copy = folder.resolve("copy");
      Files.copy(database(), copy);
      Files.delete(database());
      trouble.refusesToWrite();
      Files.move(copy, database());
      trouble.refusesToWrite();
      Files.writeString(database(), "not even a database");
      trouble.refusesToWrite();
      trouble.readsGoOn();
      process.awaitLogged(database() + GONE);
      process.awaitLogged(REPLACED);
      process.awaitLogged(": restart the server");
    }
  }

  /**
   * An operator may stop the server and replace its database with a backup that was made while the
   * server ran.
   */
  @Test
  void startsWithABackupInPlaceOfItsDatabase() throws IOException {
    Path copy = folder.resolve("copy");
    try (ServerProcess process = ServerProcess.serve(folder)) {
      DatabaseFailureChecks trouble = new DatabaseFailureChecks(process);
      assertThat(trouble.calls().register("miguel", "python").status()).isEqualTo(201);
      Files.delete(log());
      trouble.refusesToWrite();
      // After the log was deleted, the server copied the log's changes into the database file.
      // Therefore the database file is complete.
      Files.copy(database(), copy);
      Files.move(copy, database(), StandardCopyOption.REPLACE_EXISTING);
      trouble.refusesToWrite();
      process.kill();
    }
    try (TestServer again = TestServer.start(folder)) {
      HttpCalls calls = again.calls();
      assertThat(calls.get("/api/resource", basic("miguel", "python")).status()).isEqualTo(200);
      assertThat(calls.register("other", "python").status()).isEqualTo(201);
      assertThat(calls.token("other", "python")).isNotEmpty();
    }
  }

  @Test
  void doesNotCreateANewDatabaseIfItsOwnIsMissing() throws IOException {
    Path killed = folder.resolve("killed");
    Path left = Files.createDirectories(killed.resolve("data"));
    try (TestServer server = TestServer.start(folder)) {
      assertThat(server.calls().register("miguel", "python").status()).isEqualTo(201);
      // The files are those that a killed server leaves behind.
      for (Path file : List.of(database(), log(), data().resolve("master.key"))) {
        Files.copy(file, left.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(left.resolve("restauth.sqlite"), elsewhere);
    assertThatThrownBy(() -> TestServer.start(killed))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContainingAll("is missing, its log", "put it back")
        .message()
        .hasLineCount(1);
    Files.move(elsewhere, left.resolve("restauth.sqlite"));
    try (TestServer again = TestServer.start(killed)) {
      assertThat(again.calls().token("miguel", "python")).isNotEmpty();
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Path database() {
    return data().resolve("restauth.sqlite");
  }

  private Path log() {
    return data().resolve("restauth.sqlite-wal");
  }

  private void settle() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT count(*) FROM account");
      statement.execute("PRAGMA wal_checkpoint(FULL)");
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
