package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.operator.Reply;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import that is killed. It completes if the operator runs the same command again. */
class AdoptCrashTest {
  /** The number of accounts that the import commits in one transaction. */
  private static final int BATCH = 5_000;

  private static final long PAUSE_NANOS = 10_000_000;
  private static final String PYTHON = "{SHA}QjUie1FDathtB8fPXWm9omRJhN4=";

  @TempDir Path folder;

  @Test
  void killedImportIsCompletedByRunningItAgain() throws IOException, SQLException {
    crash(2 * BATCH, 1);
  }

  @Test
  @Tag("long")
  void importThatIsKilledSeveralTimesIsCompleted() throws IOException, SQLException {
    crash(4 * BATCH, 3);
  }

  private void crash(int count, int kills) throws IOException, SQLException {
    Path users = folder.resolve("users.csv");
    try (Writer out = Files.newBufferedWriter(users)) {
      out.write("id,username,password_hash\n");
      for (int i = 1; i <= count; i++) {
        out.write(i + ",user" + (i * 7919L % count) + "," + PYTHON + "\n");
      }
    }
    TestServer.prepareIn(folder);
    long before = 0;
    for (int kill = 1; kill <= kills && before < count; kill++) {
      try (ServerProcess process =
          ServerProcess.start(
              folder, Map.of(), "adopt", "csv", users.toString(), "--data", "data")) {
        long target = Math.min(count, before + BATCH);
        while (accounts() < target) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        process.kill();
      }
      before = accounts();
    }
    assertThat(before).isPositive();

    Reply reply =
        TestServer.operate(folder, "adopt", Map.of("source", "csv", "file.1", users.toString()));
    assertThat(reply).isInstanceOf(Reply.Done.class);
    assertThat(((Reply.Done) reply).facts().values())
        .containsEntry("unchanged", before)
        .containsEntry("adopted", count - before)
        .containsEntry("conflicts", 0L);
    assertThat(accounts()).isEqualTo(count);
    try (TestServer server = TestServer.start(folder)) {
      assertThat(server.account(count - 1).username())
          .isEqualTo("user" + (count - 1) * 7919L % count);
      assertThat(server.calls().register("new", "python").header("location").orElseThrow())
          .endsWith("/" + (count + 1));
    }
  }

  private long accounts() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM account")) {
      return rows.getLong(1);
    }
  }

  private Path database() {
    return folder.resolve("data/restauth.sqlite");
  }
}
