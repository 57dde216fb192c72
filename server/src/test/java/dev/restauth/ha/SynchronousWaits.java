package dev.restauth.ha;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Commits that are on the primary's disk and wait for the standby, as the primary reports them. */
final class SynchronousWaits {
  /** A time that is shorter than the time until Patroni chooses another standby. */
  private static final Duration TIMEOUT = Duration.ofSeconds(6);

  private final Connection connection;

  SynchronousWaits(Connection connection) {
    this.connection = connection;
  }

  /** Cancels at least a number of waits, as an operator would. */
  void cancel(int atLeast) {
    AtomicInteger cancelled = new AtomicInteger();
    Program.await(
        "commits that wait for the standby",
        TIMEOUT,
        () -> cancelled.addAndGet(cancelThoseThatWait()) >= atLeast);
  }

  private int cancelThoseThatWait() {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity"
                    + " WHERE wait_event = 'SyncRep' AND usename = current_user")) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the names of the standbys for which the primary waits. */
  String standbys() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW synchronous_standby_names")) {
      row.next();
      return row.getString(1);
    }
  }
}
