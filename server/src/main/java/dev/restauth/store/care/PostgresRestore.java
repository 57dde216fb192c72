package dev.restauth.store.care;

import dev.restauth.job.Progress;
import dev.restauth.store.Micros;
import dev.restauth.store.SharedDatabase.Revoked;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.Table.Jump;
import dev.restauth.store.care.Restoration.Ids;
import dev.restauth.store.care.Restoration.Withdrawn;
import dev.restauth.store.sql.Deadline;
import dev.restauth.store.sql.PostgresCommit;
import dev.restauth.store.sql.PostgresDatabase;
import dev.restauth.store.sql.Schema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Revokes sessions and keys in a PostgreSQL database, because restoring a backup has made them
 * valid again.
 */
record PostgresRestore(PostgresDatabase database) {

  Revoked run(Consumer<Store> examine, Progress progress) {
    try {
      refuseUnknown();
      progress.advanced("bringing the schema up to date", 0, 0);
      try (Store store = database.open()) {
        progress.advanced("examining the database", 0, 0);
        examine.accept(store);
      }
      progress.advanced("revoking all tokens", 0, 0);
      return revoke();
    } catch (SQLException e) {
      throw new StoreRefusedException("nothing was changed: " + database.explain(e));
    }
  }

  /** Refuses a newer schema, because this program may lack a rule for its tables. */
  private void refuseUnknown() throws SQLException {
    try (Connection connection = database.connect(true)) {
      OptionalInt version = Schema.version(connection);
      if (version.isEmpty()) {
        throw new StoreRefusedException(
            database + " has no REST-auth data: restore the backup first");
      }
      if (version.getAsInt() > database.design().version()) {
        throw new StoreRefusedException(
            "the database has schema version "
                + version.getAsInt()
                + ", this program supports "
                + database.design().version()
                + ": use the newer REST-auth that made it");
      }
    }
  }

  private Revoked revoke() throws SQLException {
    try (Connection connection = database.connect(false);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      // Until the transaction ends, nobody can create an account or a session. Readers do not wait.
      statement.execute("LOCK TABLE account, session, service_key, signing_key IN EXCLUSIVE MODE");
      long ahead = Restoration.AHEAD + millisSince(connection, statement);
      long last =
          number(
              statement,
              "SELECT GREATEST(COALESCE((SELECT max(id) FROM account), 0),"
                  + " COALESCE(pg_sequence_last_value("
                  + "pg_get_serial_sequence('account', 'id')::regclass), 0))");
      Withdrawn keys =
          Restoration.apply(
              connection,
              database.design().tables(),
              Ids.POSTGRESQL,
              new Jump(0, ahead, last + ahead));
      long accounts = number(statement, "SELECT count(*) FROM account");
      String epoch = text(statement, "SELECT value FROM property WHERE name = 'epoch'");
      // If the commit is in doubt, the exception must not say that nothing was changed. The
      // operator can safely run the command again.
      new PostgresCommit(database).end(connection, Deadline.in(database.timeout()));
      return new Revoked(accounts, keys.signingKeys(), keys.serviceKeys(), epoch);
    }
  }

  /**
   * Returns the milliseconds since the newest account was created, by the database's clock. See
   * {@link SqliteRestore}.
   */
  private long millisSince(Connection connection, Statement statement) throws SQLException {
    long micros =
        number(
            statement,
            "SELECT COALESCE((SELECT created_at FROM account ORDER BY id DESC LIMIT 1), 0)");
    Duration since = Duration.between(Micros.instant(micros), database.now(connection));
    return Math.max(0, since.toMillis());
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
